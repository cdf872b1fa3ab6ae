import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineMatrix } from '../../../src/shared/transformers/affine';
import { gridGenerator } from '../../../src/shared/transformers/gridGenerator';
import {
  affineKinds,
  identityTheta,
  thetaLength,
  transformerKinds,
  type TransformerSpec,
} from '../../../src/shared/transformers/spec';
import { controlPlaces, splineBasis } from '../../../src/shared/transformers/thinPlateSpline';
import { randomStreams } from '../../../src/trainer/random';
import { referenceIdentity, referenceMove } from '../../conformance/referenceGrid';
import { numericalGradient } from '../../conformance/referenceNetwork';
import { goldenSplines, relativeError } from '../../support/golden';

const size = { height: 6, width: 5 };
const float32 = 1e-6;

const specs: (TransformerSpec & { readonly name: string })[] = [
  ...transformerKinds
    .filter((kind) => kind !== 'tps')
    .map((kind) => ({ name: kind, kind, controlPoints: 4, bounded: false })),
  ...[2, 3, 4].flatMap((controlPoints) =>
    [false, true].map((bounded) => ({
      name: `tps ${controlPoints} × ${controlPoints}${bounded ? ', bounded' : ''}`,
      kind: 'tps' as const,
      controlPoints,
      bounded,
    })),
  ),
];

describe('the grid generator', () => {
  describe.each(specs)('$name', (spec) => {
    it('has a theta of its length, and one that moves nothing', () => {
      const identity = identityTheta(spec);
      expect(identity).toEqual(referenceIdentity(spec));
      expect(identity).toHaveLength(thetaLength(spec));
      for (const alignCorners of [false, true]) {
        const grid = gridGenerator(spec, size, alignCorners).grid(identity);
        expect(relativeError(grid, outputPoints(alignCorners))).toBeLessThan(float32);
      }
    });

    it.each([false, true])('moves points as the reference does, alignCorners %s', (alignCorners) => {
      for (let seed = 0; seed < 5; seed++) {
        const theta = someTheta(spec, seed);
        const grid = gridGenerator(spec, size, alignCorners).grid(theta);
        expect(relativeError(grid, referenceGrid(spec, theta, alignCorners))).toBeLessThan(float32);
      }
    });

    it.each([false, true])('has the gradient of finite differences, alignCorners %s', (alignCorners) => {
      for (let seed = 0; seed < 5; seed++) {
        const theta = someTheta(spec, seed);
        const gradient = noise(2 * size.height * size.width, seed + 100);
        const loss = () =>
          referenceGrid(spec, theta, alignCorners).reduce((sum, value, i) => sum + value * gradient[i], 0);
        const computed = gridGenerator(spec, size, alignCorners).backward(theta, gradient);
        expect(relativeError(computed, numericalGradient(theta, loss, 1e-5))).toBeLessThan(1e-8);
      }
    });
  });

  it('of the identity reads the pixels’ centres', () => {
    const spec = { kind: 'affine', controlPoints: 4, bounded: false } as const;
    const grid = (alignCorners: boolean) =>
      gridGenerator(spec, { height: 1, width: 2 }, alignCorners).grid([1, 0, 0, 0, 1, 0]);
    expect([...grid(false)]).toEqual([-0.5, 0, 0.5, 0]);
    expect([...grid(true)]).toEqual([-1, 0, 1, 0]);
  });

  it.each(affineKinds)('%s: moves by its matrix', (kind) => {
    const spec = { kind, controlPoints: 4, bounded: false };
    fc.assert(
      fc.property(fc.array(fc.float({ min: -2, max: 2, noNaN: true }), limits(spec)), (theta) => {
        const [a, b, tx, c, d, ty] = affineMatrix(kind, theta);
        const points = outputPoints(false);
        const expected = points.map((_, i) => {
          const [x, y] = [points[i & ~1], points[i | 1]];
          return (i & 1) === 0 ? a * x + b * y + tx : c * x + d * y + ty;
        });
        const grid = gridGenerator(spec, size, false).grid(theta);
        grid.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(4 * float32));
      }),
    );
  });

  it('rotation turns the grid clockwise as seen: by 90° the right edge is read from below', () => {
    const spec = { kind: 'rotation', controlPoints: 4, bounded: false } as const;
    const grid = gridGenerator(spec, { height: 1, width: 3 }, true).grid([Math.PI / 2]);
    expect(Array.from(grid, (value) => Math.round(1e6 * value) / 1e6 + 0)).toEqual([0, -1, 0, 0, 0, 1]);
  });

  it('projective: takes the corners to where the four-point homography does', () => {
    // Heckbert 1989: the unit square's homography to a quadrilateral, here of (x + 1, y + 1) / 2.
    const corners = [
      [-0.8, -1.1],
      [0.9, -0.7],
      [1.2, 0.8],
      [-0.6, 0.9],
    ] as const;
    const grid = gridGenerator(
      { kind: 'projective', controlPoints: 4, bounded: false },
      { height: 2, width: 2 },
      true,
    ).grid(homographyOfSquare(corners));
    expect(relativeError(grid, [corners[0], corners[1], corners[3], corners[2]].flat())).toBeLessThan(
      float32,
    );
  });

  it('tps: bounded control points go no further than to their neighbours’ places', () => {
    const spec = { kind: 'tps', controlPoints: 3, bounded: true } as const;
    const size = { height: 3, width: 3 };
    const far = gridGenerator(spec, size, true).grid(new Float64Array(18).fill(1e6));
    const identity = gridGenerator(spec, size, true).grid(identityTheta(spec));
    far.forEach((value, i) => expect(value - identity[i]).toBeCloseTo(1, 6));
  });
});

