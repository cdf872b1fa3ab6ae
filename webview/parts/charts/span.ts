/** A part of a chart's horizontal axis, and how keys move it. */

import type { Point } from './curves';

export interface Span {
  readonly min: number;
  readonly max: number;
}

/** @returns undefined for all there is, null where the key means nothing */
export function spanAfterKey(key: string, { min, max }: Span): Span | undefined | null {
  const width = max - min;
  switch (key) {
    case '+':
    case '=':
      return { min: min + width / 4, max: max - width / 4 };
    case '-':
      return { min: min - width / 2, max: max + width / 2 };
    case 'ArrowLeft':
      return { min: min - width / 5, max: max - width / 5 };
    case 'ArrowRight':
      return { min: min + width / 5, max: max + width / 5 };
    case 'Escape':
    case '0':
      return undefined;
    default:
      return null;
  }
}

/** Heights that a curve has in a part of the axis: of its points there, and where it comes in and goes out. */
export function valuesWithin(points: readonly Point[], { min, max }: Span): number[] {
  const inside = points.filter(({ x }) => x >= min && x <= max).map(({ y }) => y);
  return [...inside, ...[min, max].flatMap((end) => heightAt(points, end))];
}

/** Nothing where the curve has a point, or no line. */
function heightAt(points: readonly Point[], place: number): number[] {
  const next = points.findIndex(({ x }) => x > place);
  if (next < 1 || points[next - 1].x === place) return [];
  const [from, to] = [points[next - 1], points[next]];
  const height = from.y + ((to.y - from.y) * (place - from.x)) / (to.x - from.x);
  return Number.isFinite(height) ? [height] : [];
}

/**
 * The span as far as there is something to show: moved where it reaches over an end, and never narrower than `least`.
 * @returns undefined where it is all there is
 */
export function within({ min, max }: Span, whole: Span, least: number): Span | undefined {
  const width = Math.max(least, max - min);
  if (width >= whole.max - whole.min) return undefined;
  const start = Math.min(whole.max - width, Math.max(whole.min, (min + max - width) / 2));
  return { min: start, max: start + width };
}
