/** A chart with what makes it readable: a title, a unit, a legend with the newest values, and a text for screen readers. */
import { CurveChart, type ChartContent, type ChartOptions } from './charts';
import { makeZoomable, zoomHelp } from './chartZoom';
import { curveTable, type Curve, type CurveKind } from './curves';
import { exportMenu } from '../export/exportMenu';
import { pictureOf } from '../export/sheet';
import { element, setAttribute, setText, svg } from '../page/dom';
import type { Span } from './span';

/** Of each curve, as text. */
type NewestValues = Readonly<Partial<Record<CurveKind, string>>>;

export class ChartPanel {
  readonly element: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly chart: CurveChart;
  private readonly legend = element('ul', { class: 'legend numbers' });
  private readonly entries = new Map<CurveKind, LegendEntry>();
  private readonly emptiness = element('p', { class: 'empty muted' });
  private curves: readonly Curve[] = [];
  private values: NewestValues = {};

  constructor(
    private readonly title: string,
    private readonly unit: string,
    /** Says in an empty chart what will come. */
    private readonly whenEmpty: string,
    testId: string,
    options: ChartOptions,
    /** Another part of the epochs was chosen; undefined: all. */
    choose: (span: Span | undefined) => void,
  ) {
    this.canvas = element('canvas', {
      ...{ role: 'img', tabindex: 0, 'aria-description': zoomHelp },
      'data-testid': `${testId}-canvas`,
    });
    this.element = element(
      'figure',
      { class: `chart ${testId}`, 'data-testid': testId },
      element(
        'figcaption',
        {},
        element('h2', {}, title, element('span', { class: 'unit muted' }, unit)),
        this.legend,
        exportMenu({
          label: title,
          testId,
          title: () => title,
          picture: () => pictureOf(this.chart.sheet(this.words())),
          numbers: () => curveTable(this.curves),
        }),
      ),
      element('div', { class: 'plot' }, this.canvas, this.emptiness),
    );
    this.chart = new CurveChart(this.canvas, options);
    makeZoomable({ canvas: this.canvas, axis: () => this.chart.span, choose });
  }

  /** @param values the newest value of each curve, as text */
  show(content: ChartContent, values: NewestValues): void {
    const { curves } = content;
    Object.assign(this, { curves, values });
    const named = curves.filter(({ legend }) => legend !== undefined);
    this.showLegend(named, values);
    const told = named.map(({ kind, name }) => `${name} ${values[kind] ?? 'not known yet'}`).join(', ');
    setAttribute(this.canvas, 'aria-label', `${this.title} over epochs: ${told}.`);
    setText(this.emptiness, curves.every(({ points }) => points.length === 0) ? this.whenEmpty : '');
    this.chart.show(content);
  }

  retheme(): void {
    this.chart.retheme();
  }

  private words() {
    const legend = new Map(
      this.curves.flatMap(({ kind, name, legend: short }) =>
        short === undefined ? [] : [[name, `${short} ${this.values[kind] ?? ''}`.trim()]],
      ),
    );
    return { title: this.title, subtitle: this.unit, legend };
  }

  private showLegend(named: readonly Curve[], values: NewestValues): void {
    for (const { kind, legend } of named) {
      const entry = this.entries.get(kind) ?? this.addEntry(kind);
      setText(entry.name, legend ?? '');
      setText(entry.value, values[kind] ?? '–');
    }
    for (const [kind, { item }] of this.entries) item.hidden = !named.some((curve) => curve.kind === kind);
  }

  private addEntry(kind: CurveKind): LegendEntry {
    const name = element('span');
    const value = element('span', { class: 'value' });
    const entry = { name, value, item: element('li', {}, swatch(kind), name, ' ', value) };
    this.entries.set(kind, entry);
    this.legend.append(entry.item);
    return entry;
  }
}

interface LegendEntry {
  readonly item: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
}

/** The curve's line and mark as the chart draws them. */
function swatch(kind: CurveKind): SVGSVGElement {
  const drawing = svg('svg', { class: `swatch ${kind}`, viewBox: '0 0 22 12', 'aria-hidden': 'true' });
  if (kind === 'best') drawing.append(svg('path', { d: 'M11 1.5 15.5 6 11 10.5 6.5 6Z' }));
  else drawing.append(svg('line', { x1: 1, y1: 6, x2: 21, y2: 6 }));
  if (kind === 'twin-test') drawing.append(svg('path', { d: 'M11 2 15 9.5 7 9.5Z' }));
  if (kind === 'test') drawing.append(svg('circle', { cx: 11, cy: 6, r: 3 }));
  return drawing;
}
