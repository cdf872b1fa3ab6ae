/** Draws lines with soft edges into an image. */
import type { Point } from './curve';

/** A point that the pen passes, in pixels (0, 0 is the image's top left corner), and half the line's width there. */
export interface Dab extends Point {
  readonly radius: number;
}

/**
 * @param ink [height, width], raised to how much of each pixel is covered, from 0 to 1
 * @param softness pixels over which the line's edge fades; 1 is a sharp line, anti-aliased
 */
export function drawLine(
  ink: Float64Array,
  width: number,
  height: number,
  dabs: readonly Dab[],
  softness: number,
): void {
  for (let at = 0; at + 1 < dabs.length; at++)
    drawSegment(ink, width, height, dabs[at], dabs[at + 1], softness);
}

function drawSegment(
  ink: Float64Array,
  width: number,
  height: number,
  start: Dab,
  end: Dab,
  softness: number,
): void {
  const reach = Math.max(start.radius, end.radius) + softness / 2;
  const left = Math.max(0, Math.floor(Math.min(start.x, end.x) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(start.x, end.x) + reach));
  const top = Math.max(0, Math.floor(Math.min(start.y, end.y) - reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(start.y, end.y) + reach));
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  const squared = dx * dx + dy * dy;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const pixel = row * width + column;
      if (ink[pixel] >= 1) continue;
      const x = column + 0.5 - start.x;
      const y = row + 0.5 - start.y;
      // The nearest point of the segment, as a share of the way along it.
      const along = squared > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / squared)) : 0;
      const offX = x - along * dx;
      const offY = y - along * dy;
      const distance = Math.sqrt(offX * offX + offY * offY);
      const radius = start.radius + along * (end.radius - start.radius);
      const covered = 0.5 + (radius - distance) / softness;
      if (covered > ink[pixel]) ink[pixel] = Math.min(1, covered);
    }
  }
}
