import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawDigit } from '../../../src/trainer/data/synthetic/draw';
import { loadSyntheticDigits } from '../../../src/trainer/data/synthetic/dataset';
import type { Dataset, ImageSet } from '../../../src/trainer/data/types';

const pixels = 784;

describe('one synthetic digit', () => {
  it('depends on seed, stream and index alone', () => {
    expect(draw(1, 'train', 5)).toEqual(draw(1, 'train', 5));
    const others = [draw(2, 'train', 5), draw(1, 'test', 5), draw(1, 'train', 15)];
    for (const other of others) expect(other.image).not.toEqual(draw(1, 'train', 5).image);
  });

  it('is the same on every machine', () => {
    const hash = createHash('sha256');
    for (let index = 0; index < 200; index++) {
      const { digit, image } = draw(1, 'train', index);
      hash.update(Uint8Array.of(digit)).update(image);
    }
    // Changes only where digits are meant to look different from now on.
    expect(hash.digest('hex')).toBe('2199a9783db873b290a6529637ff0e0482270993d17b3388a7bdb03ff35f4244');
  });

  it('overwrites what was in its place', () => {
    const image = new Uint8Array(pixels).fill(77);
    drawDigit(1, 'train', 3, image);
    expect(image).toEqual(draw(1, 'train', 3).image);
  });

  it('has strong ink inside a free edge', () => {
    for (let index = 0; index < 1000; index++) {
      const { image } = draw(3, 'test', index);
      const ink = image.filter((pixel) => pixel > 0).length;
      expect(ink).toBeGreaterThan(25);
      expect(ink).toBeLessThan(400);
      expect(Math.max(...image)).toBeGreaterThan(230);
      const edge = Array.from({ length: 28 }, (_, at) => [at, 27 * 28 + at, 28 * at, 28 * at + 27]).flat();
      expect(Math.max(...edge.map((at) => image[at]))).toBeLessThan(128);
    }
  });
});

describe('the synthetic set', () => {
  let set: Dataset;
  let seconds: number;
  const fractions: (number | null)[] = [];

  beforeAll(async () => {
    const start = performance.now();
    set = await loadSyntheticDigits({
      onProgress: (_message, fraction) => fractions.push(fraction),
      signal: new AbortController().signal,
    });
    seconds = (performance.now() - start) / 1000;
  });

  it('is drawn in seconds, and says that it is not MNIST', () => {
    expect(set).toMatchObject({ name: 'Synthetic digits', source: 'built in' });
    expect(set.notice).toBe('These are built-in synthetic digits, not MNIST.');
    expect([set.train.count, set.test.count]).toEqual([30_000, 5_000]);
    // Two at most on a machine of its own.
    expect(seconds).toBeLessThan(10);
    expect(fractions[0]).toBe(0);
    expect(fractions.at(-1)).toBeGreaterThan(0.99);
  });

  it('has as many of each digit, in no simple order', () => {
    for (const { labels, count } of [set.train, set.test]) {
      const tally = Array.from({ length: 10 }, () => 0);
      for (const label of labels) tally[label]++;
      expect(tally).toEqual(tally.map(() => count / 10));
    }
    expect([...set.train.labels.subarray(0, 10)]).not.toEqual([...set.train.labels.subarray(10, 20)]);
  });

  it('has the brightness of MNIST', () => {
    expect(set.normalization.mean).toBeCloseTo(0.1307, 1);
    expect(set.normalization.deviation).toBeCloseTo(0.3081, 1);
  });

  it('has no image twice, not even one to train and one to test', () => {
    const seen = new Set<string>();
    for (const { images, count } of [set.train, set.test]) {
      for (let index = 0; index < count; index++)
        seen.add(Buffer.from(image(images, index)).toString('latin1'));
    }
    expect(seen.size).toBe(35_000);
  });

  it('is neither trivial nor noise: means of classes fail on a third, nearest neighbours on few', () => {
    const means = nearestMean(set.train, set.test);
    expect(means).toBeGreaterThan(0.5);
    expect(means).toBeLessThan(0.8);
    expect(nearestNeighbour(set.train, set.test, 4000, 200)).toBeGreaterThan(0.85);
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    const drawing = loadSyntheticDigits({ onProgress: () => controller.abort(), signal: controller.signal });
    await expect(drawing).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  });
});

function draw(seed: number, stream: 'train' | 'test', index: number): { digit: number; image: Uint8Array } {
  const drawn = new Uint8Array(pixels);
  const digit = drawDigit(seed, stream, index, drawn);
  return { digit, image: drawn };
}

function image(images: Uint8Array, index: number): Uint8Array {
  return images.subarray(index * pixels, (index + 1) * pixels);
}

function nearestMean(train: ImageSet, test: ImageSet): number {
  const means = Array.from({ length: 10 }, () => new Float64Array(pixels));
  for (let index = 0; index < train.count; index++) {
    const mean = means[train.labels[index]];
    for (let at = 0; at < pixels; at++) mean[at] += train.images[index * pixels + at] / (train.count / 10);
  }
  let correct = 0;
  for (let index = 0; index < test.count; index++) {
    const distances = means.map((mean) => distance(image(test.images, index), mean));
    if (distances.indexOf(Math.min(...distances)) === test.labels[index]) correct++;
  }
  return correct / test.count;
}

function nearestNeighbour(train: ImageSet, test: ImageSet, among: number, count: number): number {
  let correct = 0;
  for (let index = 0; index < count; index++) {
    let nearest = Infinity;
    let label = -1;
    const asked = image(test.images, index);
    for (let other = 0; other < among; other++) {
      const far = distance(asked, image(train.images, other));
      if (far < nearest) [nearest, label] = [far, train.labels[other]];
    }
    if (label === test.labels[index]) correct++;
  }
  return correct / count;
}

function distance(a: Uint8Array, b: Uint8Array | Float64Array): number {
  let sum = 0;
  for (let at = 0; at < pixels; at++) {
    const difference = a[at] - b[at];
    sum += difference * difference;
  }
  return sum;
}
