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
  const copy = imageCopier(set.images, pixels, table);
  for (let position = 0; position < count; position++) {
    const index = order[from + position];
    if (!(index >= 0 && index < set.count)) {
      throw new RangeError(`No image ${index} in a set of ${set.count}.`);
    }
    labels[position] = set.labels[index];
    copy(index * pixels, into, position * pixels);
  }
}

type CopyImage = (from: number, into: Float32Array, to: number) => void;

/** Copies one image by the table. Most of a digit is 0, which is passed over four pixels at a time. */
function imageCopier(images: Uint8Array, pixels: number, table: Float32Array): CopyImage {
  if (pixels % 4 !== 0 || images.byteOffset % 4 !== 0) {
    return (from, into, to) => {
      for (let pixel = 0; pixel < pixels; pixel++) into[to + pixel] = table[images[from + pixel]];
    };
  }
  const words = new Int32Array(images.buffer, images.byteOffset, images.length / 4);
  return (from, into, to) => {
    into.fill(table[0], to, to + pixels);
    const end = (from + pixels) / 4;
    for (let word = from / 4; word < end; word++) {
      if (words[word] === 0) continue;
      const first = word * 4;
      const place = first + to - from;
      into[place] = table[images[first]];
      into[place + 1] = table[images[first + 1]];
      into[place + 2] = table[images[first + 2]];
      into[place + 3] = table[images[first + 3]];
    }
  };
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
