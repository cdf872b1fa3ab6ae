/** How large a sampled digit is drawn, with all its channels side by side. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';

type Sizes = Pick<TrainerEventOf<'samples'>, 'inputSize' | 'outputSize'>;

/** Between two channels' pictures, in their pixels. */
export const gap = 1;

/** Of pictures in a row, with what parts them. */
export function extent(edge: number, count: number): number {
  return count * edge + (count - 1) * gap;
}

/** Channels in a row of an output: all, but where the input has several, as many as that. */
export function outputColumns({ inputSize, outputSize }: Sizes): number {
  const { channels } = outputSize;
  return inputSize.channels > 1 ? Math.min(inputSize.channels, channels) : channels;
}

/**
 * The edge in CSS pixels near `wanted` of a square that holds a sampled digit's input or output: each pixel of the wider
 * one is a whole number of them wide.
 */
export function pictureEdge(samples: Sizes, wanted: number): number {
  const { inputSize, outputSize } = samples;
  const pixels = Math.max(
    1,
    extent(inputSize.width, inputSize.channels),
    extent(outputSize.width, outputColumns(samples)),
  );
  return pixels * Math.max(1, Math.ceil((0.9 * wanted) / pixels));
}

interface Extent {
  readonly width: number;
  readonly height: number;
}

/**
 * An image as large as a square allows: inputs and outputs of different sizes are shown as large as each other.
 * @returns its extent in the square's units, and how many of them a pixel is wide
 */
export function fitted({ width, height }: Extent, edge: number): Extent & { readonly factor: number } {
  const factor = edge / Math.max(1, width, height);
  return { factor, width: factor * width, height: factor * height };
}
