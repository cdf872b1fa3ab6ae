/** Numbers along the batches of a run: as many as there are, of which a chart draws as many as can be told apart. */
import { extremes, firstAfter } from '../../../src/shared/batchRecord';
import type { Point } from './curves';
import type { Span } from './span';

export interface Series {
  /** Another one tells that the series began anew; else only its end has grown. */
  readonly origin: object;
  /** Of both columns, which may have room for more; it grows. */
  readonly length: number;
  /** In batches of the whole run; ascending. */
  readonly at: Float64Array;
  readonly values: Float32Array;
  readonly batchesPerEpoch: number;
}

/** Parts of the axis, each with a lowest and a highest point: more than a chart has pixels. */
const columns = 1000;

/** What has no place on a logarithmic axis is a gap in the curve. */
export function drawable(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : NaN;
}

/**
 * The points of a series that a chart draws: all of them, or where they are too many, the lowest and the highest of every
 * column of the axis, so that nothing that sticks out is lost. chart.js would thin curves as well, but only where each
 * point is an object of its own, and all of them anew in every frame.
 */
export class ThinnedCurve {
  private closed: Point[] = [];
  /** Columns that are drawn for good, and the first point after them. */
  private columnsDone = 0;
  private next = 0;
  private drawn: readonly unknown[] = [];

  /** @param span of the axis, in epochs */
  follow(series: Series, span: Span): Point[] {
    const { origin, at, length, values } = series;
    const placeOf = (epochs: number): number => firstAfter(at, length, epochs * series.batchesPerEpoch);
    const [first, last] = [placeOf(span.min), placeOf(span.max)];
    // One beyond each end, so that lines reach over them.
    const [from, to] = [Math.max(0, first - 1), Math.min(length, last + 1)];
    const pointAt = (place: number): Point => ({
      x: at[place] / series.batchesPerEpoch,
      y: drawable(values[place]),
    });
    if (to - from <= 2 * columns)
      return Array.from({ length: to - from }, (_, place) => pointAt(from + place));

    if (!this.isSame([origin, span.min, span.max])) {
      this.closed = from < first ? [pointAt(from)] : [];
      this.columnsDone = 0;
      this.next = first;
    }
    while (this.columnsDone < columns) {
      const share = (this.columnsDone + 1) / columns;
      const end = placeOf(span.min + share * (span.max - span.min));
      // More points may come.
      if (end === length) break;
      for (const place of extremes(values, this.next, end)) this.closed.push(pointAt(place));
      this.next = end;
      this.columnsDone++;
    }
    const rest = [...extremes(values, this.next, last), ...(last < length ? [last] : [])];
    return [...this.closed, ...rest.map(pointAt)];
  }

  private isSame(drawn: readonly unknown[]): boolean {
    const isSame = drawn.every((value, position) => value === this.drawn[position]);
    this.drawn = drawn;
    return isSame;
  }
}
