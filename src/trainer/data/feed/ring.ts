/**
 * The memory that training shares with the threads that draw for it: a ring of batches, and who may do what. Batches are
 * numbered from 0 over all epochs; batch n lies in slot n % slots, from when it is claimed until it is released.
 */

import type { DigitStore } from '../distortion/digitStore';

export interface RingSize {
  /** Examples of an epoch. */
  readonly count: number;
  readonly batchSize: number;
  /** Pixels of an image. */
  readonly length: number;
}

/** Words of the control block. */
const WORD = {
  /** Batches claimed by threads. */
  claimed: 0,
  /** Batches whose epoch's order is known. */
  ordered: 1,
  /** Batches that training is done with. */
  released: 2,
  /** 1: threads are to end. */
  closed: 3,
  /** Changes whenever there may be more to claim; threads sleep on it. */
  news: 4,
  /** Of each slot: the number of its newest batch that is drawn, plus 1. */
  drawn: 5,
} as const;

/** Plain data, to be handed to threads. */
export interface RingMemory extends RingSize {
  readonly slots: number;
  readonly control: SharedArrayBuffer;
  /** All slots' pixels, from `pixelsAt` on. */
  readonly pixels: ArrayBufferLike;
  readonly pixelsAt: number;
  readonly labels: SharedArrayBuffer;
  /** Two epochs' orders: that of an even one, then that of an odd one. */
  readonly orders: SharedArrayBuffer;
}

/**
 * Ahead of training: enough that threads that are kept waiting for a core can catch up, but few enough that what is drawn
 * is mostly still in a cache when it is trained on.
 */
const imagesAhead = 1024;
const fewestSlots = 4;
const mostSlots = 64;

export function slotsFor(batchSize: number): number {
  return Math.max(fewestSlots, Math.min(mostSlots, Math.ceil(imagesAhead / batchSize)));
}

/** @param paper where all slots' pixels have room */
export function ringMemory(
  { count, batchSize, length }: RingSize,
  { memory, paper }: DigitStore,
): RingMemory {
  const slots = slotsFor(batchSize);
  return {
    ...{ count, batchSize, length, slots, pixels: memory.buffer, pixelsAt: paper },
    control: new SharedArrayBuffer(4 * (WORD.drawn + slots)),
    labels: new SharedArrayBuffer(slots * batchSize),
    orders: new SharedArrayBuffer(4 * 2 * count),
  };
}

/** A batch to be drawn, and where to. */
export interface RingBatch {
  /** From 1. */
  readonly epoch: number;
  /** Indices of its examples. */
  readonly order: Uint32Array;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

export class Ring {
  private readonly words: Int32Array;
  readonly batchesPerEpoch: number;

  constructor(private readonly memory: RingMemory) {
    this.words = new Int32Array(memory.control);
    this.batchesPerEpoch = Math.ceil(memory.count / memory.batchSize);
  }

  batch(number: number): RingBatch {
    const { count, batchSize, length, slots, pixels, pixelsAt, labels, orders } = this.memory;
    const epoch = Math.floor(number / this.batchesPerEpoch) + 1;
    const from = (number % this.batchesPerEpoch) * batchSize;
    const examples = Math.min(batchSize, count - from);
    const slot = number % slots;
    return {
      epoch,
      order: new Uint32Array(orders, 4 * ((epoch % 2) * count + from), examples),
      pixels: new Uint8Array(pixels, pixelsAt + slot * batchSize * length, examples * length),
      labels: new Uint8Array(labels, slot * batchSize, examples),
    };
  }

  /** Training's, before there is any order: batches before this one are none to draw. */
  startAt(number: number): void {
    Atomics.store(this.words, WORD.claimed, number);
    Atomics.store(this.words, WORD.released, number);
  }

  /** Training's: the order of the next epoch; the one before the last must be over. */
  addOrder(epoch: number, order: Uint32Array): void {
    const { count, orders } = this.memory;
    new Uint32Array(orders, 4 * (epoch % 2) * count, count).set(order);
    Atomics.store(this.words, WORD.ordered, epoch * this.batchesPerEpoch);
    this.tellNews();
  }

  isDrawn(number: number): boolean {
    return Atomics.load(this.words, this.drawnWord(number)) === number + 1;
  }

  /** Training's: sleeps until the batch may be drawn, or for so long. */
  waitForBatch(number: number, milliseconds: number): void {
    const word = this.drawnWord(number);
    const seen = Atomics.load(this.words, word);
    if (seen !== number + 1) Atomics.wait(this.words, word, seen, milliseconds);
  }

  /**
   * Training's: all batches before this one may be drawn over. Threads are woken when half of the ring is free: to wake one
   * for each batch takes more than a tenth of what drawing it does.
   */
  release(before: number): void {
    const { words } = this;
    const { slots } = this.memory;
    Atomics.store(words, WORD.released, before);
    const free = before + slots - Atomics.load(words, WORD.claimed);
    if (free >= Math.floor(slots / 2)) this.tellNews();
  }

  close(): void {
    Atomics.store(this.words, WORD.closed, 1);
    this.tellNews();
  }

  /** A thread's: sleeps until there is something to draw. @returns its number; undefined where the ring is closed */
  claim(): number | undefined {
    const { words } = this;
    for (;;) {
      const news = Atomics.load(words, WORD.news);
      if (Atomics.load(words, WORD.closed) === 1) return undefined;
      const next = Atomics.load(words, WORD.claimed);
      const free = Atomics.load(words, WORD.released) + this.memory.slots;
      if (next >= Math.min(free, Atomics.load(words, WORD.ordered))) {
        Atomics.wait(words, WORD.news, news);
      } else if (Atomics.compareExchange(words, WORD.claimed, next, next + 1) === next) {
        return next;
      }
    }
  }

  /** A thread's: the batch it claimed is there. */
  finish(number: number): void {
    Atomics.store(this.words, this.drawnWord(number), number + 1);
    Atomics.notify(this.words, this.drawnWord(number));
  }

  private drawnWord(number: number): number {
    return WORD.drawn + (number % this.memory.slots);
  }

  private tellNews(): void {
    Atomics.add(this.words, WORD.news, 1);
    Atomics.notify(this.words, WORD.news);
  }
}
