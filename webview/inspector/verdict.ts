/** What the network makes of the input, and with which weights, in words. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { className } from '../parts/digits/digitWords';
import { formatCount, formatProbability } from '../parts/page/format';
import { mostProbable } from './mostProbable';

type Inspection = TrainerEventOf<'inspection'>;

/** "✗ True class 8, predicted 2 with 61.0%"; "Predicted 2 with 61.0%" where the class is not known */
export function describeVerdict({ label, classNames, probabilities }: Inspection): string {
  const predicted = mostProbable(probabilities);
  if (predicted < 0) {
    return label === null
      ? '✗ No prediction: the network has diverged'
      : `✗ True class ${className(classNames, label)}, no prediction: the network has diverged`;
  }
  const prediction = `${className(classNames, predicted)} with ${formatProbability(probabilities[predicted])}`;
  if (label === null) return `Predicted ${prediction}`;
  return `${predicted === label ? '✓' : '✗'} True class ${className(classNames, label)}, predicted ${prediction}`;
}

export function isWrong({ label, probabilities }: Inspection): boolean {
  return label !== null && mostProbable(probabilities) !== label;
}

/** `epoch` counts whole epochs, `batch` the batches since. */
export function describeWeights({ epoch, batch }: Inspection): string {
  if (batch > 0) return `Weights in epoch ${formatCount(epoch + 1)}, after batch ${formatCount(batch)}`;
  return epoch === 0 ? 'Weights before training' : `Weights after epoch ${formatCount(epoch)}`;
}
