import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityTheta, transformerKinds, type TransformerSpec } from '../../../src/shared/transformers/spec';
import {
  chosenLines,
  foldedShare,
  gridPlotter,
  letterPlace,
  marginFor,
  toPixels,
  toPointList,
} from '../../../webview/parts/digits/gridLines';

const size = { height: 28, width: 28, channels: 1 };
const identity = [1, 0, 0, 0, 1, 0];
const specOf = (kind: TransformerSpec['kind'], controlPoints = 4) => ({
  kind,
  controlPoints,
  bounded: false,
});

function picture(
  theta: readonly number[],
  alignCorners = false,
  output = size,
  spec: TransformerSpec = specOf('affine'),
) {
  const made = gridPlotter({ spec, input: size, output, alignCorners, spaces: 9 })(theta);
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
    const { outline: pieces, corners } = picture(identity);
    expect(pieces).toHaveLength(1);
    const [outline] = pieces;
    expect(outline).toHaveLength(4 * 27 + 1);
    expect(new Set(outline.map(({ x, y }) => `${x},${y}`)).size).toBe(4 * 27);
    expect(outline[0]).toEqual(corners[0]);
    expect(outline[108]).toEqual(corners[0]);
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
    const plan = { spec: specOf('affine'), input: size, output: size, alignCorners: false, spaces: 9 };
    expect(gridPlotter(plan)([NaN, 0, 0, 0, 1, 0])).toBeUndefined();
    expect(gridPlotter(plan)([1, 0, Infinity, 0, 1, 0])).toBeUndefined();
  });
});

describe('the grid of every kind', () => {
  it.each(transformerKinds)('lies flat on the image under the identity: %s', (kind) => {
    const { points, corners, controls } = picture(identityTheta(specOf(kind)), false, size, specOf(kind));
    expect(corners[0].x).toBeCloseTo(0.5, 3);
    expect(corners[2].y).toBeCloseTo(27.5, 3);
    expect(foldedShare({ points }, size)).toBe(0);
    expect(controls).toHaveLength(kind === 'tps' ? 16 : 0);
  });

  it('shows where a spline’s control points go', () => {
    const spec = specOf('tps', 2);
    const { controls } = picture([0, 0, 0.5, -0.25, 0, 0, 0, 0], false, size, spec);
    expect(controls[1].from).toEqual({ x: 28, y: 0 });
    expect(controls[1].to.x).toBeCloseTo(35, 4);
    expect(controls[1].to.y).toBeCloseTo(-3.5, 4);
  });

  it('says how much of it is turned over', () => {
    expect(foldedShare(picture([-1, 0, 0, 0, 1, 0]), size)).toBe(1);
    const folded = identityTheta(specOf('tps', 3));
    // The middle left point goes far past the middle one.
    folded[2 * 3] = 3;
    const share = foldedShare(picture(folded, false, size, specOf('tps', 3)), size);
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.6);
  });

  it('is cut at a homography’s horizon: nothing is drawn across it', () => {
    // The denominator 2.05 x + 1 is 0 between two columns, left of the middle.
    const { lines, outline, points } = picture(
      [1, 0, 0, 0, 1, 0, 2.05, 0],
      false,
      size,
      specOf('projective'),
    );
    const whole = picture([1, 0, 0, 0, 1, 0, 0.5, 0], false, size, specOf('projective'));
    expect(lines.length).toBe(whole.lines.length + 10);
    expect(outline).toHaveLength(3);
    expect(points.some(({ x }) => x < 0) && points.some(({ x }) => x > 28)).toBe(true);
    for (const line of lines) {
      for (let at = 1; at < line.length; at++) {
        const crosses = Math.min(line[at - 1].x, line[at].x) < 0 && Math.max(line[at - 1].x, line[at].x) > 28;
        expect(crosses).toBe(false);
      }
    }
  });
});

describe('the lines that are drawn', () => {
  it('are about ten, the first and the last among them', () => {
    expect(chosenLines(28, 9)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
    expect(chosenLines(1, 9)).toEqual([0]);
    expect(chosenLines(3, 9)).toEqual([0, 1, 2]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), (count) => {
        const chosen = chosenLines(count, 9);
        expect(chosen[0]).toBe(0);
        expect(chosen[chosen.length - 1]).toBe(count - 1);
        expect(chosen.length).toBeLessThanOrEqual(10);
      }),
    );
  });
});

describe('the margin', () => {
  it('keeps still for small moves and grows with points that leave the image', () => {
    expect(marginFor([picture(identity)], size)).toBe(0.3);
    expect(marginFor([picture([1.3, 0, 0, 0, 1.3, 0])], size)).toBe(0.3);
    expect(marginFor([picture([2, 0, 0, 0, 2, 0])], size)).toBe(0.75);
    expect(marginFor([picture([40, 0, 0, 0, 40, 0])], size)).toBe(3);
  });
});

it('holds several grids, and of a diverged one nothing', () => {
  const [near, far] = [picture(identity), picture([2, 0, 0, 0, 2, 0])];
  expect(marginFor([near, far], size)).toBeGreaterThanOrEqual(marginFor([far], size));
  expect(marginFor([], size)).toBe(0.3);
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
