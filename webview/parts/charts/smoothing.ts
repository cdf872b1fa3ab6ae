/** Curves without their noise. */
import type { Point } from './curves';
import type { Series } from './series';
import type { Span } from './span';

/** Of the axis. Points that share one count as their mean. */
const steps = 1000;

/** Of a step: what its borders may be off by. */
const rounding = 1e-6;

/** Points before the axis begins from which the average may start: the strongest counts them a ten-thousandth. */
const mostBefore = 1000;

/**
 * The exponential moving average of a series: each point, or each thousandth of the axis where those are more, counts
 * `weight` times as much as the next. So a smoothed curve looks alike however many points it has, and zooming in shows
 * more of it. It is divided by the sum of the weights there are (Kingma & Ba 2015, section 3), so that it begins at the
 * first point and not at zero. Gaps stay gaps, and no gap counts.
 * @param span of the axis, in epochs
 * @param weight above 0 and below 1
 * @returns points of the axis, with one beyond each end
 */
export function smoothed(series: Series, span: Span, weight: number): Point[] {
  const width = span.max - span.min;
  const [first, last] = [series.placeOf(span.min), series.placeOf(span.max)];
  const points: Point[] = [];
  let [mean, sum] = [0, 0];
  let start = Math.max(0, Math.min(series.placeOf(span.min - width), first - mostBefore));
  while (start < Math.min(series.length, last + 1)) {
    // A point on a border ends the step before it.
    const step = Math.ceil((steps * (series.positionOf(start) - span.min)) / width - rounding);
    const end = Math.max(start + 1, series.placeOf(span.min + ((step + rounding) * width) / steps));
    const value = series.mean(start, end);
    if (!Number.isNaN(value)) {
      mean = weight * mean + (1 - weight) * value;
      sum = weight * sum + (1 - weight);
    }
    const point = { x: series.positionOf(end - 1), y: Number.isNaN(value) ? NaN : mean / sum };
    if (end <= first) points[0] = point;
    else points.push(point);
    start = end;
  }
  return points;
}
