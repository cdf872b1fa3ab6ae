/** Curves over epochs on a canvas: chart.js with only what two line charts need, in the editor's colours. */
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  type ChartDataset,
} from 'chart.js';
import './across';
import type { Axis } from './axes';
import { marksPlugin, type Mark } from './chartMarks';
import { chartSheet, type ChartWords } from './chartSheet';
import { applyTheme, smallFont } from './chartTheme';
import type { Curve, CurveKind, Point } from './curves';
import { DrawnWhenSeen } from './drawnWhenSeen';
import { endLabelRoom, endLabelsPlugin } from './endLabels';
import { fitPaper, overEpochs, setAxes } from './overEpochs';
import { isRunKind, runLooks, type RunKind } from './runLooks';
import { fittedText } from '../page/fittedText';
import { resolvedColour, themeColours, type ThemeColours } from '../page/theme';
import type { Sheet } from '../export/sheet';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip);

export type Scale = 'linear' | 'logarithmic';

export interface ChartContent {
  readonly curves: readonly Curve[];
  readonly x: Axis;
  readonly y: Axis;
  readonly scale: Scale;
  readonly marks: readonly Mark[];
}

export interface ChartOptions {
  /** The axis's own short form. */
  readonly formatTick: (value: number) => string;
  /** The tooltip's. */
  readonly formatValue: (value: number) => string;
  /** Whether the tooltip tells of all curves at a place, or of those alone whose points are nearest. */
  readonly isAcross?: boolean;
  /** Whether curves have their names beside their ends. */
  readonly hasEndLabels?: boolean;
}

/** What a tooltip has beside a line's text, in CSS pixels: its edges and the curve's mark. */
const besideLine = 32;

export class CurveChart {
  private readonly chart: Chart<'line', Point[]>;
  private readonly drawn: DrawnWhenSeen;
  private scale: Scale = 'linear';
  private x: Axis = { min: 0, max: 1, ticks: [0, 1] };
  private y: Axis = { min: 0.1, max: 1, ticks: [0.1, 1] };
  private marks: readonly Mark[] = [];
  private curves: readonly Curve[] = [];
  /** To work them out takes longer than to draw. */
  private colours = themeColours();

  constructor(canvas: HTMLCanvasElement, options: ChartOptions) {
    const axes = () => ({ x: this.x, y: this.y });
    const shared = overEpochs(axes, options.formatTick, options.hasEndLabels ? endLabelRoom : undefined);
    this.chart = new Chart<'line', Point[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [
        marksPlugin(() => ({ marks: this.marks, colours: this.colours })),
        endLabelsPlugin(() => ({ curves: this.curves, colours: this.colours })),
      ],
      options: {
        ...shared,
        interaction: { mode: options.isAcross ? 'across' : 'nearest', axis: 'x', intersect: false },
        scales: {
          x: shared.scales.x,
          y: {
            ...shared.scales.y,
            type: this.scale,
            // As wide in every chart, so that charts one above the other line up.
            afterFit: (axis) => {
              axis.width = 46;
            },
          },
        },
        plugins: {
          tooltip: {
            // The mean over it says the same, and can be read.
            filter: ({ dataset: set }) => !isTrace(kindOf(set as LineDataset)),
            callbacks: {
              title: ([item]) => epochName(item.parsed.x ?? 0),
              label: ({ dataset: { label = '' }, parsed }) =>
                this.tooltipLine(label, options.formatValue(parsed.y ?? NaN)),
            },
          },
        },
      },
    });
    this.drawn = new DrawnWhenSeen(this.chart);
    this.retheme();
    fitPaper(this.chart);
  }

  /** What the horizontal axis shows, and where it begins and ends: pixels from the canvas's left edge. */
  get span() {
    const { left, right } = this.chart.chartArea;
    return { left, right, min: this.x.min, max: this.x.max };
  }

  /** As it is now. */
  sheet(words: ChartWords): Sheet {
    this.drawn.catchUp();
    return chartSheet(this.chart, words);
  }

  show({ curves, x, y, scale, marks }: ChartContent): void {
    this.marks = marks;
    this.curves = curves;
    this.setScale(scale);
    this.x = x;
    this.y = y;
    setAxes(this.chart, { x, y });
    this.chart.data.datasets = curves.map((curve) => dataset(curve, this.colours));
    this.drawn.changed();
  }

  /** A tooltip lies on its chart: of a name that is too long its end is left out, so that the value is there. */
  private tooltipLine(name: string, value: string): string {
    const { ctx: context, width } = this.chart;
    const { family, size } = smallFont(this.colours);
    context.font = `${size}px ${family}`;
    const room = width - besideLine - context.measureText(` : ${value}`).width;
    return ` ${fittedText(context, name, room)}: ${value}`;
  }

  /** The axis is a new one then, without the theme's colours. */
  private setScale(scale: Scale): void {
    if (scale === this.scale) return;
    this.scale = scale;
    const axis = this.chart.options.scales?.y;
    if (axis) Object.assign(axis, { type: scale });
    applyTheme(this.chart.options, this.colours);
  }

  /** Takes over the colours that the theme has now. */
  retheme(): void {
    const colours = (this.colours = themeColours());
    applyTheme(this.chart.options, colours);
    this.chart.data.datasets = this.chart.data.datasets.map((set) => ({
      ...set,
      ...look(kindOf(set), markedPoints(set), colours),
    }));
    this.drawn.changed();
  }
}

