/** Training as the tutorial does it: shuffled batches, then the test set, epoch by epoch; tells of each step by events. */
import type { Config } from '../shared/config';
import type { Evaluation, TrainerEvent } from '../shared/trainerProtocol';
import { fillBatch, newBatch } from './data/batches';
import type { Examples } from './data/examples';
import type { BatchFeed } from './data/feed/feed';
import { EarlyStop } from './earlyStop';
import type { Engine } from './engines/engine';
import { DropoutSource } from './model/dropout';
import { elements, type NetworkSpec } from './model/network';
import type { RandomStream } from './random';
import { learningRateAt } from './schedule';
import { UserError } from './userError';

/** Everything else (messages, signals) gets its turn at least this often. */
const turnMilliseconds = 20;

export interface TrainingParts {
  readonly config: Config;
  readonly examples: Examples;
  /** Gives the training batches, from the first on. */
  readonly feed: BatchFeed;
  readonly network: NetworkSpec;
  readonly engine: Engine;
  readonly dropout: RandomStream;
  readonly emit: (event: TrainerEvent) => void;
  /** Looked at after every batch. */
  readonly stopRequested: () => boolean;
  /** After the epoch's event: weights and samples are saved here. */
  readonly afterEpoch: (epoch: number) => void;
}

/** Where training stands: whole epochs, and batches beyond those. */
export interface Position {
  epoch: number;
  batch: number;
}

/**
 * Trains to the end, until nothing gets better (`earlyStop`), or until a stop is asked for.
 * @param position is kept up to date, for whoever looks on
 * @throws UserError where the loss is no longer a number
 */
export async function train(parts: TrainingParts, position: Position): Promise<'completed' | 'stopped'> {
  const { config, examples, feed, network, engine, emit } = parts;
  const turns = new Turns();
  const batches = Math.ceil(examples.trainCount / config.batchSize);
  const dropout = new DropoutSource(network, config.batchSize, parts.dropout);
  const pace = new Pace(config, batches);
  const earlyStop = new EarlyStop(config.earlyStop);
  let learningRate = config.learningRate;
  let recentLoss = 0;
  let recentBatches = 0;

  for (let epoch = 1; epoch <= config.epochs; epoch++) {
    const epochStart = performance.now();
    let epochLoss = 0;
    for (let index = 0; index < batches; index++) {
      const batch = await feed.next();
      if (!batch) return 'stopped';
      learningRate = learningRateAt(config, epoch, index, batches);
      const { loss } = engine.trainStep(batch, dropout.draw(batch.count), learningRate);
      if (!Number.isFinite(loss)) {
        throw new UserError(
          `The loss became ${loss} in epoch ${epoch}, batch ${index + 1}: training diverged; lower stn.learningRate (now ${config.learningRate}) and train again.`,
        );
      }
      position.batch = index + 1;
      epochLoss += loss * batch.count;
      recentLoss += loss;
      recentBatches++;
      if (index % config.logInterval === 0) {
        const seconds = (performance.now() - epochStart) / 1000;
        emit({
          type: 'batch',
          epoch,
          batch: index,
          loss,
          meanLoss: recentLoss / recentBatches,
          imagesPerSecond: (index * config.batchSize + batch.count) / seconds,
          etaSeconds: pace.eta(epoch, index + 1, seconds),
        });
        recentLoss = recentBatches = 0;
      }
      await turns.give();
      if (parts.stopRequested()) return 'stopped';
    }
    const trainSeconds = (performance.now() - epochStart) / 1000;
    const test = await evaluate(engine, examples, config.testBatchSize, parts.stopRequested);
    if (!test) return 'stopped';
    position.epoch = epoch;
    position.batch = 0;
    const seconds = (performance.now() - epochStart) / 1000;
    pace.epochTook(trainSeconds, seconds);
    const isOver = earlyStop.isOver(epoch, test.loss);
    emit({
      type: 'epoch',
      epoch,
      trainLoss: epochLoss / examples.trainCount,
      test,
      seconds,
      imagesPerSecond: examples.trainCount / trainSeconds,
      learningRate,
      etaSeconds: isOver ? 0 : (pace.eta(epoch, batches, seconds) ?? 0),
    });
    parts.afterEpoch(epoch);
    await turns.give();
    if (isOver && epoch < config.epochs) {
      emit({ type: 'log', level: 'info', message: earlyStop.sentence(epoch) });
      return 'completed';
    }
    if (parts.stopRequested()) return epoch === config.epochs ? 'completed' : 'stopped';
  }
  return 'completed';
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
): Promise<Evaluation | undefined> {
  const turns = new Turns();
  const batch = newBatch(elements([size.height, size.width, size.channels]), batchSize);
  const order = Uint32Array.from({ length: test.count }, (_, position) => position);
  let lossSum = 0;
  let correct = 0;
  for (let from = 0; from < test.count; from += batchSize) {
    batch.count = Math.min(batchSize, test.count - from);
    fillBatch(test, order, from, batch.count, normalization, batch.images, batch.labels);
    const result = engine.evaluate(batch);
    lossSum += result.lossSum;
    correct += result.correct;
    await turns.give();
    if (stopRequested()) return undefined;
  }
  return { loss: lossSum / test.count, accuracy: correct / test.count, correct, total: test.count };
}

/** Lets the event loop run now and then: an engine's step is one synchronous call. */
class Turns {
  private last = performance.now();

  async give(): Promise<void> {
    if (performance.now() - this.last < turnMilliseconds) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.last = performance.now();
  }
}

/** How long the rest of the run will take, by the epochs so far. */
class Pace {
  private epochSeconds = 0;
  private evaluationShare = 0.1;

  constructor(
    private readonly config: Config,
    private readonly batches: number,
  ) {}

  epochTook(trainSeconds: number, seconds: number): void {
    this.epochSeconds = seconds;
    this.evaluationShare = seconds / trainSeconds - 1;
  }

  /** @param seconds since the epoch began; null in the very first batches, which say little */
  eta(epoch: number, batchesDone: number, seconds: number): number | null {
    if (this.epochSeconds === 0 && batchesDone < 5) return null;
    const wholeEpoch =
      this.epochSeconds || (seconds / batchesDone) * this.batches * (1 + this.evaluationShare);
    return (this.config.epochs - epoch + 1 - batchesDone / this.batches) * wholeEpoch;
  }
}
