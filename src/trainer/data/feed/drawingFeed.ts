/** Batches that other threads draw, several ahead of training. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../userError';
import type { PixelBatch } from '../batches';
import { storeDigits } from '../distortion/digitStore';
import { pixelsOf, storeRoom, type ExamplesToDraw } from '../distortion/exampleArtist';
import type { ImageSet } from '../types';
import type { DrawingOrders } from './drawingThread';
import { batchesBefore, skipOrders, type BatchFeed, type FeedOptions } from './feed';
import { Ring, ringMemory, slotsFor, type RingMemory } from './ring';

/** Drawing takes far less than training; more threads than these are never needed. */
const mostThreads = 4;

/** Training sleeps no longer before it looks whether a thread has died or the run is to stop. */
const sleepMilliseconds = 5;
/** Threads that draw nothing for so long hang. */
const patienceMilliseconds = 30_000;

export class DrawingFeed implements BatchFeed {
  private readonly memory: RingMemory;
  private readonly ring: Ring;
  private readonly workers: Worker[];
  private failure: Error | undefined;
  private nextNumber: number;

  /**
   * @param set digits of 28×28
   * @param table the network's number for each of the 256 values of a pixel
   */
  constructor(
    examples: ExamplesToDraw,
    set: ImageSet,
    private readonly table: Float32Array,
    private readonly options: FeedOptions,
  ) {
    const { batchSize, engineThreads, distribution, order, from = { epoch: 0, batch: 0 } } = options;
    const { count } = set;
    const length = pixelsOf(examples);
    const threads = Math.max(1, Math.min(mostThreads, Math.floor(engineThreads / 2)));
    const digits = sharedMemory(() =>
      storeDigits(set, {
        ...storeRoom(examples),
        desks: threads,
        paperBytes: slotsFor(batchSize) * batchSize * length,
      }),
    );
    this.memory = sharedMemory(() => ringMemory({ count, batchSize, length }, digits));
    this.ring = new Ring(this.memory);
    this.nextNumber = batchesBefore(from, this.ring.batchesPerEpoch);
    this.ring.startAt(this.nextNumber);
    const epochsOver = Math.floor(this.nextNumber / this.ring.batchesPerEpoch);
    skipOrders(order, epochsOver, count);
    this.ring.addOrder(epochsOver + 1, order.permutation(count));
    // That of the next epoch is added with an epoch's first batch.
    if (this.nextNumber % this.ring.batchesPerEpoch > 0) {
      this.ring.addOrder(epochsOver + 2, order.permutation(count));
    }
    this.workers = Array.from({ length: threads }, (_, desk) =>
      this.startThread(distribution, { memory: this.memory, examples, digits, desk }),
    );
  }

  async next(): Promise<PixelBatch | undefined> {
    const { ring, nextNumber } = this;
    ring.release(nextNumber);
    for (let slept = 0; !ring.isDrawn(nextNumber); slept += sleepMilliseconds) {
      ring.waitForBatch(nextNumber, sleepMilliseconds);
      // Messages: of a thread that ended, or to stop.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.failure) throw this.failure;
      if (this.options.signal.aborted) return undefined;
      if (slept > patienceMilliseconds) {
        throw failureOf(`drew nothing for ${patienceMilliseconds / 1000} seconds`);
      }
    }
    const { epoch, order, pixels, labels } = ring.batch(nextNumber);
    if (nextNumber % ring.batchesPerEpoch === 0) {
      // Threads go on with the next epoch while this one is trained.
      ring.addOrder(epoch + 1, this.options.order.permutation(this.memory.count));
    }
    this.nextNumber++;
    return { images: { pixels, table: this.table }, labels, count: order.length };
  }

  dispose(): void {
    this.ring.close();
    for (const worker of this.workers.splice(0)) void worker.terminate();
  }

  private startThread(distribution: string, workerData: DrawingOrders): Worker {
    // Not the loaders and hooks that the main thread may have been started with.
    const worker = new Worker(join(distribution, 'draw.js'), { execArgv: [], workerData });
    worker.on('error', (error) => (this.failure ??= failureOf(`failed (${error.message})`, error)));
    worker.on('exit', (code) => (this.failure ??= failureOf(`ended with code ${code}`)));
    // Our threads are no reason to keep a process alive.
    worker.unref();
    return worker;
  }
}

/** @throws UserError where there is not so much memory */
export function sharedMemory<T>(allocate: () => T): T {
  try {
    return allocate();
  } catch (error) {
    throw new UserError(
      'There is not enough memory to draw distorted digits ahead of training; use smaller batches (stn.batchSize) or a smaller canvas (stn.distortion.size).',
      { cause: error },
    );
  }
}

function failureOf(what: string, cause?: Error): Error {
  return new Error(`A thread that draws distorted digits ${what}; train again.`, { cause });
}
