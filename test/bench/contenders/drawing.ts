/**
 * What drawing distorted digits costs one network, as a program: trains it by turns on digits that were drawn before and on
 * such that are drawn meanwhile; reads a job from standard input, prints what it measured.
 */
import { readFileSync } from 'node:fs';
import { parseConfig } from '../../../src/shared/parseConfig';
import { describeNetwork } from '../../../src/shared/network/describeNetwork';
import { prepareExamples, type Examples } from '../../../src/trainer/data/examples';
import type { BatchFeed } from '../../../src/trainer/data/feed/feed';
import { PlainFeed } from '../../../src/trainer/data/feed/plainFeed';
import { normalizationTable } from '../../../src/trainer/data/normalization';
import type { ImageSet } from '../../../src/trainer/data/types';
import type { Engine } from '../../../src/trainer/engines/engine';
import { describeTask } from '../../../src/trainer/engines/select';
import { wasmEngine } from '../../../src/trainer/engines/wasm/engine';
import { DropoutSource } from '../../../src/trainer/model/dropout';
import { initialWeights } from '../../../src/trainer/model/initialise';
import { randomStreams } from '../../../src/trainer/random';
import { Turns } from '../../../src/trainer/turns';
import { load } from '../data';
import type { DrawingAnswer, DrawingJob, EpochTime } from '../drawing';
import { EPOCH_IMAGES } from '../networks';

/** How long each is trained on before it is the other's turn: a machine that is busy for a while slows both. */
const turnMilliseconds = 300;
/** Turns of both in a repetition. */
const turns = 5;
const learningRate = 0.01;

async function main(): Promise<void> {
  const job = JSON.parse(readFileSync(0, 'utf8')) as DrawingJob;
  const parsed = parseConfig(job.settings);
  if (!parsed.ok) throw new Error(parsed.problems.join(' '));
  const config = { ...parsed.value, threads: job.threads };
  const dataset = await load(job.mnist);
  const examples = prepareExamples(dataset, config);
  const background = normalizationTable(examples.normalization)[0];
  const network = describeNetwork(config, examples.size, examples.classNames.length, background);
  const task = describeTask(config, network);
  const engine = await wasmEngine(task.network, task.options);
  const random = randomStreams(1);
  engine.writeWeights(initialWeights(network, random.weights));
  const dropout = new DropoutSource(network, config.batchSize, random.dropout);
  const drawn = examples.openFeed({
    ...{ batchSize: config.batchSize, order: random.order, engineThreads: job.threads },
    ...{ distribution: job.distribution, signal: new AbortController().signal },
  });
  const ready = new PlainFeed(await firstEpoch(drawn, examples), examples.normalization, {
    batchSize: config.batchSize,
    order: randomStreams(2).order,
  });
  const answer: DrawingAnswer = { ready: [], drawn: [] };
  // The first turns warm up.
  for (let turn = 0; turn < turns * (job.repetitions + 1); turn++) {
    const times = {
      ready: await epochTime(engine, dropout, ready),
      drawn: await epochTime(engine, dropout, drawn),
    };
    if (turn < turns) continue;
    answer.ready.push(times.ready);
    answer.drawn.push(times.drawn);
  }
  drawn.dispose();
  engine.dispose();
  console.log(JSON.stringify(answer));
}

/** All images of an epoch, as they were drawn. */
async function firstEpoch(feed: BatchFeed, { size, trainCount }: Examples): Promise<ImageSet> {
  const length = size.height * size.width * size.channels;
  const images = new Uint8Array(trainCount * length);
  const labels = new Uint8Array(trainCount);
  for (let count = 0; count < trainCount;) {
    const batch = await feed.next();
    if (!batch || !('pixels' in batch.images)) throw new Error('The feed gave no pixels.');
    images.set(batch.images.pixels.subarray(0, batch.count * length), count * length);
    labels.set(batch.labels.subarray(0, batch.count), count);
    count += batch.count;
  }
  return { images, labels, count: trainCount };
}

/** Trains for a turn; what a whole epoch would take. */
async function epochTime(engine: Engine, dropout: DropoutSource, feed: BatchFeed): Promise<EpochTime> {
  const loop = new Turns();
  const begin = performance.now();
  const processor = process.cpuUsage();
  let images = 0;
  for (;;) {
    const batch = await feed.next();
    if (!batch) throw new Error('The feed stopped.');
    engine.trainStep(batch, dropout.draw(batch.count), learningRate);
    images += batch.count;
    const milliseconds = performance.now() - begin;
    if (milliseconds > turnMilliseconds) {
      const { user, system } = process.cpuUsage(processor);
      const epochs = images / EPOCH_IMAGES;
      return { seconds: milliseconds / 1e3 / epochs, processorSeconds: (user + system) / 1e6 / epochs };
    }
    await loop.give();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
