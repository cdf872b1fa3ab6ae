/** The charts of a comparison, all runs overlaid: their tooltips tell of all runs at an epoch. */
import { spanAxis } from '../parts/charts/axes';
import { BatchCurves } from '../parts/charts/batchCurves';
import { ChartBar } from '../parts/charts/chartBar';
import { chartChoices, type ChartChoices } from '../parts/charts/chartChoices';
import { ChartPanel } from '../parts/charts/chartPanel';
import type { Curve } from '../parts/charts/curves';
import { wholeAxis } from '../parts/charts/runAxis';
import { valuesWithin, within, type Span } from '../parts/charts/span';
import { element } from '../parts/page/dom';
import type { Memory } from '../parts/page/memory';
import { hasSameValues } from '../parts/page/sameValues';
import { EpochsOfRuns } from './epochsOfRuns';
import { quantities, type Quantity } from './quantities';
import type { ReadRun } from './store';

/** Batches; a narrower part shows no curve any more. */
const leastSpan = 4;

/** Epochs; in a longer span the marks of shorter runs touch, too. */
const mostMarked = 60;

export class ComparisonCharts {
  readonly element: HTMLElement;
  private readonly panels: readonly (readonly [Quantity, ChartPanel])[];
  private readonly bar: ChartBar;
  private readonly table = new EpochsOfRuns();
  /** By the runs' names. */
  private readonly batches = new Map<string, BatchCurves>();
  private choices: ChartChoices;
  /** The part of the epochs that is shown; undefined: all. */
  private zoom: Span | undefined;
  private runs: readonly ReadRun[] = [];
  /** What was drawn last: batches come often, epochs rarely. */
  private drawn: { readonly epochs: readonly unknown[]; readonly batches: readonly unknown[] } = {
    epochs: [],
    batches: [],
  };

  constructor(private readonly memory: Memory) {
    this.choices = chartChoices(memory.recall());
    this.panels = quantities.map((quantity) => {
      const { id, title, unit, whenEmpty, formatTick, formatValue } = quantity;
      const options = { formatTick, formatValue, isAcross: true };
      return [
        quantity,
        new ChartPanel(title, unit, whenEmpty, `${id}-chart`, options, (span) => this.zoomTo(span)),
      ];
    });
    this.bar = new ChartBar(
      (choice) => this.choose(choice),
      () => this.zoomTo(undefined),
    );
    this.element = element(
      'section',
      { class: 'charts', 'aria-label': 'Charts' },
      this.bar.element,
      ...this.panels.map(([, panel]) => panel.element),
      this.table.element,
    );
  }

  /** @param runs those that are to be seen */
  show(runs: readonly ReadRun[]): void {
    this.runs = runs;
    const whole = wholeAxis(runs.map(({ history }) => history));
    const x = this.zoom ? spanAxis(this.zoom) : whole;
    const epochs = [
      ...runs.flatMap(({ kind, title, history }) => [kind, title, history.started, history.changes]),
      ...runs.map(({ history }) => history.epochs.length),
      ...[x.min, x.max, this.choices],
    ];
    const batches = runs.flatMap(({ history }) => [history.batches, history.batches.length]);
    const isSame = hasSameValues(epochs, this.drawn.epochs);
    if (isSame && hasSameValues(batches, this.drawn.batches)) return;
    this.drawn = { epochs, batches };

    const { smoothing, isLogarithmic } = this.choices;
    const drawn = runs.map((run) => ({
      run,
      batches: this.batchesOf(run).follow(run.history, x, smoothing),
    }));
    for (const [quantity, panel] of this.panels) {
      if (isSame && !quantity.isOfBatches) continue;
      const curves = drawn.map(({ run: { kind, title, history }, batches: ofBatches }): Curve => ({
        ...{ kind, name: title, legend: title },
        points: quantity.points(history, ofBatches),
        isUnmarked: quantity.isOfBatches || x.max - x.min > mostMarked,
      }));
      const values = Object.fromEntries(runs.map(({ kind, history }) => [kind, quantity.newest(history)]));
      const isLogarithm = isLogarithmic && quantity.hasLogarithm;
      const y = quantity.axis(
        curves.flatMap(({ points }) => valuesWithin(points, x)),
        isLogarithm,
      );
      panel.show({ curves, x, y, scale: isLogarithm ? 'logarithmic' : 'linear', marks: [] }, values);
    }
    if (isSame) return;
    this.bar.show(this.choices, this.zoom !== undefined);
    this.table.show(runs);
  }

  retheme(): void {
    for (const [, panel] of this.panels) panel.retheme();
  }

  private batchesOf({ name }: ReadRun): BatchCurves {
    const known = this.batches.get(name);
    if (known) return known;
    const curves = new BatchCurves();
    this.batches.set(name, curves);
    return curves;
  }

  private choose(choice: Partial<ChartChoices>): void {
    this.choices = { ...this.choices, ...choice };
    this.memory.remember({ charts: this.choices });
    this.show(this.runs);
  }

  private zoomTo(span: Span | undefined): void {
    const histories = this.runs.map(({ history }) => history);
    const batches = Math.max(1, ...histories.map(({ started }) => started.batchesPerEpoch));
    this.zoom = span && within(span, wholeAxis(histories), leastSpan / batches);
    this.show(this.runs);
  }
}
