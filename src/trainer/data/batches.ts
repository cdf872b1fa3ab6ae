/** Picks images out of a set: batches for the network, and the fixed digits that are shown after every epoch. */
import type { Batch } from '../engines/engine';
import type { PixelImages } from '../engines/images';
import { normalizationTable } from './normalization';
import type { ImageSet, Normalization } from './types';

export type PixelBatch = Batch<PixelImages> & { count: number };

/**
 * Room for a batch.
 * @param length pixels of an image
 */
export function newBatch(length: number, batchSize: number, normalization: Normalization): PixelBatch {
  return {
    images: { pixels: new Uint8Array(batchSize * length), table: normalizationTable(normalization) },
    labels: new Uint8Array(batchSize),
    count: 0,
  };
}

/**
 * Copies `count` images and their labels into a batch; what lies behind stays as it is.
 * @param order indices of the set's images; those at from … from + count − 1 are taken
 * @throws RangeError where order, set or batch are too short
 */
export function fillBatch(
  set: ImageSet,
  order: ArrayLike<number>,
  from: number,
  count: number,
  batch: PixelBatch,
): void {
  const length = set.images.length / set.count;
  const { images, labels } = batch;
  if (from < 0 || count < 0 || from + count > order.length) {
    throw new RangeError(`No images ${from} to ${from + count - 1} in an order of ${order.length}.`);
  }
  if (images.pixels.length < count * length || labels.length < count) {
    throw new RangeError(`A batch of ${count} images of ${length} pixels does not fit its arrays.`);
  }
  batch.count = count;
  // Unlike typed arrays, buffers copy as fast wherever images begin, and make no garbage.
  const [source, target] = [set.images, images.pixels].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  for (let position = 0; position < count; position++) {
    if (position % fetchedAhead === 0) {
      fetch(set, order, from + position, from + Math.min(position + fetchedAhead, count));
    }
    const index = order[from + position];
    labels[position] = set.labels[index];
    source.copy(target, position * length, index * length, (index + 1) * length);
  }
}

/**
 * Images that are read before the first of them is used: they lie all over tens of megabytes, and a processor that waits for
 * one of them can wait for several at once, but not while it works on one.
 */
export const fetchedAhead = 16;

/** Of a cache. */
const lineBytes = 64;

/** What was read, added up: what nobody keeps would not be read. */
let fetched = 0;

/** Has images be in a cache. */
function fetch(set: ImageSet, order: ArrayLike<number>, from: number, end: number): void {
  const { images, count } = set;
  const length = images.length / count;
  for (let position = from; position < end; position++) {
    const index = order[position];
    if (!(index >= 0 && index < count)) {
      throw new RangeError(`No image ${index} in a set of ${count}.`);
    }
    const next = (index + 1) * length;
    for (let at = index * length; at < next; at += lineBytes) fetched = (fetched + images[at]) | 0;
    fetched = (fetched + images[next - 1]) | 0;
  }
}

/**
 * Indices of digits spread over the classes, always the same for the same labels: the first of class 0, the first of
 * class 1, …, then the second of each. Classes that ran out are passed over, so there are `count` of them wherever the
 * set has as many.
 */
export function chooseSampledDigits(labels: Uint8Array, count: number, classes: number): number[] {
  const ofClass = Array.from({ length: classes }, (): number[] => []);
  let missing = classes;
  for (let index = 0; index < labels.length && missing > 0; index++) {
    const found = ofClass[labels[index]] as number[] | undefined;
    // More of one class than count are never needed, even where it is the only one.
    if (!found || found.length === count) continue;
    found.push(index);
    if (found.length === count) missing--;
  }
  const chosen: number[] = [];
  for (let round = 0; round < count; round++) {
    for (const found of ofClass) {
      if (round < found.length && chosen.length < count) chosen.push(found[round]);
    }
  }
  return chosen;
}

/** Indices of at most `count` examples of a set, spread evenly over it. */
export function chooseEvenly(setCount: number, count: number): number[] {
  const chosen = Math.min(count, setCount);
  return Array.from({ length: chosen }, (_, position) => Math.floor((position * setCount) / chosen));
}
