/** Points of recovered against true values on a canvas, with the diagonal where both are equal. */
import {
  Chart,
  LinearScale,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
  type ChartDataset,
} from 'chart.js';
import type { Axis } from './axes';
import { chartSheet, square, type ChartWords } from './chartSheet';
import { applyTheme } from './chartTheme';
import { DrawnWhenSeen } from './drawnWhenSeen';
import type { Sheet } from '../export/sheet';
import { fitPaper } from './overEpochs';
import { themeColours, type ThemeColours } from '../page/theme';

Chart.register(ScatterController, LineElement, PointElement, LinearScale, Tooltip);

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Whether the digit was read right: a circle, else a cross. */
  readonly isRight: boolean;
}

export interface ScatterOptions {
  readonly formatTick: (value: number) => string;
  /** The tooltip's lines for the point at this position. */
  readonly describe: (position: number) => { readonly title: string; readonly line: string };
  /** A point was clicked. */
  readonly choose: (position: number) => void;
}

/** chart.js keeps the position, by which the point is found again. */
interface Spot {
  x: number;
  y: number;
  position: number;
}

type Spots = ChartDataset<'scatter', Spot[]>;

export class ScatterChart {
  private readonly chart: Chart<'scatter', Spot[]>;
  private readonly drawn: DrawnWhenSeen;
  /** To work them out takes longer than to draw. */
  private colours = themeColours();
  private axis: Axis = { min: 0, max: 1, ticks: [0, 1] };

  constructor(canvas: HTMLCanvasElement, options: ScatterOptions) {
    const positionOf = (dataset: number, index: number): number =>
      this.chart.data.datasets[dataset].data[index].position;
    const scale = (text: string) => ({
      type: 'linear' as const,
      title: { display: true, text },
      afterBuildTicks: (built: { ticks: { value: number }[] }) => {
        built.ticks = this.axis.ticks.map((value) => ({ value }));
      },
      ticks: {
        autoSkip: false,
        maxRotation: 0,
        callback: (value: string | number) => options.formatTick(Number(value)),
      },
    });
    this.chart = new Chart<'scatter', Spot[]>(canvas, {
      type: 'scatter',
      data: { datasets: [] },
      options: {
        animation: false,
        parsing: false,
        maintainAspectRatio: false,
        layout: { padding: { top: 6, right: 10 } },
        // Points on the frame are whole.
        clip: 8,
        interaction: { mode: 'nearest', axis: 'xy', intersect: true },
        scales: { x: scale('true'), y: scale('recovered') },
        onClick: (_event, found) => {
          const first = found.at(0);
          if (first) options.choose(positionOf(first.datasetIndex, first.index));
        },
        onHover: (event, found) => {
          const target = event.native?.target;
          if (target instanceof HTMLElement) target.style.cursor = found.length > 0 ? 'pointer' : '';
        },
        plugins: {
          tooltip: {
            filter: ({ datasetIndex }) => datasetIndex > 0,
            // Where many points lie on one another the first speaks for all.
            itemSort: (a, b) => a.datasetIndex - b.datasetIndex,
            callbacks: {
              title: (items) => {
                const item = items.at(0);
                return item ? options.describe(positionOf(item.datasetIndex, item.dataIndex)).title : '';
              },
              label: (item) => ` ${options.describe(positionOf(item.datasetIndex, item.dataIndex)).line}`,
            },
          },
        },
      },
    });
    this.drawn = new DrawnWhenSeen(this.chart);
    this.retheme();
    fitPaper(this.chart);
  }

  /** As it is now. */
  sheet(words: ChartWords): Sheet {
    this.drawn.catchUp();
    return chartSheet(this.chart, words, square);
  }

  /** @param axis of both directions, so that the diagonal is the same for every chart */
  show(points: readonly ScatterPoint[], axis: Axis): void {
    this.axis = axis;
    const { scales } = this.chart.options;
    for (const name of ['x', 'y']) Object.assign(scales?.[name] ?? {}, { min: axis.min, max: axis.max });
    const spots = points.map(({ x, y }, position) => ({ x, y, position }));
    const diagonal = [axis.min, axis.max].map((value) => ({ x: value, y: value, position: -1 }));
    this.chart.data.datasets = [
      { data: diagonal },
      { data: spots.filter(({ position }) => points[position].isRight) },
      { data: spots.filter(({ position }) => !points[position].isRight) },
    ];
    this.dress();
    this.drawn.changed();
  }

  /** Marks the point at this position as if the mouse were there; undefined marks none. */
  point(position: number | undefined): void {
    const found = this.chart.data.datasets.flatMap(({ data }, datasetIndex) =>
      data.flatMap((spot, index) =>
        datasetIndex > 0 && spot.position === position ? [{ datasetIndex, index }] : [],
      ),
    );
    this.chart.setActiveElements(found);
    const first = found.at(0);
    const spot = first ? this.chart.data.datasets[first.datasetIndex].data[first.index] : { x: 0, y: 0 };
    this.chart.tooltip?.setActiveElements(found, {
      x: this.chart.scales.x.getPixelForValue(spot.x),
      y: this.chart.scales.y.getPixelForValue(spot.y),
    });
    this.drawn.changed();
  }

  /** Takes over the colours that the theme has now. */
  retheme(): void {
    this.colours = themeColours();
    applyTheme(this.chart.options, this.colours);
    this.dress();
    this.drawn.changed();
  }

  private dress(): void {
    this.chart.data.datasets.forEach((set, at) => Object.assign(set, looks[at](this.colours)));
  }
}

/** In the order of the datasets: the diagonal, digits read right, digits read wrong. */
const looks: readonly ((colours: ThemeColours) => Partial<Spots>)[] = [
  (colours) => ({
    showLine: true,
    borderColor: colours.muted,
    borderWidth: 1,
    borderDash: [6, 4],
    pointRadius: 0,
    pointHoverRadius: 0,
    pointHitRadius: 0,
    order: 2,
  }),
  (colours) => ({
    borderColor: colours.test,
    backgroundColor: colours.background,
    borderWidth: 1.5,
    pointRadius: 3,
    pointHoverRadius: 6,
    pointHoverBorderWidth: 3,
    order: 1,
  }),
  (colours) => ({
    borderColor: colours.foreground,
    backgroundColor: colours.foreground,
    borderWidth: 1.5,
    pointStyle: 'crossRot',
    pointRadius: 4,
    pointHoverRadius: 7,
    pointHoverBorderWidth: 3,
    order: 0,
  }),
];
