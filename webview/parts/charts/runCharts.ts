/** The charts of a run or of a pair, and the same numbers as tables for screen readers. */
import type { RunHistory } from '../../../src/shared/runHistory';
import { accuracyAxis, amountAxis, lossAxis, rateAxis, spanAxis, type Axis } from './axes';
import { changeWords } from './changeWords';
import { BatchCurves } from './batchCurves';
import { ChartBar } from './chartBar';
import { chartChoices, type ChartChoices } from './chartChoices';
import { ChartPanel } from './chartPanel';
import { ClassChart } from './classChart';
import type { Scale } from './charts';
import { element } from '../page/dom';
import type { Memory } from '../page/memory';
import { EpochTable } from '../run/epochTable';
import { formatLearningRate, formatLoss, formatPercent, formatRateTick, formatSpeed } from '../page/format';
import { hasSameValues } from '../page/sameValues';
import { wholeAxis } from './runAxis';
import { accuracyDrawing, lossDrawing, rateDrawing, speedDrawing, type Drawing } from './runCurves';
import { valuesWithin, within, type Span } from './span';

/** Batches; a narrower part shows no curve any more. */
const leastSpan = 4;

const compact = new Intl.NumberFormat('en', { notation: 'compact' });

export class RunCharts {
  readonly element: HTMLElement;
  private readonly loss;
  private readonly accuracy;
  private readonly rate;
  private readonly speed;
  private readonly classes: ClassChart;
  private readonly bar: ChartBar;
  private readonly changes = element('ul', {
    class: 'changes numbers',
    'aria-label': 'Changed settings',
    'data-testid': 'changes',
  });
  private readonly table = new EpochTable();
  private readonly twinTable = new EpochTable(false, true);
  private readonly batches = new BatchCurves();
  private readonly twinBatches = new BatchCurves();
  private choices: ChartChoices;
  /** The part of the epochs that is shown; undefined: all. */
  private zoom: Span | undefined;
  private shown: { readonly history: RunHistory; readonly twin: RunHistory | undefined } | undefined;
  /** What was drawn last; epochs change rarely, batches often. */
  private drawn: { readonly epochs: readonly unknown[]; readonly batches: readonly number[] } = {
    epochs: [],
    batches: [],
  };

  /** @param memory a view's; a report has none */
  constructor(private readonly memory?: Memory) {
    this.choices = chartChoices(memory?.recall());
    const choose = (span: Span | undefined): void => this.zoomTo(span);
    this.loss = new ChartPanel(
      'Loss',
      'negative log-likelihood',
      'The first point comes after a few batches.',
      'loss-chart',
      { formatTick: String, formatValue: formatLoss },
      choose,
    );
    this.accuracy = new ChartPanel(
      'Test accuracy',
      'percent',
      'The first point comes after epoch 1.',
      'accuracy-chart',
      {
        formatTick: (value) => `${value}%`,
        formatValue: (value) => formatPercent(value / 100),
      },
      choose,
    );
    this.rate = new ChartPanel(
      'Learning rate',
      '',
      'It begins with the first batch.',
      'rate-chart',
      { formatTick: formatRateTick, formatValue: formatLearningRate },
      choose,
    );
    this.speed = new ChartPanel(
      'Images/s',
      'in training',
      'The first point comes after a few batches.',
      'speed-chart',
      { formatTick: (value) => compact.format(value), formatValue: formatSpeed },
      choose,
    );
    this.classes = new ClassChart(choose);
    this.bar = new ChartBar(
      (choice) => this.choose(choice),
      () => this.zoomTo(undefined),
    );
    this.element = element(
      'section',
      { class: 'charts', 'aria-label': 'Charts' },
      this.bar.element,
      this.loss.element,
      this.accuracy.element,
      this.rate.element,
      this.speed.element,
      this.classes.element,
      this.changes,
      this.table.element,
      this.twinTable.element,
    );
  }

  /** @param twin the run without a transformer, to be compared with */
  show(history: RunHistory, twin?: RunHistory): void {
    if (this.shown?.history.started !== history.started) this.zoom = undefined;
    this.shown = { history, twin };
    const runs = twin ? [history, twin] : [history];
    const whole = wholeAxis(runs);
    const x = this.zoom ? spanAxis(this.zoom) : whole;
    const epochs = [
      ...runs.flatMap(({ started, changes }) => [started, changes]),
      ...runs.flatMap((run) => [run.epochs.length, run.breakdowns.length]),
      ...[x.min, x.max, this.choices],
    ];
    const batches = runs.map((run) => run.batches.length);
    const isSame = hasSameValues(epochs, this.drawn.epochs);
    if (isSame && hasSameValues(batches, this.drawn.batches)) return;
    this.drawn = { epochs, batches };

    const { smoothing, isLogarithmic } = this.choices;
    const scale: Scale = isLogarithmic ? 'logarithmic' : 'linear';
    const draw = (panel: ChartPanel, drawing: Drawing, as: Scale, axis: (values: number[]) => Axis): void => {
      const { curves, values } = drawing;
      const y = axis(curves.flatMap(({ points }) => valuesWithin(points, x)));
      panel.show({ curves, x, y, scale: as, marks: changeWords(history) }, values);
    };
    const main = { history, batches: this.batches.follow(history, x, smoothing) };
    const other = twin && { history: twin, batches: this.twinBatches.follow(twin, x, smoothing) };
    draw(this.loss, lossDrawing(main, other), scale, isLogarithmic ? lossAxis : amountAxis);
    draw(this.rate, rateDrawing(history), scale, isLogarithmic ? rateAxis : amountAxis);
    draw(this.speed, speedDrawing(main, other), 'linear', amountAxis);
    if (isSame) return;
    this.bar.show(this.choices, this.zoom !== undefined);
    draw(this.accuracy, accuracyDrawing(history, twin), 'linear', (percents) =>
      accuracyAxis(percents.map((percent) => percent / 100)),
    );
    this.classes.show(history, twin, x);
    this.showChanges(history);
    this.table.show(history.epochs);
    this.twinTable.element.hidden = twin === undefined;
    if (twin) this.twinTable.show(twin.epochs);
  }

  retheme(): void {
    for (const panel of [this.loss, this.accuracy, this.rate, this.speed, this.classes]) panel.retheme();
  }

  private showChanges(history: RunHistory): void {
    const lines = changeWords(history).map(({ sentence }) => element('li', {}, sentence));
    this.changes.hidden = lines.length === 0;
    this.changes.replaceChildren(...lines);
  }

  private choose(choice: Partial<ChartChoices>): void {
    this.choices = { ...this.choices, ...choice };
    this.memory?.remember({ charts: this.choices });
    this.showAgain();
  }

  private zoomTo(span: Span | undefined): void {
    if (!this.shown) return;
    const { history, twin } = this.shown;
    const least = leastSpan / Math.max(1, history.started.batchesPerEpoch);
    this.zoom = span && within(span, wholeAxis(twin ? [history, twin] : [history]), least);
    this.showAgain();
  }

  private showAgain(): void {
    if (this.shown) this.show(this.shown.history, this.shown.twin);
  }
}
