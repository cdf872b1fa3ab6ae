/** Random numbers for one digit. Only arithmetic that ECMAScript defines to the last bit: no sine, exponential or power. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** Uniform. */
  between(low: number, high: number): number;
  /** Bell-shaped around 0 with this standard deviation, and never further than 3.5 of them. */
  around(deviation: number): number;
}

/** The same for the same whole numbers, and unrelated to that of any others. */
export function randomOf(...key: readonly number[]): Random {
  const state = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667].map((salt) =>
    key.reduce((hash, part) => mix(hash ^ mix(part + salt)), salt),
  );
  const generator = xoroshiro128plusFromState(state);
  const uniform = (): number => uniformFloat64(generator);
  return {
    between: (low, high) => low + (high - low) * uniform(),
    // The sum of four uniform numbers, of variance 4/12.
    around: (deviation) => (uniform() + uniform() + uniform() + uniform() - 2) * 1.7320508 * deviation,
  };
}

/** One well-mixed 32-bit number for each 32-bit number (the finisher of MurmurHash3). */
export function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
