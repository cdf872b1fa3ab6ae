/** What theta is for many test digits: enough to tell how it spreads, and how it goes with the digits' poses. */
import type { TrainerEventOf } from '../shared/trainerProtocol';
import { chooseEvenly, fillBatch, newBatch } from './data/batches';
import { elements, thetaLength } from './model/network';
import type { Looking } from './pictures';

const mostDigits = 500;

/**
 * @param batchSize images inferred at once
 * @param epoch whole epochs trained
 */
export function observeThetas(
  { engine, network, examples }: Looking,
  batchSize: number,
  epoch: number,
): TrainerEventOf<'thetas'> {
  const { test, normalization } = examples;
  const { classes, input } = network;
  const indices = chooseEvenly(test.count, mostDigits);
  const length = thetaLength(network);
  const batch = newBatch(elements([input.height, input.width, input.channels]), batchSize, normalization);
  const thetas: number[][] = [];
  const predicted: number[] = [];
  for (let from = 0; from < indices.length; from += batchSize) {
    const count = Math.min(batchSize, indices.length - from);
    fillBatch(test, indices, from, count, batch);
    const inference = engine.infer(batch.images, count);
    for (let row = 0; row < count; row++) {
      thetas.push(
        Array.from(inference.theta.subarray(row * length, (row + 1) * length), fiveSignificantDigits),
      );
      const logs = inference.logProbabilities.subarray(row * classes, (row + 1) * classes);
      predicted.push(Math.max(0, logs.indexOf(Math.max(...logs))));
    }
  }
  const poses = indices.map((index) => examples.poseOf(index)?.map(fiveSignificantDigits) ?? null);
  return {
    type: 'thetas',
    epoch,
    indices,
    labels: indices.map((index) => test.labels[index]),
    predicted,
    thetas,
    poses: poses.every((pose) => pose !== null) ? poses : null,
  };
}

/** More would only make files longer. */
function fiveSignificantDigits(value: number): number {
  return Number(value.toPrecision(5));
}
