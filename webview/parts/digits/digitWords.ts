/** What is said of a sampled digit. */
import type { SampledDigit } from '../../../src/shared/epochFiles';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { formatProbability } from '../page/format';

export function className(classNames: readonly string[], index: number): string {
  return classNames[index] ?? String(index);
}

/**
 * "Test digit 61: 8, predicted 2 with 61.0%, wrong"
 * @param plain the same digit as the network without a transformer sees it: "; without a transformer predicted 8, right"
 */
export function describeDigit(
  digit: SampledDigit,
  classNames: readonly string[],
  plain?: SampledDigit,
): string {
  const label = className(classNames, digit.label);
  const predicted = className(classNames, digit.predicted);
  const without = plain
    ? `; without a transformer predicted ${className(classNames, plain.predicted)}, ${verdict(plain)}`
    : '';
  return `Test digit ${digit.index}: ${label}, predicted ${predicted} with ${formatProbability(digit.probability)}, ${verdict(digit)}${without}`;
}

/** "✓ 8", "✗ 2" */
export function signedPrediction(digit: SampledDigit, classNames: readonly string[]): string {
  return `${isRight(digit) ? '✓' : '✗'} ${className(classNames, digit.predicted)}`;
}

export function isRight({ label, predicted }: SampledDigit): boolean {
  return label === predicted;
}

function verdict(digit: SampledDigit): string {
  return isRight(digit) ? 'right' : 'wrong';
}

/** "18 of 20 right" */
export function countRight({ digits }: Pick<TrainerEventOf<'samples'>, 'digits'>): string {
  const right = digits.filter(isRight).length;
  return `${right} of ${digits.length} right`;
}

/** "without a transformer 16 of 20 right", and after which epoch where that is another than of those beside it */
export function countRightWithout(
  plain: TrainerEventOf<'samples'>,
  beside: Pick<TrainerEventOf<'samples'>, 'epoch'>,
): string {
  const when = plain.epoch === beside.epoch ? '' : ` ${describeEpoch(plain.epoch)}`;
  return `without a transformer ${countRight(plain)}${when}`;
}

/** "before training", "after epoch 3" */
export function describeEpoch(epoch: number): string {
  return epoch === 0 ? 'before training' : `after epoch ${epoch}`;
}
