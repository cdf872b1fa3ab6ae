/** What the network sees: a dataset as the task and the distortion make it. */
import type { Config } from '../../shared/config';
import { distortionRanges, leavesDigits } from '../../shared/distortion';
import { exampleClasses, exampleShape } from '../../shared/examples';
import type { ImageSize } from '../../shared/trainerProtocol';
import { UserError } from '../userError';
import { storeDigits } from './distortion/digitStore';
import { ExampleArtist, pixelsOf, storeRoom, type ExamplesToDraw } from './distortion/exampleArtist';
import { DrawingFeed, sharedMemory } from './feed/drawingFeed';
import type { BatchFeed, FeedOptions } from './feed/feed';
import { PlainFeed } from './feed/plainFeed';
import { normalizationTable } from './normalization';
import type { Dataset, ImageSet, Normalization } from './types';

/** What can be looked at: plain data, the same on every thread, and copied to none. */
export interface TestExamples {
  /** Of each image. */
  readonly size: ImageSize;
  /** By label. */
  readonly classNames: readonly string[];
  /** The undistorted digits': a larger canvas has more background, but a digit keeps its numbers. */
  readonly normalization: Normalization;
  /** The same for the same settings, each time they are prepared; in shared memory. */
  readonly test: ImageSet;
  /** How the test images were drawn; null where they are the dataset's own. */
  readonly drawn: ExamplesToDraw | null;
}

export interface Examples extends TestExamples {
  readonly trainCount: number;

  /** How a test image is distorted, see `pose` in trainerProtocol.ts; null where it is not, or shows two digits. */
  poseOf(index: number): number[] | null;

  openFeed(options: FeedOptions): BatchFeed;
}

/**
 * Draws the test set, where anything is to be drawn.
 * @throws UserError where the dataset is not for this task
 */
export function prepareExamples(dataset: Dataset, config: Config): Examples {
  const { normalization, train, test } = dataset;
  if (config.task === 'addition' && dataset.classNames.some((name, label) => name !== String(label))) {
    throw new UserError(
      `stn.task is "addition", but ${dataset.name} (stn.dataset, stn.dataDirectory) has no digits to add: its classes are ${dataset.classNames.slice(0, 3).join(', ')}, …; choose digits, or stn.task "classification".`,
    );
  }
  const ranges = distortionRanges(config.distortion);
  if (config.task === 'classification' && leavesDigits(ranges)) {
    const { size, classNames } = dataset;
    return {
      ...{ size, classNames, normalization, test: inSharedMemory(test), drawn: null },
      trainCount: train.count,
      poseOf: () => null,
      openFeed: (options) => new PlainFeed(train, normalization, options),
    };
  }
  if (train.count < 2 || test.count < 2) {
    throw new UserError(`${dataset.name} has too few digits to distort; it needs two or more in each set.`);
  }
  const drawn: ExamplesToDraw = { ranges, task: config.task, seed: config.seed };
  return {
    ...{ size: exampleShape(config), normalization, drawn },
    classNames: exampleClasses(config, dataset.classNames),
    trainCount: train.count,
    test: sharedMemory(() => drawAll(drawn, test)),
    poseOf: poseFinder({ drawn }, config.sampler.alignCorners),
    openFeed: (options) => new DrawingFeed(drawn, train, normalizationTable(normalization), options),
  };
}

/** @returns what `poseOf` of the examples gives, from what another thread has of them */
export function poseFinder(
  { drawn }: Pick<TestExamples, 'drawn'>,
  alignCorners: boolean,
): Examples['poseOf'] {
  if (drawn?.task !== 'classification') return () => null;
  // A pose is the same whatever the digit.
  const none = { images: new Uint8Array(0), labels: new Uint8Array(0), count: 0 };
  const room = { ...storeRoom(drawn), desks: 1, paperBytes: 0 };
  const artist = new ExampleArtist(
    drawn,
    sharedMemory(() => storeDigits(none, room)),
    0,
  );
  return (index) => artist.pose(0, index, alignCorners);
}

function drawAll(examples: ExamplesToDraw, set: ImageSet): ImageSet {
  const length = pixelsOf(examples);
  const digits = storeDigits(set, { ...storeRoom(examples), desks: 1, paperBytes: length });
  const artist = new ExampleArtist(examples, digits, 0);
  const paper = new Uint8Array(digits.memory.buffer, digits.paper, length);
  const images = new Uint8Array(new SharedArrayBuffer(set.count * length));
  const labels = Uint8Array.from({ length: set.count }, (_, index) => {
    const label = artist.draw(0, index, digits.paper);
    images.set(paper, index * length);
    return label;
  });
  return { images, labels, count: set.count };
}

function inSharedMemory({ images, labels, count }: ImageSet): ImageSet {
  const copy = (bytes: Uint8Array): Uint8Array => {
    const target = new Uint8Array(new SharedArrayBuffer(bytes.length));
    target.set(bytes);
    return target;
  };
  return sharedMemory(() => ({ images: copy(images), labels: copy(labels), count }));
}
