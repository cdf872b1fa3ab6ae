/** What a comparison charts of its runs, each quantity in a chart of its own. */
import { accuracyAxis, amountAxis, lossAxis, rateAxis, type Axis } from '../parts/charts/axes';
import type { BatchDrawing } from '../parts/charts/batchCurves';
import { testAccuracyCurve, testLossCurve, type Point } from '../parts/charts/curves';
import { learningRateCurve } from '../parts/charts/runCurves';
import {
  formatLearningRate,
  formatLoss,
  formatPercent,
  formatRateTick,
  formatSpeed,
} from '../parts/page/format';
import { progressOf } from '../parts/run/progress';
import type { RunHistory } from '../../src/shared/runHistory';

export interface Quantity {
  /** For tests and styles. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Says in an empty chart what will come. */
  readonly whenEmpty: string;
  readonly formatTick: (value: number) => string;
  readonly formatValue: (value: number) => string;
  readonly points: (history: RunHistory, batches: BatchDrawing) => readonly Point[];
  /** As text; undefined before the first. */
  readonly newest: (history: RunHistory) => string | undefined;
  readonly axis: (values: readonly number[], isLogarithmic: boolean) => Axis;
  /** Whether a logarithmic axis makes sense where one is wanted. */
  readonly hasLogarithm: boolean;
  /** Whether it grows with every batch, and not with epochs alone. */
  readonly isOfBatches: boolean;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact' });

const loss = {
  unit: 'negative log-likelihood',
  formatTick: String,
  formatValue: formatLoss,
  axis: (values: readonly number[], isLogarithmic: boolean) =>
    (isLogarithmic ? lossAxis : amountAxis)(values),
  hasLogarithm: true,
};

export const quantities: readonly Quantity[] = [
  {
    ...{ id: 'accuracy', title: 'Test accuracy', unit: 'percent' },
    whenEmpty: 'The first point comes after epoch 1.',
    formatTick: (value) => `${value}%`,
    formatValue: (value) => formatPercent(value / 100),
    points: testAccuracyCurve,
    newest: ({ epochs }) => format(epochs.at(-1)?.test.accuracy, formatPercent),
    axis: (percents) => accuracyAxis(percents.map((percent) => percent / 100)),
    ...{ hasLogarithm: false, isOfBatches: false },
  },
  {
    ...{ ...loss, id: 'test-loss', title: 'Test loss' },
    whenEmpty: 'The first point comes after epoch 1.',
    points: testLossCurve,
    newest: ({ epochs }) => format(epochs.at(-1)?.test.loss, formatLoss),
    isOfBatches: false,
  },
  {
    ...{ ...loss, id: 'train-loss', title: 'Train loss' },
    whenEmpty: 'The first point comes after a few batches.',
    points: (_history, batches) => batches.loss.smooth,
    newest: ({ batches }) => format(batches.newest?.meanLoss, formatLoss),
    isOfBatches: true,
  },
  {
    ...{ id: 'rate', title: 'Learning rate', unit: '' },
    whenEmpty: 'It begins with the first batch.',
    formatTick: formatRateTick,
    formatValue: formatLearningRate,
    points: learningRateCurve,
    newest: (history) => format(learningRateCurve(history).at(-1)?.y, formatLearningRate),
    axis: (rates, isLogarithmic) => (isLogarithmic ? rateAxis : amountAxis)(rates),
    ...{ hasLogarithm: true, isOfBatches: true },
  },
  {
    ...{ id: 'speed', title: 'Images/s', unit: 'in training' },
    whenEmpty: 'The first point comes after a few batches.',
    formatTick: (value) => compact.format(value),
    formatValue: formatSpeed,
    points: (_history, batches) => batches.speed.smooth,
    newest: (history) => format(progressOf(history).imagesPerSecond, formatSpeed),
    axis: amountAxis,
    ...{ hasLogarithm: false, isOfBatches: true },
  },
];

function format(value: number | undefined, text: (value: number) => string): string | undefined {
  return value === undefined ? undefined : text(value);
}
