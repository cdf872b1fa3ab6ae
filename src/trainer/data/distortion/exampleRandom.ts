/**
 * Randomness that belongs to one example: it depends on the seed, the epoch and the example's index alone, so it is the
 * same whoever draws the example, when and beside which others.
 */

import type { RandomWords } from './normals';

/** What it takes until close seeds are far apart. */
const warmUpRounds = 15;

/** sfc32, a small fast counting generator with 128 bits of state (Chris Doty-Humphrey, PractRand). */
export class ExampleRandom implements RandomWords {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 0;

  /** @param epoch from 1; 0 for the test set, which is the same in every epoch */
  begin(seed: number, epoch: number, index: number): void {
    this.a = seed | 0;
    this.b = epoch | 0;
    this.c = index | 0;
    this.counter = 1;
    for (let round = 0; round < warmUpRounds; round++) this.word();
  }

  word(): number {
    const { b, c } = this;
    const result = (((this.a + b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = b ^ (b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result;
  }

  unit(): number {
    return (this.word() >>> 0) / 0x1_0000_0000;
  }

  /** Uniform from low to high. */
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** Uniform over 0 … length − 1. */
  below(length: number): number {
    return Math.floor(this.unit() * length);
  }
}
