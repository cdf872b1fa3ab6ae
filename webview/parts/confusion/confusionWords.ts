/** What is said of a cell of the confusion matrix. */
import { className } from '../digits/digitWords';
import { formatCount } from '../page/format';

/** A cell: digits of one class that were read as one class. */
export interface Cell {
  readonly label: number;
  readonly predicted: number;
}

export function isSameCell(one: Cell | undefined, other: Cell | undefined): boolean {
  return one?.label === other?.label && one?.predicted === other?.predicted;
}

/** "4 taken for 9: 12 digits", "4 read right: 967 digits" */
export function describeCell(
  { label, predicted }: Cell,
  count: number,
  classNames: readonly string[],
): string {
  const name = className(classNames, label);
  const what =
    label === predicted ? `${name} read right` : `${name} taken for ${className(classNames, predicted)}`;
  return `${what}: ${countDigits(count)}`;
}

/** "no digits", "1 digit", "1,204 digits" */
export function countDigits(count: number): string {
  if (count === 0) return 'no digits';
  return count === 1 ? '1 digit' : `${formatCount(count)} digits`;
}

/** What a matrix says in one sentence: "113 of 10,000 test digits are taken for another; most often 4 for 9 (12)." */
export function summarise(confusion: readonly (readonly number[])[], classNames: readonly string[]): string {
  let [total, wrong, most] = [0, 0, 0];
  let worst: Cell = { label: 0, predicted: 0 };
  confusion.forEach((row, label) =>
    row.forEach((count, predicted) => {
      total += count;
      if (label === predicted) return;
      wrong += count;
      if (count <= most) return;
      most = count;
      worst = { label, predicted };
    }),
  );
  if (wrong === 0) return `All ${formatCount(total)} test digits are read right.`;
  const [from, to] = [className(classNames, worst.label), className(classNames, worst.predicted)];
  return `${formatCount(wrong)} of ${formatCount(total)} test digits ${wrong === 1 ? 'is' : 'are'} taken for another; most often ${from} for ${to} (${formatCount(most)}).`;
}

/**
 * How strongly a cell is shaded, from 0 to 1: right ones by their share of the class. A few mistakes among thousands would
 * not be seen: they are shaded by their square root.
 */
export function cellShade(confusion: readonly (readonly number[])[]): (cell: Cell) => number {
  const mostWrong = Math.max(
    1,
    ...confusion.flatMap((row, label) => row.filter((_, predicted) => predicted !== label)),
  );
  return ({ label, predicted }) => {
    const row = confusion[label];
    if (label !== predicted) return Math.sqrt(row[predicted] / mostWrong);
    return (
      row[label] /
      Math.max(
        1,
        row.reduce((sum, count) => sum + count, 0),
      )
    );
  };
}
