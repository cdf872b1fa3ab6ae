/** Digits as they are: copied into a batch when it is asked for. */
import type { Batch } from '../../engines/engine';
import type { RandomStream } from '../../random';
import { fillBatch, newBatch } from '../batches';
import type { ImageSet, Normalization } from '../types';
import type { BatchFeed } from './feed';

export class PlainFeed implements BatchFeed {
  private readonly batch;
  private permutation: Uint32Array = new Uint32Array(0);
  private from = 0;

  constructor(
    private readonly set: ImageSet,
    private readonly normalization: Normalization,
    private readonly batchSize: number,
    private readonly order: RandomStream,
  ) {
    this.batch = newBatch(set.images.length / set.count, batchSize);
  }

  next(): Batch {
    const { batch, set } = this;
    if (this.from >= this.permutation.length) {
      this.permutation = this.order.permutation(set.count);
      this.from = 0;
    }
    batch.count = Math.min(this.batchSize, set.count - this.from);
    fillBatch(set, this.permutation, this.from, batch.count, this.normalization, batch.images, batch.labels);
    this.from += batch.count;
    return batch;
  }

  dispose(): void {
    // Nothing works for it.
  }
}
