/** Homographies as nine numbers, row by row: (x, y) goes to (h0 x + h1 y + h2, h3 x + h4 y + h5) / (h6 x + h7 y + h8). */

/**
 * The homography that takes the corners of a square around the origin to four points (Heckbert 1989, section 2.2.3).
 * @param half half the square's edge
 * @param corners x, y of the points that the corners go to: top left, top right, bottom right, bottom left
 */
export function squareToCorners(half: number, corners: Float64Array, into: Float64Array): void {
  const x0 = corners[0];
  const y0 = corners[1];
  const [dx1, dx2, sumX] = [corners[2] - corners[4], corners[6] - corners[4], x0 - corners[2]];
  const [dy1, dy2, sumY] = [corners[3] - corners[5], corners[7] - corners[5], y0 - corners[3]];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = ((sumX - dx2) * dy2 - (sumY - dy2) * dx2) / determinant;
  const h = (dx1 * (sumY - dy2) - dy1 * (sumX - dx2)) / determinant;
  // From the unit square first; its corner is at half the edge, left and above of the middle.
  setRow(into, 0, corners[2] - x0 + g * corners[2], corners[6] - x0 + h * corners[6], x0, half);
  setRow(into, 3, corners[3] - y0 + g * corners[3], corners[7] - y0 + h * corners[7], y0, half);
  setRow(into, 6, g, h, 1, half);
}

function setRow(
  matrix: Float64Array,
  row: number,
  byX: number,
  byY: number,
  begin: number,
  half: number,
): void {
  matrix[row] = byX / (2 * half);
  matrix[row + 1] = byY / (2 * half);
  matrix[row + 2] = begin + (byX + byY) / 2;
}

/** The adjugate over the determinant. */
export function invert(matrix: Float64Array, into: Float64Array): void {
  into[0] = matrix[4] * matrix[8] - matrix[5] * matrix[7];
  into[1] = matrix[7] * matrix[2] - matrix[8] * matrix[1];
  into[2] = matrix[1] * matrix[5] - matrix[2] * matrix[4];
  into[3] = matrix[5] * matrix[6] - matrix[3] * matrix[8];
  into[4] = matrix[8] * matrix[0] - matrix[6] * matrix[2];
  into[5] = matrix[2] * matrix[3] - matrix[0] * matrix[5];
  into[6] = matrix[3] * matrix[7] - matrix[4] * matrix[6];
  into[7] = matrix[6] * matrix[1] - matrix[7] * matrix[0];
  into[8] = matrix[0] * matrix[4] - matrix[1] * matrix[3];
  const factor = 1 / (matrix[0] * into[0] + matrix[1] * into[3] + matrix[2] * into[6]);
  for (let at = 0; at < 9; at++) into[at] *= factor;
}

/**
 * The smallest angle at a quadrilateral's corners, told by the area of the triangle that a corner makes with its
 * neighbours: twice that area, negative where the quadrilateral is not convex there or is turned over.
 */
export function leastCorner(corners: Float64Array): number {
  let least = Infinity;
  let inX = corners[0] - corners[6];
  let inY = corners[1] - corners[7];
  for (let here = 0; here < 8; here += 2) {
    const after = (here + 2) % 8;
    const outX = corners[after] - corners[here];
    const outY = corners[after + 1] - corners[here + 1];
    least = Math.min(least, inX * outY - inY * outX);
    inX = outX;
    inY = outY;
  }
  return least;
}