function epochName(x: number): string {
  return Number.isInteger(x)
    ? `after epoch ${x}`
    : `in epoch ${Math.floor(x) + 1}, ${Math.round((x % 1) * 100)}% done`;
}

function isTrace(kind: CurveKind): boolean {
  return kind === 'trace' || kind === 'twin-trace';
}

type LineDataset = ChartDataset<'line', Point[]>;

/** chart.js keeps fields it does not know; these tell a curve's look when the theme changes. */
type OwnFields = Pick<Curve, 'kind' | 'isUnmarked'>;

function kindOf(set: LineDataset): CurveKind {
  return (set as LineDataset & OwnFields).kind;
}

/** Of more, marks would touch. */
function markedPoints(set: LineDataset): number {
  return (set as LineDataset & OwnFields).isUnmarked ? Infinity : set.data.length;
}

function dataset({ kind, name, points, isUnmarked = false }: Curve, colours: ThemeColours): LineDataset {
  const set = { label: name, data: points as Point[], ...{ kind, isUnmarked } };
  return { ...set, ...look(kind, markedPoints(set), colours) };
}

function look(kind: CurveKind, count: number, colours: ThemeColours): Partial<LineDataset> {
  if (isRunKind(kind)) return runLook(kind, count, colours);
  switch (kind) {
    case 'test':
      return {
        borderColor: colours.test,
        backgroundColor: colours.test,
        borderWidth: colours.isHighContrast ? 3 : 2,
        // A mark for each epoch, until the marks would touch.
        pointRadius: count > 60 ? 0 : 3,
        pointHoverRadius: 5,
        order: 1,
      };
    case 'twin-test':
      return {
        borderColor: colours.twin,
        backgroundColor: colours.background,
        borderWidth: colours.isHighContrast ? 3 : 2,
        borderDash: [7, 4],
        pointStyle: 'triangle',
        pointBorderWidth: 2,
        pointRadius: count > 60 ? 0 : 4.5,
        pointHoverRadius: 6,
        order: 1,
      };
    case 'twin-train':
      return {
        borderColor: colours.twin,
        backgroundColor: colours.twin,
        borderWidth: 1.5,
        borderDash: [2, 3],
        pointRadius: 0,
        pointHoverRadius: 3,
        order: 2,
      };
    case 'trace':
    case 'twin-trace':
      return {
        borderColor: colours.trace,
        backgroundColor: colours.trace,
        borderWidth: 1,
        ...(kind === 'twin-trace' && { borderDash: [2, 3] }),
        pointRadius: 0,
        pointHoverRadius: 0,
        order: 3,
      };
    case 'train':
      return {
        borderColor: colours.train,
        backgroundColor: colours.train,
        borderWidth: 1.5,
        pointRadius: 0,
        pointHoverRadius: 3,
        order: 2,
      };
    case 'reference':
      return {
        borderColor: colours.muted,
        backgroundColor: colours.muted,
        borderWidth: 1.5,
        borderDash: [1, 3],
        pointRadius: 0,
        pointHoverRadius: 3,
        order: 2,
      };
    case 'class':
      return {
        borderColor: colours.train,
        backgroundColor: colours.train,
        borderWidth: 1,
        // A single epoch is a point without a line.
        pointRadius: count > 1 ? 0 : 2,
        pointHoverRadius: 3,
        order: 2,
      };
    case 'best':
      return {
        borderColor: colours.foreground,
        backgroundColor: colours.background,
        borderWidth: 2,
        pointStyle: 'rectRot',
        pointRadius: 6,
        pointHoverRadius: 7,
        showLine: false,
        order: 0,
      };
  }
}

function runLook(kind: RunKind, count: number, { isHighContrast }: ThemeColours): Partial<LineDataset> {
  const colour = resolvedColour(`--stn-${kind}`);
  const { dash, mark } = runLooks[kind];
  return {
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: isHighContrast ? 3 : 2,
    borderDash: [...dash],
    pointStyle: mark,
    pointBorderWidth: 2,
    pointRadius: count > 60 ? 0 : 4,
    pointHoverRadius: 6,
  };
}
