/** The two charts of a run or of a pair, and the same numbers as tables for screen readers. */
import type { RunHistory } from '../../src/shared/runHistory';
import { accuracyAxis, epochAxis, lossAxis, type Axis } from './axes';
import { changeWords } from './changeWords';
import { ChartPanel } from './chartPanel';
import type { Curve, CurveKind } from './charts';
import { movingMean, testAccuracyCurve, testLossCurve, TrainLossCurve, type Point } from './curves';
import { element } from './dom';
import { EpochTable } from './epochTable';
import { formatLoss, formatPercent } from './format';
import { transformerName, twinName } from './pair';
import { bestEpoch, progressOf } from './progress';

export class RunCharts {
  readonly element: HTMLElement;
  private readonly loss = new ChartPanel(
    'Loss',
    'negative log-likelihood, log scale',
    'The first point comes after a few batches.',
    'loss-chart',
    { scale: 'logarithmic', formatTick: String, formatValue: formatLoss },
  );
  private readonly accuracy = new ChartPanel(
    'Test accuracy',
    'percent',
    'The first point comes after epoch 1.',
    'accuracy-chart',
    {
      scale: 'linear',
      formatTick: (value) => `${value}%`,
      formatValue: (value) => formatPercent(value / 100),
    },
  );
  private readonly changes = element('ul', {
    class: 'changes numbers',
    'aria-label': 'Changed settings',
    'data-testid': 'changes',
  });
  private readonly table = new EpochTable();
  private readonly twinTable = new EpochTable(false, true);
  private readonly trainLoss = new TrainLossCurve();
  private readonly twinTrainLoss = new TrainLossCurve();
  /** What was drawn last; epochs change rarely, batches often. */
  private drawn: { readonly epochs: readonly unknown[]; readonly batches: readonly number[] } = {
    epochs: [],
    batches: [],
  };

  constructor() {
    this.element = element(
      'section',
      { class: 'charts', 'aria-label': 'Charts' },
      this.loss.element,
      this.accuracy.element,
      this.changes,
      this.table.element,
      this.twinTable.element,
    );
  }

  /** @param twin the run without a transformer, to be compared with */
  show(history: RunHistory, twin?: RunHistory): void {
    const runs = twin ? [history, twin] : [history];
    const positions = runs.map((run) => progressOf(run).position);
    const position = Math.max(...positions);
    const hasEnded = runs.every(({ end }) => end !== undefined);
    const x = epochAxis(
      hasEnded ? Math.ceil(position) : position,
      hasEnded ? Math.max(1, Math.ceil(position)) : history.started.config.epochs,
    );
    const epochs = [
      ...runs.flatMap(({ started, changes }) => [started, changes]),
      ...runs.map((run) => run.epochs.length),
      x.max,
    ];
    const batches = runs.map((run) => run.batches.length);
    const isSame = isEqual(epochs, this.drawn.epochs);
    if (isSame && isEqual(batches, this.drawn.batches)) return;
    this.drawn = { epochs, batches };

    this.showLoss(history, twin, x);
    if (isSame) return;
    this.showAccuracy(history, twin, x);
    this.showChanges(history);
    this.table.show(history.epochs);
    this.twinTable.element.hidden = twin === undefined;
    if (twin) this.twinTable.show(twin.epochs);
  }

  private showLoss(history: RunHistory, twin: RunHistory | undefined, x: Axis): void {
    const prefix = twin ? `${transformerName(history.started)}, ` : '';
    const trainLoss = this.trainLoss.follow(history);
    const smooth = smoothed(trainLoss);
    const curves: Curve[] = [
      {
        ...{ kind: 'test', name: `${prefix}test loss`, legend: `${prefix}test` },
        points: testLossCurve(history),
      },
      {
        ...{ kind: 'train', name: `${prefix}train loss`, legend: `${prefix}train${twin ? '' : ', running'}` },
        points: smooth,
      },
    ];
    if (twin) {
      curves.push(
        {
          ...{ kind: 'twin-test', name: `${twinName}, test loss`, legend: `${twinName}, test` },
          points: testLossCurve(twin),
        },
        {
          ...{ kind: 'twin-train', name: `${twinName}, train loss`, legend: `${twinName}, train` },
          points: smoothed(this.twinTrainLoss.follow(twin)),
        },
      );
    } else {
      // The single ones stay in sight behind their mean, where nothing else is to be told from them.
      const points = smooth === trainLoss ? [] : trainLoss;
      curves.push({ kind: 'trace', name: 'train loss of single points', points });
    }
    this.loss.show(
      curves,
      x,
      lossAxis(curves.flatMap(({ points }) => points.map(({ y }) => y))),
      {
        ...lossValues('test', 'train', history),
        ...(twin && lossValues('twin-test', 'twin-train', twin)),
      },
      changeWords(history),
    );
  }

  private showAccuracy(history: RunHistory, twin: RunHistory | undefined, x: Axis): void {
    const name = twin ? transformerName(history.started) : 'test';
    const curves: Curve[] = [
      { kind: 'test', name: `${name} accuracy`, legend: name, points: testAccuracyCurve(history) },
    ];
    const values: Partial<Record<CurveKind, string>> = accuracyValue('test', history);
    if (twin) {
      curves.push({
        ...{ kind: 'twin-test', name: `${twinName}, accuracy`, legend: twinName },
        points: testAccuracyCurve(twin),
      });
      Object.assign(values, accuracyValue('twin-test', twin));
    } else {
      const best = bestEpoch(history.epochs);
      curves.push({
        ...{ kind: 'best', name: 'best test accuracy', legend: 'best' },
        points: best ? [{ x: best.epoch, y: best.test.accuracy * 100 }] : [],
      });
      if (best) values.best = `${formatPercent(best.test.accuracy)} after epoch ${best.epoch}`;
    }
    const shares = [history, ...(twin ? [twin] : [])].flatMap(({ epochs }) =>
      epochs.map(({ test }) => test.accuracy),
    );
    this.accuracy.show(curves, x, accuracyAxis(shares), values, changeWords(history));
  }

  private showChanges(history: RunHistory): void {
    const lines = changeWords(history).map(({ sentence }) => element('li', {}, sentence));
    this.changes.hidden = lines.length === 0;
    this.changes.replaceChildren(...lines);
  }

  retheme(): void {
    this.loss.retheme();
    this.accuracy.retheme();
  }
}

function isEqual(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((value, at) => value === others[at]);
}

/** As many points as would share a few pixels are averaged. */
function smoothed(points: readonly Point[]): readonly Point[] {
  const half = Math.floor(points.length / 120);
  return half > 0 ? movingMean(points, half) : points;
}

/** The newest ones, for the legend. */
function lossValues(test: CurveKind, train: CurveKind, { epochs, batches }: RunHistory) {
  const [epoch, batch] = [epochs.at(-1), batches.at(-1)];
  return {
    ...(epoch && { [test]: formatLoss(epoch.test.loss) }),
    ...(batch && { [train]: formatLoss(batch.meanLoss) }),
  };
}

function accuracyValue(kind: CurveKind, { epochs }: RunHistory) {
  const newest = epochs.at(-1);
  return newest ? { [kind]: formatPercent(newest.test.accuracy) } : {};
}
