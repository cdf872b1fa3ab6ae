/** What theta is for many test digits: enough to tell how it goes with the digits' poses. */
import type { TrainerEventOf } from '../../shared/trainerProtocol';
import { chooseEvenly } from '../data/batches';
import type { Examples } from '../data/examples';
import type { Answers } from './evaluation';

const mostDigits = 500;

/** @param epoch whole epochs trained */
export function thetasEvent(
  examples: Pick<Examples, 'test' | 'poseOf'>,
  answers: Answers,
  epoch: number,
): TrainerEventOf<'thetas'> {
  const { test } = examples;
  const indices = chooseEvenly(test.count, mostDigits);
  const length = answers.thetas.length / test.count;
  const poses = indices.map((index) => examples.poseOf(index)?.map(fiveSignificantDigits) ?? null);
  return {
    type: 'thetas',
    epoch,
    indices,
    labels: indices.map((index) => test.labels[index]),
    predicted: indices.map((index) => answers.predicted[index]),
    thetas: indices.map((index) =>
      Array.from(answers.thetas.subarray(index * length, (index + 1) * length), fiveSignificantDigits),
    ),
    poses: poses.every((pose) => pose !== null) ? poses : null,
  };
}

/** More would only make files longer. */
function fiveSignificantDigits(value: number): number {
  return Number(value.toPrecision(5));
}
