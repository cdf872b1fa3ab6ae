/** The weights that a run had after each epoch, as its folder keeps them; the last ones asked for stay in memory. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { epochName } from '../../shared/epochName';
import { messageOf } from '../../shared/messageOf';
import type { NamedTensors } from '../engines/engine';
import { readWeightFiles } from '../run/weightFiles';
import { UserError } from '../userError';

/** A hundred and fifty epochs of the tutorial’s network; any other is read again in some milliseconds. */
const maximumBytes = 16e6;

export class EpochWeights {
  /** By epoch; the order is that of their use, oldest first. */
  private readonly kept = new Map<number, NamedTensors>();
  private held = 0;

  /**
   * @param initial the weights before training, which no file has: they follow from the seed
   * @param mostBytes that are kept; the newest is kept even where it alone is more
   */
  constructor(
    private readonly runDirectory: string,
    private readonly initial: () => NamedTensors,
    private readonly mostBytes = maximumBytes,
  ) {}

  /** Of memory that is held. */
  get bytes(): number {
    return this.held;
  }

  /**
   * @param epoch whole epochs trained; 0 is before training
   * @returns the same object as long as it is kept
   * @throws UserError where the folder does not hold them whole
   */
  read(epoch: number): NamedTensors {
    const weights = this.kept.get(epoch) ?? this.load(epoch);
    if (!this.kept.delete(epoch)) this.held += bytesOf(weights);
    this.kept.set(epoch, weights);
    for (const [oldest, tensors] of this.kept) {
      if (this.held <= this.mostBytes || this.kept.size === 1) break;
      this.kept.delete(oldest);
      this.held -= bytesOf(tensors);
    }
    return weights;
  }

  private load(epoch: number): NamedTensors {
    if (epoch === 0) return this.initial();
    const name = `weights/${epochName(epoch)}`;
    if (!existsSync(join(this.runDirectory, name))) {
      throw new UserError(
        `Epoch ${epoch} can’t be looked at: the run folder has no ${name}; choose another epoch.`,
      );
    }
    try {
      return readWeightFiles(this.runDirectory, name);
    } catch (error) {
      throw new UserError(`Epoch ${epoch} can’t be looked at: ${messageOf(error)}`);
    }
  }
}

function bytesOf(weights: NamedTensors): number {
  return Array.from(weights.values()).reduce((sum, { values }) => sum + values.byteLength, 0);
}
