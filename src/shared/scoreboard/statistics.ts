/** Of the errors of one cell's seeds. */
export interface Statistics {
  readonly mean: number;
  /** Of the sample (divided by one less than there are values); null for a single value. */
  readonly deviation: number | null;
}

/** @param values at least one */
export function statistics(values: readonly number[]): Statistics {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean, deviation: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
