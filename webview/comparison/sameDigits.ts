/** The test digits that were sampled in two runs, and what keeps them from being the same pictures. */
import type { Pictures } from '../../src/shared/epochFiles';
import type { ImageSize, TrainerEventOf } from '../../src/shared/trainerProtocol';

type Started = TrainerEventOf<'started'>;

export interface SameDigit {
  /** In the test set. */
  readonly index: number;
  readonly label: number;
  /** Positions among each run's sampled digits. */
  readonly positions: readonly [number, number];
}

/** One of two runs, with the digits of one of its epochs. */
export interface Sampled {
  readonly title: string;
  readonly started: Started;
  readonly samples: Pictures;
}

/**
 * Those of the same number and label, in the first run's order. None where the runs were tested on other data, or one on
 * sums: there the same number is another digit.
 */
export function sameDigits(one: Sampled, other: Sampled): readonly SameDigit[] {
  if (!isSameTestSet(one.started, other.started) || !isSameTask(one.started, other.started)) return [];
  const positions = new Map(other.samples.digits.map(({ index }, at) => [index, at]));
  return one.samples.digits.flatMap(({ index, label }, at) => {
    const there = positions.get(index);
    if (there === undefined || other.samples.digits[there].label !== label) return [];
    return [{ index, label, positions: [at, there] as const }];
  });
}

/** Why two runs' digits are none of both, or look different: one sentence; empty where all is the same. */
export function differenceOfDigits(one: Sampled, other: Sampled, same: readonly SameDigit[]): string {
  const [a, b] = [one.started, other.started];
  const both = (of: (run: Sampled) => string): string =>
    `${of(one)} in ${one.title}, ${of(other)} in ${other.title}`;
  if (!isSameTestSet(a, b)) {
    const name = ({ started: { dataset } }: Sampled): string =>
      `${dataset.testCount} digits of ${dataset.name}`;
    return `These runs were tested on other data (${both(name)}), so no digit went through both.`;
  }
  if (!isSameTask(a, b)) {
    return `These runs have other tasks (${both(({ started }) => started.config.task)}), so no digit went through both.`;
  }
  if (same.length === 0) {
    return 'No digit was sampled in both runs: train them with the same stn.sampledDigits.';
  }
  if (same.every((digit) => isSamePicture(one.samples, other.samples, digit))) return '';
  const because = !isSameDistortion(a, b)
    ? `each run distorts them in its own way (${both(({ started }) => started.config.distortion.kind)})`
    : a.config.seed !== b.config.seed
      ? `each run draws their distortion from its own seed (${both(({ started }) => String(started.config.seed))})`
      : 'the data or the way they are drawn has changed between the runs';
  return `The digits are the same, but not their pictures: ${because}.`;
}

function isSameTestSet({ dataset: one }: Started, { dataset: other }: Started): boolean {
  return one.name === other.name && one.testCount === other.testCount;
}

function isSameTask({ config: one }: Started, { config: other }: Started): boolean {
  return one.task === other.task;
}

function isSameDistortion({ config: one }: Started, { config: other }: Started): boolean {
  return JSON.stringify(one.distortion) === JSON.stringify(other.distortion);
}

function isSamePicture(one: Pictures, other: Pictures, { positions: [here, there] }: SameDigit): boolean {
  const [a, b] = [pixelsOf(one.inputs, one.inputSize, here), pixelsOf(other.inputs, other.inputSize, there)];
  return a.length === b.length && a.every((pixel, at) => pixel === b[at]);
}

function pixelsOf(bytes: Uint8Array, { height, width, channels }: ImageSize, at: number): Uint8Array {
  const length = height * width * channels;
  return bytes.subarray(at * length, (at + 1) * length);
}