describe('the thin-plate spline', () => {
  it.each(goldenSplines())(
    'of $controlPoints × $controlPoints control points equals SciPy’s',
    ({ controlPoints, moves, points, moved }) => {
      const axis = (number: 0 | 1) => points.map((point) => point[number]);
      const basis = splineBasis(controlPoints, axis(0), axis(1));
      const computed = points.flatMap((point, at) =>
        ([0, 1] as const).map((number) =>
          basis.reduce((sum, shares, control) => sum + shares[at] * moves[control][number], point[number]),
        ),
      );
      expect(relativeError(computed, moved.flat())).toBeLessThan(1e-9);
    },
  );

  it('moves one control point by 1 and the others not at all', () => {
    const places = controlPlaces(4);
    const xs = places.flatMap(() => places);
    const ys = places.flatMap((y) => places.map(() => y));
    splineBasis(4, xs, ys).forEach((shares, moved) => {
      shares.forEach((share, control) => expect(share).toBeCloseTo(control === moved ? 1 : 0, 9));
    });
  });
});

/** The identity with something added to every number. */
function someTheta(spec: TransformerSpec, seed: number): Float64Array {
  const changes = noise(thetaLength(spec), seed);
  // A homography's plane at infinity stays outside the image.
  return Float64Array.from(identityTheta(spec), (value, i) => value + 0.4 * changes[i]);
}

/** Seeded, uniform in ±1. */
function noise(length: number, seed: number): Float64Array {
  const random = randomStreams(seed).weights;
  return Float64Array.from({ length }, () => 2 * random.unit() - 1);
}

function outputPoints(alignCorners: boolean): number[] {
  const { height, width } = size;
  const place = (position: number, length: number): number =>
    alignCorners ? (2 * position) / (length - 1) - 1 : (2 * position + 1) / length - 1;
  return Array.from({ length: height * width }, (_, i) => [
    place(i % width, width),
    place(Math.floor(i / width), height),
  ]).flat();
}

function referenceGrid(spec: TransformerSpec, theta: ArrayLike<number>, alignCorners: boolean): number[] {
  const points = outputPoints(alignCorners);
  const move = referenceMove(spec, theta);
  return Array.from({ length: points.length / 2 }, (_, i) => {
    const { x, y } = move({ x: points[2 * i], y: points[2 * i + 1] });
    return [x, y];
  }).flat();
}

function limits(spec: TransformerSpec): { minLength: number; maxLength: number } {
  return { minLength: thetaLength(spec), maxLength: thetaLength(spec) };
}

type Corner = readonly [x: number, y: number];

/** @param corners where those of −1 to 1 go: top left, top right, bottom right, bottom left */
function homographyOfSquare([p0, p1, p2, p3]: readonly [Corner, Corner, Corner, Corner]): number[] {
  const [sx, sy] = [0, 1].map((i) => p0[i] - p1[i] + p2[i] - p3[i]);
  const [dx1, dy1] = [p1[0] - p2[0], p1[1] - p2[1]];
  const [dx2, dy2] = [p3[0] - p2[0], p3[1] - p2[1]];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / determinant;
  const h = (dx1 * sy - sx * dy1) / determinant;
  const rows = [0, 1].map((i) => [p1[i] - p0[i] + g * p1[i], p3[i] - p0[i] + h * p3[i], p0[i]]);
  // Of u = (x + 1) / 2 and v = (y + 1) / 2; then scaled so that the last number is 1.
  const [first, second, last] = [...rows, [g, h, 1]].map(([u, v, one]) => [
    u / 2,
    v / 2,
    one + u / 2 + v / 2,
  ]);
  return [...first, ...second, last[0], last[1]].map((value) => value / last[2]);
}
