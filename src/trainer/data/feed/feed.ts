/** Where training gets its batches from. */
import type { Batch } from '../../engines/engine';
import type { RandomStream } from '../../random';

/** Where training stands: whole epochs, and batches beyond those. */
export interface Position {
  epoch: number;
  batch: number;
}

/**
 * Batches of epoch 1, then of epoch 2, and so on without an end. Each epoch has every training example once, in an order
 * of its own; its last batch may be shorter.
 */
export interface BatchFeed {
  /**
   * The next batch; its arrays are the feed's own and hold until the next call.
   * @returns undefined where the run is to stop meanwhile
   * @throws Error where batches can't be made any more
   */
  next(): Batch | Promise<Batch | undefined>;

  /** Ends what works for it; safe to call twice. */
  dispose(): void;
}

export interface FeedOptions {
  readonly batchSize: number;
  /** What was trained before: the first batch is the one after it. Absent: nothing. */
  readonly from?: Readonly<Position> | undefined;
  /** Decides each epoch's order, and nothing else is drawn from it: the feed skips the orders of epochs that are over. */
  readonly order: RandomStream;
  /** Threads that the engine computes with. */
  readonly engineThreads: number;
  /** Folder of the built bundles: one of them is the thread's that draws distorted digits. */
  readonly distribution: string;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
}

/** Batches before a position, of all epochs. */
export function batchesBefore({ epoch, batch }: Readonly<Position>, batchesPerEpoch: number): number {
  return epoch * batchesPerEpoch + batch;
}

/** Draws the orders of so many epochs, for nobody. */
export function skipOrders(order: RandomStream, epochs: number, count: number): void {
  for (let epoch = 0; epoch < epochs; epoch++) order.permutation(count);
}
