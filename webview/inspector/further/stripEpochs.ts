/** Which epochs stand in the strip: all of a short run, some of a long one. */

const most = 24;

/** @returns epochs from 0, which is before training, to the newest, evenly spread where there are too many */
export function stripEpochs(newest: number): number[] {
  const count = Math.min(newest + 1, most);
  return Array.from({ length: count }, (_, at) =>
    count === 1 ? newest : Math.round((at * newest) / (count - 1)),
  );
}
