/** Where a thin-plate spline's control points go. */
import { gridGenerator } from './gridGenerator';
import type { TransformerSpec } from './spec';
import { controlPlaces } from './thinPlateSpline';

export interface MovedPoint {
  /** Where it stands under the identity, −1 to 1. */
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
}

/**
 * Control points row by row from the top left, in input coordinates.
 * @param theta of a `tps`, as the localization network gave it; bounds are applied
 */
export function movedControlPoints(spec: TransformerSpec, theta: ArrayLike<number>): MovedPoint[] {
  const places = controlPlaces(spec.controlPoints);
  const size = { height: spec.controlPoints, width: spec.controlPoints };
  // The spline interpolates: at a control point the grid is where that point was moved to.
  const grid = gridGenerator(spec, size, true).grid(theta);
  return places.flatMap((y, row) =>
    places.map((x, column) => {
      const at = 2 * (row * spec.controlPoints + column);
      return { from: { x, y }, to: { x: grid[at], y: grid[at + 1] } };
    }),
  );
}
