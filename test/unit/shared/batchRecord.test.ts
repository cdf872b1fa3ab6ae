import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBatch,
  bounded,
  cut,
  extremes,
  isBatchRecord,
  maximumBatches,
  noBatches,
  thinnedOut,
  type BatchRecord,
} from '../../../src/shared/batchRecord';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { batchesOf } from '../../support/events';

const batch = (epoch: number, batch: number, meanLoss = 1): TrainerEventOf<'batch'> => ({
  ...{ type: 'batch', epoch, batch, loss: meanLoss, meanLoss, imagesPerSecond: 100 + batch, etaSeconds: 1 },
});
const record = (losses: readonly number[]): BatchRecord =>
  batchesOf(
    losses.map((loss, at) => batch(1, at, loss)),
    losses.length,
  );

describe('what is kept of a run’s batches', () => {
  it('grows at its end', () => {
    const kept = cut(batchesOf([batch(1, 4, 2), batch(1, 9, NaN), batch(2, 4, 0.5)]));
    expect(kept).toEqual({
      length: 3,
      ends: Float64Array.of(5, 10, 15),
      losses: Float32Array.of(2, NaN, 0.5),
      speeds: Float32Array.of(104, 109, 104),
      newest: batch(2, 4, 0.5),
    });
    expect(isBatchRecord(kept)).toBe(true);
  });

  it('leaves out what comes before its end', () => {
    const kept = batchesOf([batch(2, 4), batch(1, 9), batch(2, 4)]);
    expect(kept.length).toBe(1);
  });

  it('is bounded, with the points that stick out and the newest', () => {
    let kept = noBatches();
    const [low, high] = [1234, 999_999];
    for (let at = 0; at < maximumBatches + 10; at++) {
      const loss = at === low ? 0.01 : at === high ? 9 : 1 + (at % 7) / 100;
      kept = addBatch(kept, batch(1, at, loss), 2 ** 30);
    }
    expect(kept.length).toBeLessThan(maximumBatches);
    expect(kept.length).toBeGreaterThan(maximumBatches / 4);
    const { ends, losses } = cut(kept);
    expect(ends[losses.indexOf(Math.fround(0.01))]).toBe(low + 1);
    expect(ends[losses.indexOf(9)]).toBe(high + 1);
    expect(ends.at(-1)).toBe(maximumBatches + 10);
    expect(isBatchRecord(cut(kept))).toBe(true);
  });

  it.each([
    ['a list', []],
    ['one with room for more', record([1, 2, 3])],
    ['one of other columns', { ...cut(record([1, 2])), losses: [1, 2] }],
    ['one that goes back', { ...cut(record([1, 2])), ends: Float64Array.of(2, 1) }],
    ['one whose last event is another', { ...cut(record([1, 2])), newest: { type: 'batch' } }],
  ])('is not %s', (_what, input) => {
    expect(isBatchRecord(input)).toBe(false);
  });
});

describe('thinning out', () => {
  const numbers = fc.array(fc.float({ noNaN: false }), { minLength: 1, maxLength: 300 });

  it('keeps the extremes, the last point and the order, and no more than it may', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 3, max: 100 }), (losses, most) => {
        const all = record(losses);
        const kept = thinnedOut(all, most);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect(kept.ends.every((end, at) => at === 0 || end > kept.ends[at - 1])).toBe(true);
        expect(kept.ends.at(-1)).toBe(losses.length);
        for (const [at, end] of kept.ends.entries()) {
          expect(kept.losses[at]).toBe(all.losses[end - 1]);
          expect(kept.speeds[at]).toBe(all.speeds[end - 1]);
        }
        const finite = losses.filter(Number.isFinite);
        for (const extreme of finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : []) {
          expect(kept.losses).toContain(extreme);
        }
      }),
    );
  });

  it('tells where the lowest and the highest are, whatever else is between them', () => {
    expect(extremes([3, NaN, 1, Infinity, 2, -Infinity, 5, 0], 0, 7)).toEqual([2, 6]);
    expect(extremes([2, 2], 0, 2)).toEqual([0]);
    expect(extremes([NaN, Infinity], 0, 2)).toEqual([0]);
    expect(extremes([1], 1, 1)).toEqual([]);
  });

  it('is a copy where a run is short', () => {
    expect(bounded(record([3, 2, 1]), 3)).toEqual(cut(record([3, 2, 1])));
    const long = bounded(record(Array.from({ length: 20_000 }, (_, at) => (at === 777 ? 50 : 1))), 4096);
    expect(long.length).toBeLessThanOrEqual(4096);
    expect(long.losses).toContain(50);
  });
});
