/** Curves without their noise. */
import type { Point } from './curves';

/**
 * The exponential moving average of the points so far: each counts `weight` times as much as the next. It is divided by
 * the sum of the weights there are (Kingma & Ba 2015, section 3), so that it begins at the first point and not at zero.
 * Gaps stay gaps, and no gap counts.
 * @param weight from 0 (the points themselves) to below 1
 */
export function smoothed(points: readonly Point[], weight: number): readonly Point[] {
  if (weight === 0) return points;
  let mean = 0;
  let sum = 0;
  return points.map(({ x, y }) => {
    if (Number.isNaN(y)) return { x, y };
    mean = weight * mean + (1 - weight) * y;
    sum = weight * sum + (1 - weight);
    return { x, y: mean / sum };
  });
}
