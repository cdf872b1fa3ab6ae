/** What training reads: images and labels in memory, whatever they came from. */
import type { ImageSize } from '../../shared/trainerProtocol';

export interface ImageSet {
  /** [count, height, width, channels], raw pixels: 0 is background, 255 full ink. */
  readonly images: Uint8Array;
  /** One class an image. */
  readonly labels: Uint8Array;
  readonly count: number;
}

/** Of pixel/255: what is subtracted, then what is divided by. */
export interface Normalization {
  readonly mean: number;
  readonly deviation: number;
}

export interface Dataset {
  readonly name: string;
  /** Where it came from: a folder, the cache, a mirror, "built in". */
  readonly source: string;
  /** A sentence that the user has to see, such as that this is not MNIST; empty where there is none. */
  readonly notice: string;
  readonly train: ImageSet;
  readonly test: ImageSet;
  readonly size: ImageSize;
  /** By label. */
  readonly classNames: readonly string[];
  readonly normalization: Normalization;
}

/** The only size that can be loaded so far; network and protocol take any. */
export const imageSize: ImageSize = { height: 28, width: 28, channels: 1 };
