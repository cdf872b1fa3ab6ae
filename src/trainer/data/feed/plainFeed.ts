/** Digits as they are: copied into a batch when it is asked for. */
import { fillBatch, newBatch, type PixelBatch } from '../batches';
import type { ImageSet, Normalization } from '../types';
import { skipOrders, type BatchFeed, type FeedOptions } from './feed';

export class PlainFeed implements BatchFeed {
  private readonly batch;
  private permutation: Uint32Array = new Uint32Array(0);
  private from = 0;

  constructor(
    private readonly set: ImageSet,
    normalization: Normalization,
    private readonly options: Pick<FeedOptions, 'batchSize' | 'order' | 'from'>,
  ) {
    const { batchSize, order, from = { epoch: 0, batch: 0 } } = options;
    this.batch = newBatch(set.images.length / set.count, batchSize, normalization);
    skipOrders(order, from.epoch, set.count);
    if (from.batch === 0) return;
    this.permutation = order.permutation(set.count);
    this.from = from.batch * batchSize;
  }

  next(): PixelBatch {
    const { batch, set } = this;
    const { batchSize, order } = this.options;
    if (this.from >= this.permutation.length) {
      this.permutation = order.permutation(set.count);
      this.from = 0;
    }
    fillBatch(set, this.permutation, this.from, Math.min(batchSize, set.count - this.from), batch);
    this.from += batch.count;
    return batch;
  }

  dispose(): void {
    // Nothing works for it.
  }
}
