import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chosenLines,
  letterPlace,
  marginFor,
  samplingPicture,
  toPixels,
  toPointList,
} from '../../../webview/parts/gridLines';

const size = { height: 28, width: 28, channels: 1 };
const identity = [1, 0, 0, 0, 1, 0];

function picture(theta: readonly number[], alignCorners = false, output = size) {
  const made = samplingPicture(theta, size, output, alignCorners);
  if (!made) throw new Error('no picture');
  return made;
}

describe('the sampling grid as lines', () => {
  it.each([false, true])(
    'lies on the pixels’ centres under the identity (align corners: %s)',
    (alignCorners) => {
      const { points, corners } = picture(identity, alignCorners);
      points.forEach(({ x, y }, at) => {
        expect(x).toBeCloseTo((at % 28) + 0.5, 4);
        expect(y).toBeCloseTo(Math.floor(at / 28) + 0.5, 4);
      });
      expect(corners.map(({ x, y }) => [Number(x.toFixed(3)), Number(y.toFixed(3))])).toEqual([
        [0.5, 0.5],
        [27.5, 0.5],
        [27.5, 27.5],
        [0.5, 27.5],
      ]);
    },
  );

  it('moves with the translation', () => {
    const [corner] = picture([1, 0, 1, 0, 1, 0]).corners;
    expect(corner.x).toBeCloseTo(14.5, 4);
    expect(corner.y).toBeCloseTo(0.5, 4);
  });

  it('keeps straight lines straight and parallel ones parallel, whatever theta', () => {
    const entry = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(entry, entry, entry, entry, entry, entry), fc.boolean(), (theta, alignCorners) => {
        const { lines, corners } = picture(theta, alignCorners);
        for (const line of lines) {
          const [first, last] = [line[0], line[line.length - 1]];
          line.forEach(({ x, y }, at) => {
            const share = at / (line.length - 1);
            expect(x).toBeCloseTo(first.x + share * (last.x - first.x), 3);
            expect(y).toBeCloseTo(first.y + share * (last.y - first.y), 3);
          });
        }
        const [a, b, c, d] = corners;
        expect(a.x + c.x).toBeCloseTo(b.x + d.x, 3);
        expect(a.y + c.y).toBeCloseTo(b.y + d.y, 3);
      }),
    );
  });

  it('walks the outline once around, without a point twice', () => {
    const { outline, corners } = picture(identity);
    expect(outline).toHaveLength(4 * 27);
    expect(new Set(outline.map(({ x, y }) => `${x},${y}`)).size).toBe(outline.length);
    expect(outline[0]).toEqual(corners[0]);
    expect(outline[27]).toEqual(corners[1]);
    expect(outline[54]).toEqual(corners[2]);
    expect(outline[81]).toEqual(corners[3]);
  });

  it('takes other sizes, down to a single pixel', () => {
    const output = { height: 1, width: 1, channels: 1 };
    const { points, outline } = picture(identity, false, output);
    expect(points).toEqual([{ x: 14, y: 14 }]);
    expect(outline.length).toBeGreaterThan(0);
  });

  it('is not there where theta is no number', () => {
    expect(samplingPicture([NaN, 0, 0, 0, 1, 0], size, size, false)).toBeUndefined();
    expect(samplingPicture([1, 0, Infinity, 0, 1, 0], size, size, false)).toBeUndefined();
  });
});

describe('the lines that are drawn', () => {
  it('are about ten, the first and the last among them', () => {
    expect(chosenLines(28)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
    expect(chosenLines(1)).toEqual([0]);
    expect(chosenLines(3)).toEqual([0, 1, 2]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), (count) => {
        const chosen = chosenLines(count);
        expect(chosen[0]).toBe(0);
        expect(chosen[chosen.length - 1]).toBe(count - 1);
        expect(chosen.length).toBeLessThanOrEqual(10);
      }),
    );
  });
});

describe('the margin', () => {
  it('keeps still for small moves and grows with points that leave the image', () => {
    expect(marginFor(picture(identity), size)).toBe(0.3);
    expect(marginFor(picture([1.3, 0, 0, 0, 1.3, 0]), size)).toBe(0.3);
    expect(marginFor(picture([2, 0, 0, 0, 2, 0]), size)).toBe(0.75);
    expect(marginFor(picture([40, 0, 0, 0, 40, 0]), size)).toBe(3);
  });
});

describe('corner letters', () => {
  it('stand outside their corners, also of a collapsed grid', () => {
    const { corners } = picture(identity);
    const place = letterPlace(corners[0], corners, 2);
    expect(place.x).toBeLessThan(corners[0].x);
    expect(place.y).toBeLessThan(corners[0].y);
    const collapsed = Array.from({ length: 4 }, () => ({ x: 5, y: 5 }));
    expect(letterPlace(collapsed[0], collapsed, 2)).toEqual({ x: 5, y: 3 });
  });
});

it('maps −1 and 1 to edges or to outer centres', () => {
  expect(toPixels(-1, 28, false)).toBe(0);
  expect(toPixels(1, 28, false)).toBe(28);
  expect(toPixels(-1, 28, true)).toBe(0.5);
  expect(toPixels(1, 28, true)).toBe(27.5);
});

it('writes points as SVG reads them', () => {
  expect(
    toPointList([
      { x: 1.23456, y: 2 },
      { x: -0.5, y: 3 },
    ]),
  ).toBe('1.235,2 -0.5,3');
});
