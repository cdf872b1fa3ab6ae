/** Picks images out of a set: batches for the network, and the fixed digits that are shown after every epoch. */
import type { Batch } from '../engines/engine';
import { normalizationTable } from './normalization';
import type { ImageSet, Normalization } from './types';

/**
 * Copies count images, normalised, and their labels to the start of `into` and `labels`; what lies behind stays as it is.
 * @param order indices of the set's images; those at from … from + count − 1 are taken
 * @param into at least count*height*width*channels; filled as [count, height, width, channels]
 * @param labels at least count
 * @throws RangeError where order, set or targets are too short
 */
export function fillBatch(
  set: ImageSet,
  order: ArrayLike<number>,
  from: number,
  count: number,
  normalization: Normalization,
  into: Float32Array,
  labels: Uint8Array,
): void {
  const pixels = set.images.length / set.count;
  if (from < 0 || count < 0 || from + count > order.length) {
    throw new RangeError(`No images ${from} to ${from + count - 1} in an order of ${order.length}.`);
  }
  if (into.length < count * pixels || labels.length < count) {
    throw new RangeError(`A batch of ${count} images of ${pixels} pixels does not fit its arrays.`);
  }
  const table = normalizationTable(normalization);
  const { images } = set;
  for (let position = 0; position < count; position++) {
    const index = order[from + position];
    if (!(index >= 0 && index < set.count)) {
      throw new RangeError(`No image ${index} in a set of ${set.count}.`);
    }
    labels[position] = set.labels[index];
    const source = index * pixels;
    const target = position * pixels;
    for (let pixel = 0; pixel < pixels; pixel++) into[target + pixel] = table[images[source + pixel]];
  }
}

/**
 * Room for a batch.
 * @param pixels numbers an image
 */
export function newBatch(pixels: number, batchSize: number): Batch & { count: number } {
  return {
    images: new Float32Array(batchSize * pixels),
    labels: new Uint8Array(batchSize),
    count: 0,
  };
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
