/** Measured times as figures. */

/** Milliseconds. What is asked for is far less; a test fails only where no other work of the machine can be the cause. */
export const generous = 500;

/**
 * Prints what was measured, too.
 * @param times in milliseconds
 */
export function describeTimes(what: string, times: readonly number[]): { readonly median: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, high] = [0.5, 0.95].map((share) => sorted[Math.floor(share * sorted.length)]);
  console.log(`${what}: median ${median.toFixed(1)} ms, 95th percentile ${high.toFixed(1)} ms`);
  return { median };
}
