/** What the network sees: a dataset as the task and the distortion make it. */
import type { ImageSize } from '../../shared/trainerProtocol';
import type { BatchFeed, FeedOptions } from './feed/feed';
import { PlainFeed } from './feed/plainFeed';
import type { Dataset, ImageSet, Normalization } from './types';

export interface Examples {
  /** Of each image. */
  readonly size: ImageSize;
  /** By label. */
  readonly classNames: readonly string[];
  readonly normalization: Normalization;
  readonly trainCount: number;
  /** The same for the same settings, each time they are prepared. */
  readonly test: ImageSet;

  /** How a test image is distorted, see `pose` in trainerProtocol.ts; null where it is not. */
  poseOf(index: number): number[] | null;

  openFeed(options: FeedOptions): Promise<BatchFeed>;
}

export function prepareExamples(dataset: Dataset): Examples {
  const { size, classNames, normalization, train, test } = dataset;
  return {
    ...{ size, classNames, normalization, test },
    trainCount: train.count,
    poseOf: () => null,
    openFeed: ({ batchSize, order }) =>
      Promise.resolve(new PlainFeed(train, normalization, batchSize, order)),
  };
}
