/** A run's two charts, and the same numbers as a table for screen readers. */
import type { RunHistory } from '../../src/shared/runHistory';
import { accuracyAxis, epochAxis, lossAxis } from './axes';
import { ChartPanel } from './chartPanel';
import { movingMean, testAccuracyCurve, testLossCurve, TrainLossCurve } from './curves';
import { element } from './dom';
import { EpochTable } from './epochTable';
import { formatLoss, formatPercent } from './format';
import { bestEpoch, progressOf } from './progress';

export class RunCharts {
  readonly element: HTMLElement;
  private readonly loss = new ChartPanel(
    'Loss',
    'negative log-likelihood, log scale',
    'The first point comes after a few batches.',
    [
      { kind: 'test', name: 'test' },
      { kind: 'train', name: 'train, running' },
    ],
    'loss-chart',
    { scale: 'logarithmic', formatTick: String, formatValue: formatLoss },
  );
  private readonly accuracy = new ChartPanel(
    'Test accuracy',
    'percent',
    'The first point comes after epoch 1.',
    [
      { kind: 'test', name: 'test' },
      { kind: 'best', name: 'best' },
    ],
    'accuracy-chart',
    {
      scale: 'linear',
      formatTick: (value) => `${value}%`,
      formatValue: (value) => formatPercent(value / 100),
    },
  );
  private readonly table = new EpochTable();
  private readonly trainLoss = new TrainLossCurve();
  /** What was drawn last; epochs change rarely, batches often. */
  private drawn:
    { history: RunHistory | undefined; batches: number; epochs: number; max: number } | undefined;

  constructor() {
    this.element = element(
      'section',
      { class: 'charts', 'aria-label': 'Charts' },
      this.loss.element,
      this.accuracy.element,
      this.table.element,
    );
  }

  show(history: RunHistory): void {
    const { position } = progressOf(history);
    const { config } = history.started;
    const x = epochAxis(
      history.end ? Math.ceil(position) : position,
      history.end ? Math.max(1, Math.ceil(position)) : config.epochs,
    );
    const last = this.drawn;
    const batches = history.batches.length;
    const epochs = history.epochs.length;
    const isSame = last?.history?.started === history.started && last.epochs === epochs && last.max === x.max;
    if (isSame && last.batches === batches) return;
    this.drawn = { history, batches, epochs, max: x.max };

    const testLoss = testLossCurve(history);
    const trainLoss = this.trainLoss.follow(history);
    // As many points as would share a few pixels are averaged; the single ones stay in sight behind.
    const half = Math.floor(trainLoss.length / 120);
    const newest = history.epochs.at(-1);
    const batch = history.batches.at(-1);
    this.loss.show(
      [
        { kind: 'trace', name: 'train loss of single points', points: half > 0 ? trainLoss : [] },
        { kind: 'train', name: 'train loss', points: half > 0 ? movingMean(trainLoss, half) : trainLoss },
        { kind: 'test', name: 'test loss', points: testLoss },
      ],
      x,
      lossAxis([...testLoss, ...trainLoss].map(({ y }) => y)),
      {
        ...(newest && { test: formatLoss(newest.test.loss) }),
        ...(batch && { train: formatLoss(batch.meanLoss) }),
      },
    );
    if (isSame) return;

    const best = bestEpoch(history.epochs);
    this.accuracy.show(
      [
        { kind: 'test', name: 'test accuracy', points: testAccuracyCurve(history) },
        {
          kind: 'best',
          name: 'best test accuracy',
          points: best ? [{ x: best.epoch, y: best.test.accuracy * 100 }] : [],
        },
      ],
      x,
      accuracyAxis(history.epochs.map(({ test }) => test.accuracy)),
      {
        ...(newest && { test: formatPercent(newest.test.accuracy) }),
        ...(best && { best: `${formatPercent(best.test.accuracy)} after epoch ${best.epoch}` }),
      },
    );
    this.table.show(history.epochs);
  }

  retheme(): void {
    this.loss.retheme();
    this.accuracy.retheme();
  }
}
