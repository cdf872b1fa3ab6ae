import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseEvenly, chooseSampledDigits, fillBatch, newBatch } from '../../../src/trainer/data/batches';
import {
  measureNormalization,
  mnistNormalization,
  normalizationTable,
} from '../../../src/trainer/data/normalization';
import type { ImageSet } from '../../../src/trainer/data/types';

const set: ImageSet = {
  images: Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]),
  labels: Uint8Array.from([7, 8, 9]),
  count: 3,
};

describe('a batch', () => {
  it('is copied in order, with the numbers of its pixels, and leaves what lies behind', () => {
    const batch = newBatch(4, 3, { mean: 0.5, deviation: 0.25 });
    batch.images.pixels.fill(99);
    batch.labels.fill(99);
    fillBatch(set, [1, 2, 0], 1, 2, batch);
    expect(batch.count).toBe(2);
    expect([...batch.labels]).toEqual([9, 7, 99]);
    expect([...batch.images.pixels]).toEqual([8, 9, 10, 255, 0, 1, 2, 3, 99, 99, 99, 99]);
    expect(batch.images.table).toEqual(normalizationTable({ mean: 0.5, deviation: 0.25 }));
  });

  it('refuses what would read or write past an end', () => {
    const fill = (order: number[], from: number, count: number, room: number): void =>
      fillBatch(set, order, from, count, newBatch(4, room, mnistNormalization));
    expect(() => fill([0, 1], 1, 2, 2)).toThrow(RangeError);
    expect(() => fill([0, 1], -1, 2, 2)).toThrow(RangeError);
    expect(() => fill([0, 3], 0, 2, 2)).toThrow('No image 3 in a set of 3.');
    expect(() => fill([0, 1], 0, 2, 1)).toThrow('does not fit');
  });
});

describe('normalisation', () => {
  it('gives the numbers that PyTorch’s transforms give', () => {
    const table = normalizationTable(mnistNormalization);
    // ToTensor, then Normalize((0.1307,), (0.3081,)), of black and of white.
    expect(table[0]).toBe(-0.4242129623889923);
    expect(table[255]).toBe(2.821486711502075);
  });

  it('is measured over all pixels', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), (pixels) => {
        const { mean, deviation } = measureNormalization(pixels);
        const values = [...pixels].map((pixel) => pixel / 255);
        const expected = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - expected) ** 2, 0) / values.length;
        expect(mean).toBeCloseTo(expected, 10);
        expect(deviation).toBeCloseTo(new Set(pixels).size > 1 ? Math.sqrt(variance) : 1, 8);
      }),
    );
  });
});

describe('sampled digits', () => {
  it('take the first of each class in turn', () => {
    expect(chooseSampledDigits(Uint8Array.from([1, 1, 0, 2, 0, 2]), 5, 3)).toEqual([2, 0, 3, 4, 1]);
  });

  it('fill up from the others where a class is missing or runs out', () => {
    expect(chooseSampledDigits(Uint8Array.from([2, 2, 0, 2]), 4, 3)).toEqual([2, 0, 1, 3]);
    expect(chooseSampledDigits(Uint8Array.from([2, 2]), 4, 3)).toEqual([0, 1]);
  });

  it('are as many as there can be, different, and as even as the classes allow', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 100 }),
        (labels, count) => {
          const chosen = chooseSampledDigits(Uint8Array.from(labels), count, 10);
          expect(chosen.length).toBe(Math.min(count, labels.length));
          expect(new Set(chosen).size).toBe(chosen.length);
          const of = (digit: number): number => chosen.filter((index) => labels[index] === digit).length;
          const most = Math.max(...labels.map(of));
          for (const digit of new Set(labels)) {
            const all = labels.filter((label) => label === digit).length;
            expect(of(digit)).toBeGreaterThanOrEqual(Math.min(all, most - 1));
          }
        },
      ),
    );
  });
});

describe('examples chosen evenly', () => {
  it('are all of a small set, else spread over the whole of a large one', () => {
    expect(chooseEvenly(3, 500)).toEqual([0, 1, 2]);
    expect(chooseEvenly(10, 4)).toEqual([0, 2, 5, 7]);
    expect(chooseEvenly(10_000, 500).at(-1)).toBe(9980);
  });
});
