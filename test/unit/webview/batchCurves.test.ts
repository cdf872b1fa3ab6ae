import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchCurves } from '../../../webview/parts/charts/batchCurves';
import { Series, thinned } from '../../../webview/parts/charts/series';
import { smoothed } from '../../../webview/parts/charts/smoothing';
import { batch, history, started } from './events';

/** A batch apart, ten an epoch. */
function series(
  values: readonly number[],
  batchesPerEpoch = 10,
  into = new Series(),
  origin: object = {},
): Series {
  into.follow(origin, values.length, {
    at: Float64Array.from(values, (_, place) => place + 1),
    values: Float32Array.from(values),
    batchesPerEpoch,
  });
  return into;
}

const noise = (length: number): number[] =>
  Array.from({ length }, (_, at) => 1 + Math.abs(Math.sin(at * 7.13)) + (at % 991 === 0 ? at / 1e4 : 0));

const lengths = fc
  .array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 })
  .map((steps) => steps.reduce<number[]>((sums, step) => [...sums, (sums.at(-1) ?? 0) + step], []));

describe('numbers along a run', () => {
  it('tell extremes and mean of every part, as if each was looked at, however they grew', () => {
    fc.assert(
      fc.property(lengths, fc.nat(3000), fc.nat(3000), (grown, one, other) => {
        const all = noise(grown.at(-1) ?? 0).map((value, at) => (at % 37 === 5 ? NaN : value));
        const whole = new Series();
        const origin = {};
        for (const length of grown) series(all.slice(0, length), 10, whole, origin);
        const [from, to] = [one % all.length, other % (all.length + 1)].sort((a, b) => a - b);
        const part = all.slice(from, to).map(Math.fround);
        const finite = part.filter(Number.isFinite);
        if (finite.length === 0) {
          expect(whole.mean(from, to)).toBeNaN();
          return;
        }
        const found = whole.extremes(from, to).map((place) => Math.fround(all[place]));
        expect(Math.min(...found)).toBe(Math.min(...finite));
        expect(Math.max(...found)).toBe(Math.max(...finite));
        expect(whole.mean(from, to)).toBeCloseTo(
          finite.reduce((sum, value) => sum + value) / finite.length,
          6,
        );
      }),
    );
  });

  it('begin anew with another origin', () => {
    const grown = series(noise(500));
    expect(series(new Array<number>(200).fill(5), 10, grown).mean(0, 200)).toBe(5);
  });
});

describe('smoothing', () => {
  /** On an axis on which every point has a step of its own. */
  const ofPoints = (values: readonly number[], weight: number): number[] =>
    smoothed(series(values), { min: 0, max: 20 }, weight).map(({ y }) => y);

  it('begins at the first point, counts older ones less, and leaves gaps', () => {
    const ys = ofPoints([8, 4, NaN, 1, Infinity, 0], 0.5);
    expect(ys[0]).toBe(8);
    expect(ys[1]).toBeCloseTo((4 + 8 / 2) / (1 + 1 / 2), 6);
    expect(ys[2]).toBeNaN();
    expect(ys[3]).toBeCloseTo((1 + 4 / 2 + 8 / 4) / (1 + 1 / 2 + 1 / 4), 6);
    expect(ys.slice(4)).toEqual([NaN, NaN]);
  });

  it('leaves a level curve as it is, however strong', () => {
    for (const y of ofPoints(new Array<number>(100).fill(0.3), 0.99)) expect(y).toBeCloseTo(0.3, 6);
  });

  it('stays between the lowest and the highest point so far', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: Math.fround(0.01), max: 10, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (values, weight) => {
          ofPoints(values, weight).forEach((y, at) => {
            const before = values.slice(0, at + 1);
            expect(y).toBeGreaterThanOrEqual(Math.min(...before) * (1 - 1e-6));
            expect(y).toBeLessThanOrEqual(Math.max(...before) * (1 + 1e-6));
          });
        },
      ),
    );
  });

  it('looks alike however many points tell of the same', () => {
    const curve = (points: number): number[] => {
      const values = Array.from({ length: points }, (_, at) => (at < points / 2 ? 1 : 2));
      return smoothed(series(values, points), { min: 0, max: 1 }, 0.99).map(({ y }) => y);
    };
    const [few, many] = [curve(1000), curve(100_000)];
    expect(many).toHaveLength(few.length);
    few.forEach((y, at) => expect(many[at]).toBeCloseTo(y, 6));
    expect(few[600]).toBeLessThan(1.7);
  });

  it('shows more of a part that is zoomed into, which begins as what came before it has it', () => {
    const values = Array.from({ length: 100_000 }, (_, at) => (at % 100 < 50 ? 1 : 3));
    const heights = (points: readonly { y: number }[]): number =>
      Math.max(...points.map(({ y }) => y)) - Math.min(...points.map(({ y }) => y));
    const whole = smoothed(series(values), { min: 0, max: 10_000 }, 0.9).slice(500);
    const part = smoothed(series(values), { min: 5000, max: 5020 }, 0.9);
    expect(heights(whole)).toBeLessThan(0.01);
    expect(heights(part)).toBeGreaterThan(1.9);
    expect(part[0].x).toBe(5000);
    const longer = smoothed(series(values), { min: 4980, max: 5020 }, 0.9);
    expect(longer.find(({ x }) => x === 5000)?.y).toBeCloseTo(part[0].y, 4);
  });
});

describe('thinning a curve', () => {
  it('draws every point of what is not too much, with one beyond each end', () => {
    const points = thinned(series([1, 2, 0, 4, 5, 6]), { min: 0.2, max: 0.4 });
    expect(points).toEqual([
      { x: 0.2, y: 2 },
      { x: 0.3, y: NaN },
      { x: 0.4, y: 4 },
      { x: 0.5, y: 5 },
    ]);
  });

  it('keeps the extremes of every part, in order, of a million points in a few thousand', () => {
    const values = noise(1_000_000);
    const points = thinned(series(values), { min: 0, max: 100_000 });
    expect(points.length).toBeLessThan(2010);
    expect(points.every(({ x }, at) => at === 0 || x > points[at - 1].x)).toBe(true);
    const rounded = Float32Array.from(values);
    for (let part = 0; part < 1000; part++) {
      const inside = rounded.subarray(part * 1000, (part + 1) * 1000);
      const drawn = points.filter(({ x }) => x * 10 > part * 1000 && x * 10 <= (part + 1) * 1000);
      expect(Math.max(...drawn.map(({ y }) => y))).toBe(Math.max(...inside));
      expect(Math.min(...drawn.map(({ y }) => y))).toBe(Math.min(...inside));
    }
  });

  it('keeps what is drawn of the columns that have passed as the series grows', () => {
    const [before, after] = [50_000, 51_000].map((length) =>
      thinned(series(noise(length)), { min: 0, max: 8000 }).filter(({ x }) => x <= 4992),
    );
    expect(after).toEqual(before);
  });

  it('shows all points of a part that is zoomed into', () => {
    const points = thinned(series(noise(100_000)), { min: 5000, max: 5100 });
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
