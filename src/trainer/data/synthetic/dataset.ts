/** The built-in digits as a dataset: drawn here, the same for the same seed on every machine. */
import { setImmediate } from 'node:timers/promises';
import { digitNames } from '../../../shared/examples';
import { measureNormalization } from '../normalization';
import { imageSize, type Dataset, type ImageSet } from '../types';
import { drawDigit } from './draw';

/** Enough that one epoch teaches something, and drawn in about two seconds. */
const counts = { train: 30_000, test: 5_000 } as const;

/** Drawn between two looks at the signal. */
const slice = 250;

export interface SyntheticOptions {
  /** Two sets of the same seed are the same. */
  readonly seed?: number;
  readonly onProgress: (message: string, fraction: number | null) => void;
  readonly signal: AbortSignal;
}

/** @throws the signal's reason when aborted */
export async function loadSyntheticDigits({
  seed = 1,
  onProgress,
  signal,
}: SyntheticOptions): Promise<Dataset> {
  const total = counts.train + counts.test;
  let drawn = 0;
  const draw = async (stream: keyof typeof counts): Promise<ImageSet> => {
    const set = emptySet(counts[stream]);
    const pixels = imageSize.height * imageSize.width;
    for (let index = 0; index < set.count; index++) {
      if (index % slice === 0) {
        // Lets a stop be heard and progress be sent.
        await setImmediate();
        signal.throwIfAborted();
        onProgress('Drawing synthetic digits', drawn / total);
      }
      set.labels[index] = drawDigit(
        seed,
        stream,
        index,
        set.images.subarray(index * pixels, (index + 1) * pixels),
      );
      drawn++;
    }
    return set;
  };
  const train = await draw('train');
  const test = await draw('test');
  return {
    name: 'Synthetic digits',
    source: 'built in',
    notice: 'These are built-in synthetic digits, not MNIST.',
    train,
    test,
    size: imageSize,
    classNames: digitNames,
    normalization: measureNormalization(train.images),
  };
}

function emptySet(count: number): ImageSet {
  return {
    images: new Uint8Array(count * imageSize.height * imageSize.width),
    labels: new Uint8Array(count),
    count,
  };
}
