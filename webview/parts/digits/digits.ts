/** Images of digits on canvases, pixel by pixel; the style sheet scales them up without smoothing. */
import type { Pictures } from '../../../src/shared/epochFiles';
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { element } from '../page/dom';
import { extent, gap, outputColumns } from './pictureSize';

/**
 * Draws one image of several that lie one after the other, all its channels as grey pictures side by side.
 * @param position of the image among them
 * @param columns channels in a row; all by default
 */
export function drawImage(
  canvas: HTMLCanvasElement,
  bytes: Uint8Array,
  { height, width, channels }: ImageSize,
  position = 0,
  columns = channels,
): void {
  const across = extent(width, columns);
  const down = extent(height, Math.ceil(channels / columns));
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  const context = canvas.getContext('2d');
  if (!context || across * down === 0) return;
  const length = height * width * channels;
  const image = bytes.subarray(position * length, (position + 1) * length);
  for (let channel = 0; channel < channels; channel++) {
    const picture = context.createImageData(width, height);
    toGrey(image, channel, channels, picture.data);
    const [column, row] = [channel % columns, Math.floor(channel / columns)];
    context.putImageData(picture, column * (width + gap), row * (height + gap));
  }
}

/** One channel of an image as an image of its own. */
export function channelOf(bytes: Uint8Array, { channels }: ImageSize, channel: number): Uint8Array {
  return bytes.filter((_, at) => at % channels === channel);
}

/**
 * Draws what the transformers made of one sampled digit, side by side; where the input has several channels, a row for
 * each transformer.
 */
export function drawOutput(
  canvas: HTMLCanvasElement,
  samples: Pick<Pictures, 'inputSize' | 'outputSize' | 'outputs'>,
  position: number,
): void {
  drawImage(canvas, samples.outputs, samples.outputSize, position, outputColumns(samples));
}

function toGrey(bytes: Uint8Array, channel: number, channels: number, rgba: Uint8ClampedArray): void {
  for (let from = channel, to = 0; from < bytes.length; from += channels, to += 4) {
    rgba[to] = rgba[to + 1] = rgba[to + 2] = bytes[from];
    rgba[to + 3] = 255;
  }
}

/** Each pixel as a square of many: whoever shows the picture can't blur it. */
export function enlarged(image: HTMLCanvasElement, factor: number): HTMLCanvasElement {
  const canvas = element('canvas', { width: factor * image.width, height: factor * image.height });
  const context = canvas.getContext('2d');
  if (!context) return image;
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
