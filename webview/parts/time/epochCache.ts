/** What is known of many epochs within a bound of memory; what was not asked for longest goes first. */
import type { EpochFile, EpochFileOf, Pictures } from '../../../src/shared/epochFiles';

export class EpochCache<TFile extends EpochFile> {
  /** By epoch; the order is that of their use, oldest first. */
  private readonly kept = new Map<number, TFile>();
  private held = 0;

  /**
   * @param maximumBytes the newest is kept even where it alone is more
   * @param shared may replace parts of a file by equal ones of another that is kept, so that they need memory once
   */
  constructor(
    private readonly maximumBytes: number,
    private readonly shared: (file: TFile, other: TFile) => TFile = (file) => file,
  ) {}

  /** Of memory that is held. */
  get bytes(): number {
    return this.held;
  }

  get(epoch: number): TFile | undefined {
    const file = this.kept.get(epoch);
    if (file) {
      this.kept.delete(epoch);
      this.kept.set(epoch, file);
    }
    return file;
  }

  has(epoch: number): boolean {
    return this.kept.has(epoch);
  }

  put(file: TFile): void {
    this.drop(file.epoch);
    const [other] = this.kept.values();
    this.kept.set(file.epoch, this.kept.size > 0 ? this.shared(file, other) : file);
    this.held += bytesOf(file);
    for (const oldest of this.kept.keys()) {
      if (this.held <= this.maximumBytes || this.kept.size === 1) break;
      this.drop(oldest);
    }
  }

  clear(): void {
    this.kept.clear();
    this.held = 0;
  }

  private drop(epoch: number): void {
    const file = this.kept.get(epoch);
    if (!file) return;
    this.kept.delete(epoch);
    this.held -= bytesOf(file);
  }
}

/** The sampled digits are the same in every epoch: kept once, they need half the memory, and need no drawing anew. */
export function shareInputs(
  samples: EpochFileOf<'samples'>,
  { inputs }: EpochFileOf<'samples'>,
): EpochFileOf<'samples'> {
  return isEqual(inputs, samples.inputs) ? { ...samples, inputs } : samples;
}

/** Counted as if nothing were shared, which is the most that it can be. */
function bytesOf(file: EpochFile): number {
  switch (file.type) {
    case 'samples':
    case 'gallery':
      return bytesOfPictures(file);
    case 'alignment':
      return 2 * (file.meansBefore.byteLength + file.meansAfter.byteLength);
    case 'thetas':
      return file.thetas.reduce((sum, { length }) => sum + 8 * (length + 9), 0);
  }
}

function bytesOfPictures({ digits, inputs, outputs }: Pictures): number {
  const numbers = digits.reduce((sum, { theta }) => sum + theta.length, 0);
  const ofDigit = 96;
  return inputs.byteLength + outputs.byteLength + 8 * numbers + ofDigit * digits.length;
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
