/** Which digits of an epoch are kept to be looked at later: some of every cell of the confusion matrix. */
import type { Answers } from './evaluation';

/** Of a cell. */
const mostOfCell = 12;
/** Of an epoch's pictures, in bytes: a run of many epochs must not fill the disk. */
const mostBytes = 300_000;

/**
 * Of every pair of true and predicted class: the digits that the network was surest of where it was wrong, and least sure
 * of where it was right. As many of each pair as there is room for.
 * @param bytesOfDigit of its pictures, before and after the transformer
 * @returns indices in the test set: of each pair the first, then of each the second, and so on
 */
export function chooseGallery(
  labels: Uint8Array,
  { predicted, probabilities }: Pick<Answers, 'predicted' | 'probabilities'>,
  bytesOfDigit: number,
): number[] {
  const cells = new Map<number, number[]>();
  labels.forEach((label, digit) => {
    const cell = label * 256 + predicted[digit];
    const found = cells.get(cell);
    if (found) found.push(digit);
    else cells.set(cell, [digit]);
  });
  for (const digits of cells.values()) {
    const isRight = labels[digits[0]] === predicted[digits[0]];
    digits.sort((a, b) => (isRight ? 1 : -1) * (probabilities[a] - probabilities[b]));
  }
  const most = Math.max(cells.size, Math.floor(mostBytes / bytesOfDigit));
  const chosen: number[] = [];
  for (let rank = 0; rank < mostOfCell; rank++) {
    for (const digits of cells.values()) {
      if (rank < digits.length && chosen.length < most) chosen.push(digits[rank]);
    }
  }
  return chosen;
}
