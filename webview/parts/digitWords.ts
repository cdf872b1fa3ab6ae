/** What is said of a sampled digit. */
import type { SampledDigit, TrainerEventOf } from '../../src/shared/trainerProtocol';
import { formatProbability } from './format';

export function className(classNames: readonly string[], index: number): string {
  return classNames[index] ?? String(index);
}

/** "Test digit 61: 8, predicted 2 with 61.0%, wrong" */
export function describeDigit(digit: SampledDigit, classNames: readonly string[]): string {
  const verdict = digit.predicted === digit.label ? 'right' : 'wrong';
  const label = className(classNames, digit.label);
  const predicted = className(classNames, digit.predicted);
  return `Test digit ${digit.index}: ${label}, predicted ${predicted} with ${formatProbability(digit.probability)}, ${verdict}`;
}

/** "18 of 20 right" */
export function countRight({ digits }: Pick<TrainerEventOf<'samples'>, 'digits'>): string {
  const right = digits.filter(({ label, predicted }) => label === predicted).length;
  return `${right} of ${digits.length} right`;
}

/** "before training", "after epoch 3" */
export function describeEpoch(epoch: number): string {
  return epoch === 0 ? 'before training' : `after epoch ${epoch}`;
}
