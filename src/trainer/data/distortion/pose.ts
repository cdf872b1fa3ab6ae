/** A warp as the affine matrix that events tell: see `pose` in trainerProtocol.ts. */
import { digitEdge, inkEdge } from '../../../shared/distortion';
import { Bending } from './bending';
import { inverse } from './homography';
import type { Warp } from './warp';

/**
 * Where corners or control points were moved, the matrix that is closest (least squares) over the canvas's pixels that show
 * the middle of the digit, where its ink is.
 * @param size edge of the canvas
 * @param alignCorners what −1 and 1 are, as for theta
 */
export function poseOf(warp: Warp, size: number, alignCorners: boolean): number[] {
  const matrix = warp.isProjective || warp.moves.length > 0 ? closestAffine(warp, size) : warp.toDigit;
  const outermost = alignCorners ? 1 : 0;
  const [canvas, digit] = [(size - outermost) / 2, (digitEdge - outermost) / 2];
  return [0, 1, 2, 3, 4, 5].map((at) => (matrix[at] * (at % 3 === 2 ? 1 : canvas)) / digit);
}

/** [a, b, x, c, d, y], from canvas to digit. */
function closestAffine({ toDigit, moves }: Warp, size: number): number[] {
  const bending = moves.length > 0 ? new Bending(size) : undefined;
  bending?.bend(moves);
  const [movesX, movesY] = [new Float64Array(size), new Float64Array(size)];
  const centre = (size - 1) / 2;
  // Of (x, y, 1) with itself, and with each of the digit's two coordinates.
  const squares = new Float64Array(9);
  const byX = new Float64Array(3);
  const byY = new Float64Array(3);
  for (let row = 0; row < size; row++) {
    bending?.readRow(row, movesX, movesY);
    for (let column = 0; column < size; column++) {
      const point = [column - centre, row - centre, 1];
      const [x, y] = [point[0] + movesX[column], point[1] + movesY[column]];
      const depth = toDigit[6] * x + toDigit[7] * y + toDigit[8];
      const digitX = (toDigit[0] * x + toDigit[1] * y + toDigit[2]) / depth;
      const digitY = (toDigit[3] * x + toDigit[4] * y + toDigit[5]) / depth;
      if (depth <= 0 || Math.max(Math.abs(digitX), Math.abs(digitY)) > inkEdge / 2) continue;
      point.forEach((left, side) => {
        point.forEach((right, other) => (squares[3 * side + other] += left * right));
        byX[side] += left * digitX;
        byY[side] += left * digitY;
      });
    }
  }
  const solve = inverse(squares);
  return [byX, byY].flatMap((sums) =>
    [0, 3, 6].map((row) => solve[row] * sums[0] + solve[row + 1] * sums[1] + solve[row + 2] * sums[2]),
  );
}
