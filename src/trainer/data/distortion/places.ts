/** Where in the digit each pixel of a canvas is, for warps that a matrix alone does not make. */
import type { DistortionRanges } from '../../../shared/distortion';
import { Bending } from './bending';
import { near } from './homography';
import type { Warp } from './warp';

export interface Places {
  /** How far a point of the canvas is bent along an axis, at most, in pixels. */
  readonly reach: number;
  begin(warp: Warp): void;
  /** Of each pixel of a row of the canvas, its place in the digit, in pixels from the middle. */
  readRow(row: number, xs: Float64Array, ys: Float64Array): void;
}

/** @returns undefined where every warp is affine */
export function placesOf({ size, corners, controlPoints }: DistortionRanges): Places | undefined {
  if (controlPoints > 0) return new Bending(size);
  return corners > 0 ? new Projection(size) : undefined;
}

class Projection implements Places {
  readonly reach = 0;
  private toDigit = new Float64Array(9);

  constructor(private readonly size: number) {}

  begin({ toDigit }: Warp): void {
    this.toDigit = toDigit;
  }

  readRow(row: number, xs: Float64Array, ys: Float64Array): void {
    const { toDigit, size } = this;
    const centre = (size - 1) / 2;
    const y = row - centre;
    const [stepX, stepY, stepDepth] = [toDigit[0], toDigit[3], toDigit[6]];
    const beginX = toDigit[1] * y + toDigit[2] - stepX * centre;
    const beginY = toDigit[4] * y + toDigit[5] - stepY * centre;
    const beginDepth = toDigit[7] * y + toDigit[8] - stepDepth * centre;
    for (let column = 0; column < size; column++) {
      const nearness = near(beginDepth + stepDepth * column);
      xs[column] = (beginX + stepX * column) * nearness;
      ys[column] = (beginY + stepY * column) * nearness;
    }
  }
}
