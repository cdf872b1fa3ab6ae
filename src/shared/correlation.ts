/** How well two measures of the same things go together. */

export interface LinearFit {
  /** Pearson's coefficient, −1 to 1. */
  readonly correlation: number;
  /** How much the second grows with each 1 of the first, by least squares. */
  readonly slope: number;
}

/** @returns undefined where there are fewer than three pairs or one side does not vary */
export function linearFit(pairs: readonly (readonly [number, number])[]): LinearFit | undefined {
  if (pairs.length < 3) return undefined;
  const mean = (side: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  // Relative to the numbers' size: the mean of equal numbers may be off by a rounding.
  const isFlat = (squares: number, around: number): boolean =>
    squares <= pairs.length * (1e-9 * (1 + Math.abs(around))) ** 2;
  if (isFlat(xx, meanX) || isFlat(yy, meanY)) return undefined;
  return { correlation: Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))), slope: xy / xx };
}
