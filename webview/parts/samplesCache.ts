/** Sampled digits of many epochs within a bound of memory; what was not asked for longest goes first. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';

type Samples = TrainerEventOf<'samples'>;

export class SamplesCache {
  /** By epoch; the order is that of their use, oldest first. */
  private readonly kept = new Map<number, Samples>();
  private held = 0;

  /** @param maximumBytes the newest samples are kept even where they alone are more */
  constructor(private readonly maximumBytes: number) {}

  /** Of memory that the samples hold. */
  get bytes(): number {
    return this.held;
  }

  get(epoch: number): Samples | undefined {
    const samples = this.kept.get(epoch);
    if (samples) {
      this.kept.delete(epoch);
      this.kept.set(epoch, samples);
    }
    return samples;
  }

  has(epoch: number): boolean {
    return this.kept.has(epoch);
  }

  put(samples: Samples): void {
    this.drop(samples.epoch);
    const shared = this.withSharedInputs(samples);
    this.kept.set(samples.epoch, shared);
    this.held += bytesOf(shared);
    for (const oldest of this.kept.keys()) {
      if (this.held <= this.maximumBytes || this.kept.size === 1) break;
      this.drop(oldest);
    }
  }

  clear(): void {
    this.kept.clear();
    this.held = 0;
  }

  /** The digits are the same in every epoch: kept once, they need half the memory, and need no drawing anew. */
  private withSharedInputs(samples: Samples): Samples {
    for (const { inputs } of this.kept.values()) {
      return isEqual(inputs, samples.inputs) ? { ...samples, inputs } : samples;
    }
    return samples;
  }

  private drop(epoch: number): void {
    const samples = this.kept.get(epoch);
    if (!samples) return;
    this.kept.delete(epoch);
    this.held -= bytesOf(samples);
  }
}

/** Counted as if every epoch had inputs of its own, which is the most that it can be. */
function bytesOf({ digits, inputs, outputs }: Samples): number {
  const numbers = digits.reduce((sum, { theta }) => sum + theta.length, 0);
  const ofDigit = 96;
  return inputs.byteLength + outputs.byteLength + 8 * numbers + ofDigit * digits.length;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
