/** The whole test set through the network: how well it does, and what it says of every digit. */
import type { Evaluation } from '../../shared/trainerProtocol';
import { fillBatch, newBatch } from '../data/batches';
import type { Examples } from '../data/examples';
import type { Engine } from '../engines/engine';
import { elements } from '../../shared/network/network';
import { Turns } from '../turns';

/** What the network says of every test digit, in the test set's order. */
export interface Answers {
  /** The most probable class. */
  readonly predicted: Uint8Array;
  /** Of that class. */
  readonly probabilities: Float32Array;
  /** [digits, numbers of theta] */
  readonly thetas: Float32Array;
}

/**
 * Mean loss and accuracy over all test images, without dropout.
 * @returns undefined where a stop was asked for meanwhile
 */
export async function evaluate(
  engine: Engine,
  { test, size, normalization }: Examples,
  batchSize: number,
  stopRequested: () => boolean,
): Promise<{ score: Evaluation; answers: Answers } | undefined> {
  const turns = new Turns();
  const batch = newBatch(elements([size.height, size.width, size.channels]), batchSize, normalization);
  const order = Uint32Array.from({ length: test.count }, (_, position) => position);
  const predicted = new Uint8Array(test.count);
  const probabilities = new Float32Array(test.count);
  let thetas = new Float32Array(0);
  let lossSum = 0;
  let correct = 0;
  for (let from = 0; from < test.count; from += batchSize) {
    const count = Math.min(batchSize, test.count - from);
    fillBatch(test, order, from, count, batch);
    const result = engine.evaluate(batch);
    lossSum += result.lossSum;
    correct += result.correct;
    const [numbers, classes] = [result.theta.length / count, result.logProbabilities.length / count];
    if (from === 0) thetas = new Float32Array(test.count * numbers);
    thetas.set(result.theta, from * numbers);
    for (let row = 0; row < count; row++) {
      const logs = result.logProbabilities.subarray(row * classes, (row + 1) * classes);
      const best = mostProbable(logs);
      predicted[from + row] = best;
      probabilities[from + row] = Math.exp(logs[best]);
    }
    await turns.give();
    if (stopRequested()) return undefined;
  }
  const score = { loss: lossSum / test.count, accuracy: correct / test.count, correct, total: test.count };
  return { score, answers: { predicted, probabilities, thetas } };
}

/** The first of the largest; the first class where they are no numbers. */
function mostProbable(logs: Float32Array): number {
  let best = 0;
  for (let at = 1; at < logs.length; at++) if (logs[at] > logs[best]) best = at;
  return best;
}
