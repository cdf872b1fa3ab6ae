/** The affine part of any transformer: what it does to the middle of its output. */
import { affineMatrix } from './affine';
import { gridGenerator } from './gridGenerator';
import { isAffineKind, type TransformerSpec } from './spec';

/**
 * The matrix of affine kinds itself; of others the affine map closest to the grid's points at (±½, ±½). Those are far
 * enough apart that the wrinkles of a spline between two control points don't sway it.
 * @returns from a theta to the 2×3 matrix, row by row, that takes output coordinates to input coordinates
 */
export function affinePart(spec: TransformerSpec): (theta: ArrayLike<number>) => number[] {
  const { kind } = spec;
  if (isAffineKind(kind)) return (theta) => affineMatrix(kind, theta);
  // Pixel centres of a 2×2 image lie halfway between its middle and its edges.
  const generator = gridGenerator(spec, { height: 2, width: 2 }, false);
  return (theta) => {
    const grid = generator.grid(theta);
    return [0, 1].flatMap((axis) => {
      const [topLeft, topRight, bottomLeft, bottomRight] = [0, 1, 2, 3].map((at) => grid[2 * at + axis]);
      return [
        (topRight - topLeft + bottomRight - bottomLeft) / 2,
        (bottomLeft - topLeft + bottomRight - topRight) / 2,
        (topLeft + topRight + bottomLeft + bottomRight) / 4,
      ];
    });
  };
}
