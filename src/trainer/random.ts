/** Seeded randomness: one independent stream for each use, so that drawing more for one never shifts another. */
import { mersenne } from 'pure-rand/generator/mersenne';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** In the order in which they take their states: append, never reorder, or every run changes. */
const uses = ['weights', 'order', 'dropout'] as const;

/** 32-bit whole numbers. */
export type RandomState = readonly [number, number, number, number];

export class RandomStream {
  constructor(private generator: RandomGenerator) {}

  /** What it draws next follows from this alone. */
  get state(): RandomState {
    const [first, second, third, fourth] = this.generator.getState();
    return [first, second, third, fourth];
  }

  set state(state: RandomState) {
    this.generator = xoroshiro128plusFromState(state);
  }

  /** Uniform over 0 … 2³² − 1. */
  word(): number {
    return this.generator.next() >>> 0;
  }

  /** Uniform in [0, 1), in steps of 2⁻³². */
  unit(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** 0 … length − 1 in random order (Fisher–Yates). */
  permutation(length: number): Uint32Array {
    // Uint32Array.from takes far longer than all that follows.
    const order = new Uint32Array(length);
    for (let position = 0; position < length; position++) order[position] = position;
    for (let last = length - 1; last > 0; last--) {
      const other = Math.floor(this.unit() * (last + 1));
      const kept = order[last];
      order[last] = order[other];
      order[other] = kept;
    }
    return order;
  }
}

/** @param seed whole number from 0 to 2³² − 1 */
export function randomStreams(seed: number): Record<(typeof uses)[number], RandomStream> {
  // Close seeds make close states in xoroshiro128+; the Mersenne twister's own seeding pulls them apart first.
  const states = mersenne(seed | 0);
  const streams = uses.map((use) => {
    const state = Array.from({ length: 4 }, () => states.next());
    return [use, new RandomStream(xoroshiro128plusFromState(state))] as const;
  });
  return Object.fromEntries(streams) as Record<(typeof uses)[number], RandomStream>;
}
