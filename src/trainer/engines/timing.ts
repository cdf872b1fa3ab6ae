/** How fast an engine computes a network: on seeded random images, labels and dropout masks, so that no data is needed. */
import { DropoutSource } from '../model/dropout';
import { initialWeights } from '../model/initialise';
import { elements, type NetworkSpec } from '../../shared/network/network';
import { randomStreams } from '../random';
import type { Batch, Engine } from './engine';

/** Steps this small leave the weights where they are: a network that diverges may compute at another speed. */
const learningRate = 1e-6;
/** Fewer would leave threads without work. */
const leastImages = 8;
/** From one number of images to the next while warming up. */
const growth = 8;

/**
 * Gives the engine weights, since zeros alone would be skipped by an engine that skips zeros, and trains it: it is of
 * no further use than to be timed.
 * @param seconds to train for, beside warming up
 * @returns images a second, by the fastest step
 */
export function timeTraining(
  engine: Engine,
  network: NetworkSpec,
  batchSize: number,
  seconds: number,
): number {
  const { weights, dropout } = randomStreams(1);
  engine.writeWeights(initialWeights(network, weights));
  const masks = new DropoutSource(network, batchSize, dropout);
  masks.draw(batchSize);
  return bestRate(network, batchSize, seconds, (batch) => engine.trainStep(batch, masks.masks, learningRate));
}

/** As `timeTraining`, which has to go before. */
export function timeEvaluation(
  engine: Engine,
  network: NetworkSpec,
  batchSize: number,
  seconds: number,
): number {
  return bestRate(network, batchSize, seconds, (batch) => engine.evaluate(batch));
}

/**
 * On whole batches where one of them takes no longer than `seconds`, else on some of a batch's images. Warming up, which
 * finds that out, takes as long again at most.
 */
function bestRate(
  network: NetworkSpec,
  batchSize: number,
  seconds: number,
  step: (batch: Batch) => unknown,
): number {
  const time = (batch: Batch): number => secondsOf(() => step(batch));
  // Cold: memory is taken and code compiled.
  step(randomBatch(network, 1));
  let batch = randomBatch(network, Math.min(batchSize, leastImages));
  // The next steps may be slow, too, so that one of them alone does not decide.
  for (let left = seconds; left > 0 && batch.count < batchSize;) {
    const took = time(batch);
    left -= took;
    if (took * growth < seconds) batch = randomBatch(network, Math.min(batchSize, growth * batch.count));
  }
  let best = Infinity;
  for (let left = seconds, steps = 0; steps < 2 || left > 0; steps++) {
    const took = time(batch);
    left -= took;
    best = Math.min(best, took);
  }
  return batch.count / best;
}

function secondsOf(work: () => unknown): number {
  const start = performance.now();
  work();
  // A coarse clock must not make an engine infinitely fast.
  return Math.max(1e-6, (performance.now() - start) / 1000);
}

/** In the range of normalised digits. */
function randomBatch({ input, classes }: NetworkSpec, count: number): Batch {
  const { order } = randomStreams(1);
  // Drawing every pixel of large images would take longer than training on them; a prime length makes images differ.
  const pixels = Float32Array.from({ length: 65_521 }, () => order.unit() * 3.2 - 0.4);
  const images = new Float32Array(count * elements([input.height, input.width, input.channels]));
  for (let at = 0; at < images.length; at += pixels.length) {
    images.set(pixels.subarray(0, images.length - at), at);
  }
  return { images, labels: Uint8Array.from({ length: count }, () => order.word() % classes), count };
}
