import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affinePart } from '../../../src/shared/transformers/affinePart';
import { movedControlPoints } from '../../../src/shared/transformers/controlPoints';
import { identityTheta, splitTheta, transformerKinds } from '../../../src/shared/transformers/spec';
import { controlPlaces } from '../../../src/shared/transformers/thinPlateSpline';

const spec = (kind: (typeof transformerKinds)[number], controlPoints = 4, bounded = false) => ({
  ...{ kind, controlPoints, bounded },
});

function expectClose(found: readonly number[], expected: readonly number[], digits = 6): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, at) => expect(value).toBeCloseTo(expected[at], digits));
}

describe('the affine part', () => {
  it.each(transformerKinds)('of the identity is the identity: %s', (kind) => {
    expectClose(affinePart(spec(kind))(identityTheta(spec(kind))), [1, 0, 0, 0, 1, 0]);
  });

  it('of a homography without perspective is its matrix', () => {
    const matrix = [0.8, -0.3, 0.1, 0.4, 1.1, -0.2];
    expectClose(affinePart(spec('projective'))([...matrix, 0, 0]), matrix);
  });

  it.each([2, 3, 4, 5])(
    'of a spline of %i × %i points that were all moved by a matrix is that matrix',
    (count) => {
      const entry = fc.double({ min: -2, max: 2, noNaN: true });
      fc.assert(
        fc.property(fc.tuple(entry, entry, entry, entry, entry, entry), ([a, b, tx, c, d, ty]) => {
          const places = controlPlaces(count);
          const theta = places.flatMap((y) =>
            places.flatMap((x) => [a * x + b * y + tx - x, c * x + d * y + ty - y]),
          );
          expectClose(affinePart(spec('tps', count))(theta), [a, b, tx, c, d, ty], 5);
        }),
        { numRuns: 30 },
      );
    },
  );

  it('of a homography is its derivative as the perspective becomes weak', () => {
    const part = affinePart(spec('projective'))([1, 0, 2, 0, 1, 0, 0.001, 0]);
    // d/dx of (x + 2) / (0.001 x + 1) at 0 is 1 − 2·0.001.
    expectClose(part, [0.998, 0, 2, 0, 1, 0], 3);
  });
});

describe('control points', () => {
  it('stand on a regular grid and go where theta says', () => {
    const theta = identityTheta(spec('tps', 3));
    theta[2 * 5] = 0.25;
    theta[2 * 5 + 1] = -0.5;
    const points = movedControlPoints(spec('tps', 3), theta);
    expect(points).toHaveLength(9);
    expect(points[5].from).toEqual({ x: 1, y: 0 });
    expectClose([points[5].to.x, points[5].to.y], [1.25, -0.5]);
    points.forEach(({ from, to }, at) => {
      if (at !== 5) expectClose([to.x, to.y], [from.x, from.y]);
    });
  });

  it('stay within their bounds', () => {
    const points = movedControlPoints(spec('tps', 3, true), new Array<number>(18).fill(100));
    points.forEach(({ from, to }) => expectClose([to.x - from.x, to.y - from.y], [1, 1]));
  });
});

it('splits theta among transformers side by side', () => {
  const specs = [spec('translation'), spec('rotation'), spec('attention')];
  expect(splitTheta(specs, [1, 2, 3, 4, 5, 6])).toEqual([[1, 2], [3], [4, 5, 6]]);
});
