/**
 * The thin-plate spline: control points on a regular n × n grid are moved, everything between follows with the least
 * bending (Bookstein 1989; Jaderberg et al. 2015, section 4.1). The kernel is U(r) = r² ln r, as in SciPy's
 * `RBFInterpolator(kernel='thin_plate_spline')`.
 */
import { inverse } from '../inverse';

/** x or y of each of n control points along an edge, from −1 to 1. */
export function controlPlaces(controlPoints: number): number[] {
  return Array.from({ length: controlPoints }, (_, at) => -1 + (2 * at) / (controlPoints - 1));
}

/** How far a bounded control point can go along an axis: to its neighbour's place. */
export function controlSpacing(controlPoints: number): number {
  return 2 / (controlPoints - 1);
}

/**
 * How much a point of the plane moves when one control point moves by 1 and all others stay.
 * @param xs x of each point of the plane
 * @param ys y of each
 * @returns float64 [n², points]; control points are numbered row by row from the top left
 */
export function splineBasis(
  controlPoints: number,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
): Float64Array[] {
  const places = controlPlaces(controlPoints);
  const controls = places.flatMap((y) => places.map((x) => ({ x, y })));
  const influence = inverse(splineSystem(controls));
  const terms = Array.from({ length: xs.length }, (_, point) => splineTerms(controls, xs[point], ys[point]));
  return controls.map((_, moved) => {
    // The column of coefficients that interpolates 1 at this control point and 0 at the others.
    const coefficients = Float64Array.from(influence, (row) => row[moved]);
    return Float64Array.from(terms, (ofPoint) => {
      let sum = 0;
      for (let at = 0; at < coefficients.length; at++) sum += ofPoint[at] * coefficients[at];
      return sum;
    });
  });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** U of the distance to each control point, then 1, x, y. */
function splineTerms(controls: readonly Point[], x: number, y: number): Float64Array {
  const terms = new Float64Array(controls.length + 3);
  for (let at = 0; at < controls.length; at++) {
    const squared = (x - controls[at].x) ** 2 + (y - controls[at].y) ** 2;
    terms[at] = squared === 0 ? 0 : 0.5 * squared * Math.log(squared);
  }
  terms.set([1, x, y], controls.length);
  return terms;
}

/**
 * Interpolation at the control points; bending weights have no constant and no linear part. That of distinct points that are not
 * all in a line has an inverse.
 */
function splineSystem(controls: readonly Point[]): number[][] {
  const rows = controls.map(({ x, y }) => Array.from(splineTerms(controls, x, y)));
  const sides = [0, 1, 2].map((side) => [...controls.map(({ x, y }) => [1, x, y][side]), 0, 0, 0]);
  return [...rows, ...sides];
}
