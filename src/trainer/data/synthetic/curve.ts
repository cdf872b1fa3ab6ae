/** From control points to the fine polyline that the pen follows. */
import type { ControlPoint } from './skeletons';

export interface Point {
  readonly x: number;
  readonly y: number;
}

const stepsPerPiece = 5;

/** A curve through all points (Catmull-Rom), broken at corners. */
export function followCurve(points: readonly ControlPoint[]): Point[] {
  const path: Point[] = [{ x: points[0][0], y: points[0][1] }];
  for (let at = 0; at + 1 < points.length; at++) {
    const start = points[at];
    const end = points[at + 1];
    // Past a corner or the stroke's end the curve goes on as it ran.
    const before = at > 0 && !start[2] ? points[at - 1] : mirrored(end, start);
    const after = at + 2 < points.length && !end[2] ? points[at + 2] : mirrored(start, end);
    for (let step = 1; step <= stepsPerPiece; step++) {
      const t = step / stepsPerPiece;
      path.push({
        x: between(before[0], start[0], end[0], after[0], t),
        y: between(before[1], start[1], end[1], after[1], t),
      });
    }
  }
  return path;
}

function mirrored([x, y]: ControlPoint, [centreX, centreY]: ControlPoint): ControlPoint {
  return [2 * centreX - x, 2 * centreY - y];
}

function between(before: number, start: number, end: number, after: number, t: number): number {
  return (
    start +
    0.5 *
      t *
      (end -
        before +
        t * (2 * before - 5 * start + 4 * end - after + t * (3 * (start - end) + after - before)))
  );
}
