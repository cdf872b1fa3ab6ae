import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchCurves } from '../../../webview/parts/charts/batchCurves';
import { ThinnedCurve, type Series } from '../../../webview/parts/charts/series';
import { MovingAverage } from '../../../webview/parts/charts/smoothing';
import { batch, history, started } from './events';

/** A batch apart, ten an epoch. */
function series(values: readonly number[], origin: object = {}): Series {
  return {
    ...{ origin, length: values.length, batchesPerEpoch: 10 },
    at: Float64Array.from(values, (_, place) => place + 1),
    values: Float32Array.from(values),
  };
}

describe('smoothing', () => {
  /** On an axis on which every point is a step of its own. */
  const smoothed = (values: readonly number[], weight: number): number[] =>
    Array.from(new MovingAverage().follow(series(values), weight, 1).values.slice(0, values.length));

  it('begins at the first point, counts older ones less, and leaves gaps', () => {
    const ys = smoothed([8, 4, NaN, 1, Infinity], 0.5);
    expect(ys[0]).toBe(8);
    expect(ys[1]).toBeCloseTo((4 + 8 / 2) / (1 + 1 / 2), 6);
    expect(ys[2]).toBeNaN();
    expect(ys[3]).toBeCloseTo((1 + 4 / 2 + 8 / 4) / (1 + 1 / 2 + 1 / 4), 6);
    expect(ys[4]).toBeNaN();
  });

  it('leaves a level curve as it is, however strong', () => {
    for (const y of smoothed(new Array<number>(100).fill(0.3), 0.99)) expect(y).toBeCloseTo(0.3, 6);
  });

  it('stays between the lowest and the highest point so far', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: Math.fround(0.01), max: 10, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (values, weight) => {
          smoothed(values, weight).forEach((y, at) => {
            const before = values.slice(0, at + 1);
            expect(y).toBeGreaterThanOrEqual(Math.min(...before) * (1 - 1e-6));
            expect(y).toBeLessThanOrEqual(Math.max(...before) * (1 + 1e-6));
          });
        },
      ),
    );
  });

  it('is the same however many points tell of the same', () => {
    const level = (place: number): number => (place < 0.5 ? 1 : 2);
    const end = (points: number): number => {
      const values = Array.from({ length: points }, (_, at) => level(at / points));
      const dense = { ...series(values), batchesPerEpoch: points };
      return new MovingAverage().follow(dense, 0.99, 1).values[0.6 * points];
    };
    expect(end(100_000)).toBeCloseTo(end(10_000), 2);
    expect(end(10_000)).toBeLessThan(1.7);
  });

  it('goes on where a series has grown, and begins anew with another', () => {
    const values = Array.from({ length: 500 }, (_, at) => 1 + Math.sin(at));
    const origin = {};
    const whole = new MovingAverage().follow(series(values, origin), 0.9, 50).values;
    const grown = new MovingAverage();
    let follower = grown.follow(series(values.slice(0, 130), origin), 0.9, 50);
    const first = follower.origin;
    for (const length of [131, 257, 500])
      follower = grown.follow(series(values.slice(0, length), origin), 0.9, 50);
    expect(follower.values.slice(0, 500)).toEqual(whole.slice(0, 500));
    expect(follower.origin).toBe(first);
    const other = grown.follow(series([5, 5]), 0.9, 50);
    expect(other.origin).not.toBe(first);
    expect(other.values[1]).toBeCloseTo(5, 6);
  });
});

describe('thinning a curve', () => {
  const noise = (length: number): number[] =>
    Array.from({ length }, (_, at) => 1 + Math.abs(Math.sin(at * 7.13)) + (at % 991 === 0 ? at / 1e4 : 0));

  it('draws every point of what is not too much, with one beyond each end', () => {
    const points = new ThinnedCurve().follow(series([1, 2, 0, 4, 5, 6]), { min: 0.2, max: 0.4 });
    expect(points.map(({ x }) => x)).toEqual([0.2, 0.3, 0.4, 0.5].slice(0, points.length));
    expect(points.map(({ y }) => y)).toEqual([2, NaN, 4, 5]);
  });

  it('keeps the extremes of every part, in order, of a million points in a few thousand', () => {
    const values = noise(1_000_000);
    const points = new ThinnedCurve().follow(series(values), { min: 0, max: 100_000 });
    expect(points.length).toBeLessThan(2010);
    expect(points.every(({ x }, at) => at === 0 || x > points[at - 1].x)).toBe(true);
    const { values: rounded } = series(values);
    for (let part = 0; part < 1000; part++) {
      const inside = rounded.subarray(part * 1000, (part + 1) * 1000);
      const drawn = points.filter(({ x }) => x * 10 > part * 1000 && x * 10 <= (part + 1) * 1000);
      expect(Math.max(...drawn.map(({ y }) => y))).toBe(Math.max(...inside));
      expect(Math.min(...drawn.map(({ y }) => y))).toBe(Math.min(...inside));
    }
  });

  it('draws a series that grows as if it had been whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 300 }),
        (steps, from) => {
          const lengths = steps.reduce<number[]>((sums, step) => [...sums, (sums.at(-1) ?? 0) + step], []);
          const all = noise(lengths.at(-1) ?? 0);
          const span = { min: from, max: from + 1500 };
          const origin = {};
          const grown = new ThinnedCurve();
          for (const length of lengths) {
            const part = series(all.slice(0, length), origin);
            expect(grown.follow(part, span)).toEqual(new ThinnedCurve().follow(part, span));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('shows all points of a part that is zoomed into', () => {
    const points = new ThinnedCurve().follow(series(noise(100_000)), { min: 5000, max: 5100 });
    expect(points).toHaveLength(1002);
  });
});

describe('the curves of a run’s batches', () => {
  const run = (batches: ReturnType<typeof batch>[]) => history({ started: started(10), batches });

  it('are the points themselves without smoothing, else an average before them', () => {
    const told = run([batch(1, 4, 4), batch(1, 9, 2)]);
    const span = { min: 0, max: 4 };
    const plain = new BatchCurves().follow(told, span, 0);
    expect(plain.loss).toEqual({
      smooth: [
        { x: 0.5, y: 4 },
        { x: 1, y: 2 },
      ],
      single: [],
    });
    expect(plain.speed.smooth.map(({ y }) => y)).toEqual([1000, 1000]);
    const { loss } = new BatchCurves().follow(told, span, 0.5);
    expect(loss.single).toEqual(plain.loss.smooth);
    expect(loss.smooth[1].y).toBeGreaterThan(2);
  });

  it('begin anew with another run', () => {
    const curves = new BatchCurves();
    const span = { min: 0, max: 4 };
    curves.follow(run([batch(1, 4, 4), batch(1, 9, 2)]), span, 0.5);
    const { loss } = curves.follow(run([batch(1, 4, 3)]), span, 0.5);
    expect(loss.single).toEqual([{ x: 0.5, y: 3 }]);
    expect(loss.smooth[0].y).toBeCloseTo(3, 6);
  });
});
