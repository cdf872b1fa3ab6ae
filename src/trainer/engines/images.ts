/** The two forms in which an engine is given images. */

/** Pixels as a set keeps them: a quarter of the bytes to copy, and an engine's threads share the work of normalising. */
export interface PixelImages {
  /** [count, height, width, channels]. */
  readonly pixels: Uint8Array;
  /** The network's number for each of the 256 values of a pixel. */
  readonly table: Float32Array;
}

/** As numbers: normalised, [count, height, width, channels]. Either may be longer than is asked for; the rest is not read. */
export type Images = Float32Array | PixelImages;

/** @param length of the images that are read: count*height*width*channels; all of them where it is missing */
export function numbersOf(images: Images, length?: number): Float32Array {
  if (images instanceof Float32Array) return images.subarray(0, length);
  const { pixels, table } = images;
  return Float32Array.from(pixels.subarray(0, length), (pixel) => table[pixel]);
}

/** Those from number `first` on. */
export function imagesFrom(images: Images, first: number): Images {
  if (images instanceof Float32Array) return images.subarray(first);
  return { ...images, pixels: images.pixels.subarray(first) };
}
