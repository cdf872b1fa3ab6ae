/** What the answers of one contender's repetitions say. */
import type { Answer } from './job';
import { EPOCH_IMAGES, TEST_IMAGES } from './networks';

/** One number a round. */
export interface Figures {
  readonly epochSeconds: readonly number[];
  readonly epochCpuSeconds: readonly number[];
  readonly evaluationSeconds: readonly number[];
  readonly compileSeconds: readonly number[];
  readonly loadSeconds: readonly number[];
  readonly peakMegabytes: readonly number[];
}

export function figuresOf(answers: readonly Answer[], batchSize: number): Figures {
  const batches = Math.ceil(EPOCH_IMAGES / batchSize);
  return {
    epochSeconds: answers.map(({ train }) => train.once + (train.seconds * batches) / train.batches),
    epochCpuSeconds: answers.map(({ train }) => (train.cpuSeconds * batches) / train.batches),
    evaluationSeconds: answers.map(
      ({ evaluation }) => (evaluation.seconds * TEST_IMAGES) / evaluation.images,
    ),
    compileSeconds: known(answers.map(({ compileSeconds }) => compileSeconds)),
    loadSeconds: known(answers.map(({ loadSeconds }) => loadSeconds)),
    peakMegabytes: known(answers.map(({ peakBytes }) => peakBytes)).map((bytes) => bytes / 2 ** 20),
  };
}

function known(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value) => value !== null && value !== undefined);
}
