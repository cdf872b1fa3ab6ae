/** A median over epochs with the bands that half and nine tenths of the digits lie in, on a canvas. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartDataset,
} from 'chart.js';
import type { Axis } from './axes';
import { chartSheet, type ChartWords } from './chartSheet';
import { applyTheme } from './chartTheme';
import type { Point } from './curves';
import { DrawnWhenSeen } from './drawnWhenSeen';
import type { Sheet } from '../export/sheet';
import { fitPaper, overEpochs, setAxes } from './overEpochs';
import { themeColours, type ThemeColours } from '../page/theme';

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip, Filler);

/** Quantiles (5, 25, 50, 75, 95 percent) after an epoch. */
export interface BandPoint {
  readonly epoch: number;
  readonly quantiles: readonly number[];
}

export interface BandChartOptions {
  readonly formatTick: (value: number) => string;
  /** The tooltip's lines for an epoch. */
  readonly describe: (point: BandPoint) => { readonly title: string; readonly lines: readonly string[] };
}

const median = 2;

export class BandChart {
  private readonly chart: Chart<'line', Point[]>;
  private readonly drawn: DrawnWhenSeen;
  /** To work them out takes longer than to draw. */
  private colours = themeColours();
  private points: readonly BandPoint[] = [];
  private x: Axis = { min: 0, max: 1, ticks: [0, 1] };
  private y: Axis = { min: 0, max: 1, ticks: [0, 1] };

  constructor(canvas: HTMLCanvasElement, options: BandChartOptions) {
    this.chart = new Chart<'line', Point[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        ...overEpochs(() => ({ x: this.x, y: this.y }), options.formatTick),
        interaction: { mode: 'nearest', axis: 'x', intersect: false },
        plugins: {
          tooltip: {
            displayColors: false,
            filter: ({ datasetIndex }) => datasetIndex === median,
            callbacks: {
              title: (items) => {
                const item = items.at(0);
                return item ? options.describe(this.points[item.dataIndex]).title : '';
              },
              label: ({ dataIndex }) => [...options.describe(this.points[dataIndex]).lines],
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
    return chartSheet(this.chart, words);
  }

  /** @param marked the epoch that all of the page shows */
  show(points: readonly BandPoint[], x: Axis, y: Axis, marked: number): void {
    this.points = points;
    this.x = x;
    this.y = y;
    setAxes(this.chart, { x, y });
    this.chart.data.datasets = [
      ...[0, 1, 2, 3, 4].map((at) => ({
        data: points.map(({ epoch, quantiles }) => ({ x: epoch, y: quantiles[at] })),
      })),
      { data: [y.min, y.max].map((end) => ({ x: marked, y: end })) },
    ];
    this.dress();
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
    this.chart.data.datasets.forEach((set, at) => Object.assign(set, lookOf(at, this.colours)));
  }
}

/** Of the quantiles' lines in their order, and last of the marked epoch. Bands lie between a line and its opposite. */
function lookOf(at: number, colours: ThemeColours): Partial<ChartDataset<'line', Point[]>> {
  const plain = { pointRadius: 0, pointHoverRadius: 0, fill: false as const, order: 2 };
  const bounds = { ...plain, borderColor: colours.trace, borderWidth: colours.isHighContrast ? 1.5 : 1 };
  switch (at) {
    case 0:
      return { ...bounds, fill: 4, backgroundColor: faded(colours.test, 0.14), borderDash: [2, 3] };
    case 1:
      return { ...bounds, fill: 3, backgroundColor: faded(colours.test, 0.28) };
    case median:
      return {
        ...plain,
        borderColor: colours.test,
        backgroundColor: colours.test,
        borderWidth: 2,
        pointRadius: 3,
        pointHoverRadius: 5,
        order: 0,
      };
    case 3:
      return bounds;
    case 4:
      return { ...bounds, borderDash: [2, 3] };
    default:
      return { ...plain, borderColor: colours.foreground, borderWidth: 1, borderDash: [6, 4], order: 1 };
  }
}

/** @param colour as computed styles give it: "rgb(1, 2, 3)" */
function faded(colour: string, share: number): string {
  const numbers = /^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)/.exec(colour);
  return numbers ? `rgba(${numbers[1]}, ${numbers[2]}, ${numbers[3]}, ${share})` : colour;
}
