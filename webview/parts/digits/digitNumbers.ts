/** Sampled digits as rows of a table of numbers. */
import type { SampledDigit } from '../../../src/shared/epochFiles';
import type { NumberTable } from '../export/numberTable';
import { className } from './digitWords';

/** What `digitRow` has. @param thetas how many numbers of theta */
export function digitColumns(thetas: number): NumberTable['columns'] {
  return [
    ...['epoch', 'test digit', 'class', 'predicted', 'probability'],
    ...Array.from({ length: thetas }, (_, at) => `theta ${at + 1}`),
  ];
}

/** One digit after an epoch. @param thetas how many numbers of theta there are; those that it lacks are empty */
export function digitRow(
  { index, label, predicted, probability, theta }: SampledDigit,
  epoch: number,
  classNames: readonly string[],
  thetas: number,
): NumberTable['rows'][number] {
  return [
    ...[epoch, index, className(classNames, label), className(classNames, predicted), probability],
    ...Array.from({ length: thetas }, (_, at) => theta[at] ?? null),
  ];
}
