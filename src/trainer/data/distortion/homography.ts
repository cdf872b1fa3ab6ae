/** Homographies as nine numbers, row by row: (x, y) goes to (h0 x + h1 y + h2, h3 x + h4 y + h5) / (h6 x + h7 y + h8). */

/**
 * The homography that takes the corners of a square around the origin to four points (Heckbert 1989, section 2.2.3).
 * @param half half the square's edge
 * @param corners x, y of the points that the corners go to: top left, top right, bottom right, bottom left
 */
export function squareToCorners(half: number, corners: ArrayLike<number>): number[] {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = Array.from(corners);
  const [dx1, dx2, sumX] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sumY] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (sumX * dy2 - sumY * dx2) / determinant;
  const h = (dx1 * sumY - dy1 * sumX) / determinant;
  const fromUnitSquare = [
    ...[x1 - x0 + g * x1, x3 - x0 + h * x3, x0],
    ...[y1 - y0 + g * y1, y3 - y0 + h * y3, y0],
    ...[g, h, 1],
  ];
  const scale = 1 / (2 * half);
  return product(fromUnitSquare, [scale, 0, 0.5, 0, scale, 0.5, 0, 0, 1]);
}

/** The adjugate over the determinant. */
export function inverse(matrix: ArrayLike<number>): number[] {
  const [a, b, c, d, e, f, g, h, i] = Array.from(matrix);
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    ...[e * i - f * h, c * h - b * i, b * f - c * e],
    ...[f * g - d * i, a * i - c * g, c * d - a * f],
    ...[d * h - e * g, b * g - a * h, a * e - b * d],
  ].map((cofactor) => cofactor / determinant);
}

export function product(left: ArrayLike<number>, right: ArrayLike<number>): number[] {
  return Array.from({ length: 9 }, (_, at) => {
    const [row, column] = [at - (at % 3), at % 3];
    return left[row] * right[column] + left[row + 1] * right[column + 3] + left[row + 2] * right[column + 6];
  });
}

/**
 * The smallest angle at a quadrilateral's corners, told by the area of the triangle that a corner makes with its
 * neighbours: twice that area, negative where the quadrilateral is not convex there or is turned over.
 */
export function leastCorner(corners: ArrayLike<number>): number {
  let least = Infinity;
  for (let corner = 0; corner < 4; corner++) {
    const [before, here, after] = [(corner + 3) % 4, corner, (corner + 1) % 4].map((number) => 2 * number);
    const [inX, inY] = [corners[here] - corners[before], corners[here + 1] - corners[before + 1]];
    const [outX, outY] = [corners[after] - corners[here], corners[after + 1] - corners[here + 1]];
    least = Math.min(least, inX * outY - inY * outX);
  }
  return least;
}
