import { expect, it } from 'vitest';
import { PlainFeed } from '../../../src/trainer/data/feed/plainFeed';
import { randomStreams } from '../../../src/trainer/random';

it('gives every image once an epoch, in the order of the seed, with its label', () => {
  const images = Uint8Array.from({ length: 7 }, (_, at) => 10 * at);
  const labels = Uint8Array.from({ length: 7 }, (_, at) => at);
  const normalization = { mean: 0, deviation: 1 / 255 };
  const feed = new PlainFeed({ images, labels, count: 7 }, normalization, 3, randomStreams(5).order);
  const expected = randomStreams(5).order;
  for (let epoch = 1; epoch <= 3; epoch++) {
    const seen: number[] = [];
    for (const count of [3, 3, 1]) {
      const batch = feed.next();
      expect(batch.count).toBe(count);
      seen.push(...batch.labels.subarray(0, count));
      expect([...batch.images.subarray(0, count)].map(Math.round)).toEqual(
        seen.slice(-count).map((label) => 10 * label),
      );
    }
    expect(seen).toEqual([...expected.permutation(7)]);
  }
});
