/** Turns, scales, shears and shifts an image in the way that the trainer distorts digits. */
import { distortionMatrix } from '../../../src/shared/distortion';
import type { ImageSize } from '../../../src/shared/trainerProtocol';

export interface ImageWarp {
  /** Counter-clockwise as seen, in degrees. */
  readonly rotation: number;
  readonly scale: number;
  /** Tangent of the angle, along x. */
  readonly shear: number;
  /** To the right, in pixels. */
  readonly x: number;
  /** Down, in pixels. */
  readonly y: number;
}

/** What each may be, and how finely it is set. */
export const warpRanges: Readonly<
  Record<keyof ImageWarp, readonly [minimum: number, maximum: number, step: number]>
> = {
  rotation: [-180, 180, 1],
  scale: [0.5, 1.5, 0.01],
  shear: [-1, 1, 0.01],
  x: [-20, 20, 0.5],
  y: [-20, 20, 0.5],
};

export const unwarped: ImageWarp = { rotation: 0, scale: 1, shear: 0, x: 0, y: 0 };

export function isUnwarped({ rotation, scale, shear, x, y }: ImageWarp): boolean {
  return rotation === 0 && scale === 1 && shear === 0 && x === 0 && y === 0;
}

/**
 * Reads each pixel where it comes from, between its four neighbours; beyond the edges there is no ink.
 * @param image one byte a pixel, rows from the top, channels last; all channels are moved alike
 * @returns a new image of the same size
 */
export function warpImage(image: Uint8Array, size: ImageSize, warp: ImageWarp): Uint8Array {
  const { height, width, channels } = size;
  const [a, b, c, d] = distortionMatrix(warp.rotation, warp.scale, warp.shear);
  const determinant = a * d - b * c;
  const warped = new Uint8Array(image.length);
  const ink = (row: number, column: number, channel: number): number =>
    row < 0 || column < 0 || row >= height || column >= width
      ? 0
      : image[(row * width + column) * channels + channel];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const right = column - (width - 1) / 2 - warp.x;
      const down = row - (height - 1) / 2 - warp.y;
      const x = (d * right - b * down) / determinant + (width - 1) / 2;
      const y = (a * down - c * right) / determinant + (height - 1) / 2;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [alongX, alongY] = [x - left, y - top];
      for (let channel = 0; channel < channels; channel++) {
        const above = ink(top, left, channel) * (1 - alongX) + ink(top, left + 1, channel) * alongX;
        const below = ink(top + 1, left, channel) * (1 - alongX) + ink(top + 1, left + 1, channel) * alongX;
        warped[(row * width + column) * channels + channel] = Math.round(
          above * (1 - alongY) + below * alongY,
        );
      }
    }
  }
  return warped;
}
