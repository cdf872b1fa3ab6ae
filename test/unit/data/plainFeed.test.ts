import { expect, it } from 'vitest';
import { PlainFeed } from '../../../src/trainer/data/feed/plainFeed';
import { randomStreams } from '../../../src/trainer/random';

it('gives every image once an epoch, in the order of the seed, with its label', () => {
  const images = Uint8Array.from({ length: 7 }, (_, at) => 10 * at);
  const labels = Uint8Array.from({ length: 7 }, (_, at) => at);
  const normalization = { mean: 0, deviation: 1 / 255 };
  const set = { images, labels, count: 7 };
  const feed = new PlainFeed(set, normalization, { batchSize: 3, order: randomStreams(5).order });
  const expected = randomStreams(5).order;
  for (let epoch = 1; epoch <= 3; epoch++) {
    const seen: number[] = [];
    for (const count of [3, 3, 1]) {
      const batch = feed.next();
      expect(batch.count).toBe(count);
      seen.push(...batch.labels.subarray(0, count));
      const { pixels, table } = batch.images;
      expect(Array.from(pixels.subarray(0, count), (pixel) => Math.round(table[pixel]))).toEqual(
        seen.slice(-count).map((label) => 10 * label),
      );
    }
    expect(seen).toEqual([...expected.permutation(7)]);
  }
});

it.each([
  [{ epoch: 0, batch: 2 }, 2],
  [{ epoch: 1, batch: 0 }, 3],
  [{ epoch: 1, batch: 1 }, 4],
  // All batches of an epoch are done, but it was not evaluated.
  [{ epoch: 1, batch: 3 }, 6],
])('goes on from %o as if it had given %i batches', (from, given) => {
  const images = Uint8Array.from({ length: 7 }, (_, at) => at);
  const set = { images, labels: images, count: 7 };
  const open = (at = {}) =>
    new PlainFeed(set, { mean: 0, deviation: 1 }, { batchSize: 3, order: randomStreams(5).order, ...at });
  const read = (feed: PlainFeed, batches: number): number[][] =>
    Array.from({ length: batches }, () => {
      const { labels, count } = feed.next();
      return [...labels.subarray(0, count)];
    });
  expect(read(open({ from }), 5)).toEqual(read(open(), given + 5).slice(given));
});
