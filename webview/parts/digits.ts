/** Images of digits on canvases, pixel by pixel; the style sheet scales them up without smoothing. */
import type { ImageSize } from '../../src/shared/trainerProtocol';

/**
 * Draws one image of several that lie one after the other.
 * @param position of the image among them
 */
export function drawImage(
  canvas: HTMLCanvasElement,
  bytes: Uint8Array,
  { height, width, channels }: ImageSize,
  position = 0,
): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context || height * width === 0) return;
  const length = height * width * channels;
  const image = context.createImageData(width, height);
  toRgba(bytes.subarray(position * length, (position + 1) * length), channels, image.data);
  context.putImageData(image, 0, 0);
}

function toRgba(bytes: Uint8Array, channels: number, rgba: Uint8ClampedArray): void {
  // One channel is grey; with three or more the first three are red, green and blue.
  const green = channels >= 3 ? 1 : 0;
  const blue = channels >= 3 ? 2 : 0;
  for (let from = 0, to = 0; from < bytes.length; from += channels, to += 4) {
    rgba[to] = bytes[from];
    rgba[to + 1] = bytes[from + green];
    rgba[to + 2] = bytes[from + blue];
    rgba[to + 3] = 255;
  }
}
