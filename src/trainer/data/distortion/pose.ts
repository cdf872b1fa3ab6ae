/** A warp as the affine matrix that events tell: see `pose` in trainerProtocol.ts. */
import { digitEdge, inkEdge } from '../../../shared/distortion';
import { invert } from './homography';
import type { Warp } from './warp';

/**
 * Where corners or control points were moved, the matrix that is closest (least squares) over the canvas's pixels that show
 * the middle of the digit, where its ink is.
 * @param places in the digit of the canvas's pixels, row by row; undefined where the warp is affine
 * @param size edge of the canvas
 * @param alignCorners what −1 and 1 are, as for theta
 */
export function poseOf(
  warp: Warp,
  places: readonly (readonly [number, number])[] | undefined,
  size: number,
  alignCorners: boolean,
): number[] {
  const matrix = places ? closestAffine(places, size) : warp.toDigit;
  const outermost = alignCorners ? 1 : 0;
  const [canvas, digit] = [(size - outermost) / 2, (digitEdge - outermost) / 2];
  return [0, 1, 2, 3, 4, 5].map((at) => (matrix[at] * (at % 3 === 2 ? 1 : canvas)) / digit);
}

/** [a, b, x, c, d, y], from canvas to digit. */
function closestAffine(places: readonly (readonly [number, number])[], size: number): number[] {
  const centre = (size - 1) / 2;
  // Of (x, y, 1) with itself, and with each of the digit's two coordinates.
  const squares = new Float64Array(9);
  const byX = new Float64Array(3);
  const byY = new Float64Array(3);
  for (const [pixel, [digitX, digitY]] of places.entries()) {
    if (Math.max(Math.abs(digitX), Math.abs(digitY)) > inkEdge / 2) continue;
    const point = [(pixel % size) - centre, Math.floor(pixel / size) - centre, 1];
    point.forEach((left, side) => {
      point.forEach((right, other) => (squares[3 * side + other] += left * right));
      byX[side] += left * digitX;
      byY[side] += left * digitY;
    });
  }
  const solve = new Float64Array(9);
  invert(squares, solve);
  return [byX, byY].flatMap((sums) =>
    [0, 3, 6].map((row) => solve[row] * sums[0] + solve[row + 1] * sums[1] + solve[row + 2] * sums[2]),
  );
}
