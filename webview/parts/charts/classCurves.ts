/** How well each class is recognised, epoch by epoch. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import type { Point } from './curves';

type Breakdown = Pick<TrainerEventOf<'breakdown'>, 'epoch' | 'confusion'>;

/**
 * Of each class the share of its test digits that are taken for it, in percent, after every epoch that was trained. A
 * class that the test set lacks has no points.
 */
export function classAccuracies(breakdowns: readonly Breakdown[], classes: number): Point[][] {
  return Array.from({ length: classes }, (_, label) =>
    breakdowns.flatMap(({ epoch, confusion }) => {
      const digits = confusion.at(label)?.reduce((sum, count) => sum + count, 0) ?? 0;
      return epoch > 0 && digits > 0 ? [{ x: epoch, y: (100 * confusion[label][label]) / digits }] : [];
    }),
  );
}

/** The class whose newest accuracy is lowest, the first of equals; undefined where none is known. */
export function worstClass(accuracies: readonly (readonly Point[])[]): number | undefined {
  let worst: number | undefined;
  accuracies.forEach((points, label) => {
    const [newest, lowest] = [
      points.at(-1)?.y,
      worst === undefined ? undefined : accuracies[worst].at(-1)?.y,
    ];
    if (newest !== undefined && (lowest === undefined || newest < lowest)) worst = label;
  });
  return worst;
}
