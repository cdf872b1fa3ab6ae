/** Of the repetitions of one measurement. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const last = sorted.length - 1;
  const at = (share: number): number =>
    (sorted[Math.floor(share * last)] + sorted[Math.ceil(share * last)]) / 2;
  const [lowerQuartile, median, upperQuartile] = [0.25, 0.5, 0.75].map(at);
  return { median, min: sorted[0], max: sorted[last], lowerQuartile, upperQuartile };
}

/**
 * How many times longer the reference took, round by round: both ran within the same minute, so that a machine that
 * is busy for a while slows both.
 * @param reference of the same rounds
 */
export function ratios(reference: readonly number[], values: readonly number[]): Spread {
  return spread(values.map((value, round) => reference[round] / value));
}
