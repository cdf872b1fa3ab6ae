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

/** Heights of the points in a part of the axis. */
export function valuesWithin(points: readonly Point[], { min, max }: Span): number[] {
  return points.filter(({ x }) => x >= min && x <= max).map(({ y }) => y);
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
