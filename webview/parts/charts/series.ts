/** Numbers along the batches of a run: as many as there are, with what it takes to draw any part of them in a frame. */
import { extremes, firstAfter } from '../../../src/shared/batchRecord';
import type { Point } from './curves';
import type { Span } from './span';

/** What has no place on a logarithmic axis is a gap in the curve. */
export function drawable(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : NaN;
}

/** Points whose sum and extremes are worked out once. */
const blockLength = 64;

export class Series {
  private origin: unknown;
  private count = 0;
  private at: Float64Array = new Float64Array();
  private values: Float32Array = new Float32Array();
  private batchesPerEpoch = 1;
  /** Of each whole block: places of its extremes, the sum of what can be drawn, and of how many. */
  private readonly blocks: { extremes: readonly number[]; sum: number; count: number }[] = [];

  get length(): number {
    return this.count;
  }

  /**
   * @param origin another one tells that the numbers began anew; else only their end has grown
   * @param at in batches of the whole run; ascending, and as `values` perhaps with room for more
   */
  follow(
    origin: unknown,
    length: number,
    columns: { readonly at: Float64Array; readonly values: Float32Array; readonly batchesPerEpoch: number },
  ): void {
    if (origin !== this.origin) this.blocks.length = 0;
    this.origin = origin;
    this.count = length;
    this.at = columns.at;
    this.values = columns.values;
    this.batchesPerEpoch = columns.batchesPerEpoch;
    for (let end = blockLength * (this.blocks.length + 1); end <= length; end += blockLength) {
      const from = end - blockLength;
      this.blocks.push({ extremes: extremes(this.values, from, end), ...this.sumOf(from, end) });
    }
  }

  /** How many points there are up to there. */
  placeOf(epochs: number): number {
    return firstAfter(this.at, this.count, epochs * this.batchesPerEpoch);
  }

  /** In epochs. */
  positionOf(place: number): number {
    return this.at[place] / this.batchesPerEpoch;
  }

  pointAt(place: number): Point {
    return { x: this.positionOf(place), y: drawable(this.values[place]) };
  }

  /** As `extremes` of all the numbers. */
  extremes(from: number, to: number): readonly number[] {
    const [first, last] = wholeBlocks(from, to);
    if (first >= last) return extremes(this.values, from, to);
    const places = [...extremes(this.values, from, first * blockLength)];
    for (let block = first; block < last; block++) places.push(...this.blocks[block].extremes);
    places.push(...extremes(this.values, last * blockLength, to));
    const values = places.map((place) => this.values[place]);
    return extremes(values, 0, values.length).map((position) => places[position]);
  }

  /** Of what can be drawn; NaN where nothing can. */
  mean(from: number, to: number): number {
    const [first, last] = wholeBlocks(from, to);
    const parts =
      first >= last
        ? [this.sumOf(from, to)]
        : [
            this.sumOf(from, first * blockLength),
            ...this.blocks.slice(first, last),
            this.sumOf(last * blockLength, to),
          ];
    let [sum, count] = [0, 0];
    for (const part of parts) [sum, count] = [sum + part.sum, count + part.count];
    return sum / count;
  }

  private sumOf(from: number, to: number): { sum: number; count: number } {
    let [sum, count] = [0, 0];
    for (let place = from; place < to; place++) {
      const value = this.values[place];
      if (!(value > 0 && value < Infinity)) continue;
      sum += value;
      count++;
    }
    return { sum, count };
  }
}

/** The blocks that lie within a part: from the first to before the last. */
function wholeBlocks(from: number, to: number): [first: number, last: number] {
  return [Math.ceil(from / blockLength), Math.floor(to / blockLength)];
}

/** Parts of the axis, each with a lowest and a highest point: more than a chart has pixels. */
const columns = 1000;

/**
 * The points that a chart draws: all of them, or where they are too many, the lowest and the highest of every column of
 * the axis, so that nothing that sticks out is lost. chart.js thins curves as well, but only of objects, a million of
 * them, and looks at each in every frame.
 * @param span of the axis, in epochs
 */
export function thinned(series: Series, span: Span): Point[] {
  const [first, last] = [series.placeOf(span.min), series.placeOf(span.max)];
  // One beyond each end, so that lines reach over them.
  const [from, to] = [Math.max(0, first - 1), Math.min(series.length, last + 1)];
  if (to - from <= 2 * columns) {
    return Array.from({ length: to - from }, (_, place) => series.pointAt(from + place));
  }
  const places = from < first ? [from] : [];
  let start = first;
  for (let column = 1; column <= columns && start < last; column++) {
    const end =
      column < columns ? series.placeOf(span.min + (column / columns) * (span.max - span.min)) : last;
    places.push(...series.extremes(start, end));
    start = end;
  }
  if (last < to) places.push(last);
  return places.map((place) => series.pointAt(place));
}
