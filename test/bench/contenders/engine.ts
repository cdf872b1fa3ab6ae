/** One repetition of one of our engines, as a program: reads a job from standard input, prints what it measured. */
import { readFileSync } from 'node:fs';
import { fillBatch, newBatch, type PixelBatch } from '../../../src/trainer/data/batches';
import type { Dataset } from '../../../src/trainer/data/dataset';
import type { Engine, EngineFactory } from '../../../src/trainer/engines/engine';
import { tensorflowEngine } from '../../../src/trainer/engines/tensorflow/engine';
import { wasmEngine } from '../../../src/trainer/engines/wasm/engine';
import { DropoutSource } from '../../../src/trainer/model/dropout';
import { initialWeights } from '../../../src/trainer/model/initialise';
import { elements, parameterCount } from '../../../src/shared/network/network';
import { randomStreams } from '../../../src/trainer/random';
import { load, readSet } from '../data';
import type { Answer, Job } from '../job';
import { profiled } from './profile';

type Data = Pick<Dataset, 'train' | 'test' | 'normalization'>;

async function main(): Promise<void> {
  const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
  const began = performance.now();
  const data = await loadData(job);
  const loaded = performance.now();
  const engine = await factory(job)(job.network, { batchSize: job.batchSize, threads: job.threads });
  const compiled = performance.now();
  const random = randomStreams(1);
  engine.writeWeights(initialWeights(job.network, random.weights));
  const trainer = new Trainer(engine, data, job, random);
  trainer.warmUp();
  const { result: train, profile } = job.profile
    ? await profiled(() => trainer.train())
    : { result: trainer.train() };
  const answer: Answer = {
    detail: `${engine.detail}, Node ${process.versions.node}`,
    parameters: parameterCount(job.network),
    ...(job.mnist && { loadSeconds: (loaded - began) / 1000 }),
    compileSeconds: (compiled - loaded) / 1000,
    train,
    evaluation: trainer.evaluate(),
    peakBytes: peakBytes(),
    ...(profile && { profile }),
  };
  engine.dispose();
  console.log(JSON.stringify(answer));
}

/** As the product does, where the network reads MNIST as it is. */
async function loadData(job: Job): Promise<Data> {
  if (job.mnist) return await load(job.mnist);
  const [train, test] = await Promise.all(
    (['train', 'test'] as const).map((set) => readSet(job.data, set, job.network.input)),
  );
  return { train, test, normalization: job.normalization };
}

function factory({ kind, tensorflow }: Job): EngineFactory {
  return kind === 'tensorflow' ? tensorflowEngine([tensorflow]) : wasmEngine;
}

/** Does in a batch what the trainer's loop does. */
class Trainer {
  private readonly batch: PixelBatch;
  private readonly dropout: DropoutSource;
  private order: Uint32Array = new Uint32Array();
  private next = 0;

  constructor(
    private readonly engine: Engine,
    private readonly data: Data,
    private readonly job: Job,
    private readonly random: ReturnType<typeof randomStreams>,
  ) {
    const { batchSize, network } = job;
    const { height, width, channels } = network.input;
    this.batch = newBatch(elements([height, width, channels]), batchSize, data.normalization);
    this.dropout = new DropoutSource(network, batchSize, random.dropout);
  }

  warmUp(): void {
    const { batches, seconds } = this.job.warmUp;
    const until = performance.now() + seconds * 1000;
    this.shuffle();
    for (let count = 0; count < batches || performance.now() < until; count++) this.step();
  }

  train(): Answer['train'] {
    const began = performance.now();
    this.shuffle();
    const once = performance.now();
    const usage = process.cpuUsage();
    let loss = 0;
    for (let count = 0; count < this.job.trainBatches; count++) loss = this.step();
    const seconds = (performance.now() - once) / 1000;
    const { user, system } = process.cpuUsage(usage);
    return {
      once: (once - began) / 1000,
      batches: this.job.trainBatches,
      seconds,
      cpuSeconds: (user + system) / 1e6,
      loss,
    };
  }

  evaluate(): Answer['evaluation'] {
    const { test } = this.data;
    const { batch, job } = this;
    const count = Math.min(test.count, job.testBatches * job.batchSize);
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    const began = performance.now();
    let correct = 0;
    for (let from = 0; from < count; from += job.batchSize) {
      fillBatch(test, order, from, Math.min(job.batchSize, count - from), batch);
      correct += this.engine.evaluate(batch).correct;
    }
    const seconds = (performance.now() - began) / 1000;
    return { seconds, images: count, accuracy: correct / count };
  }

  private step(): number {
    const { train } = this.data;
    const { batch, job } = this;
    if (this.next + job.batchSize > train.count) this.shuffle();
    fillBatch(train, this.order, this.next, job.batchSize, batch);
    this.next += job.batchSize;
    return this.engine.trainStep(batch, this.dropout.draw(batch.count), job.learningRate).loss;
  }

  private shuffle(): void {
    this.order = this.random.order.permutation(this.data.train.count);
    this.next = 0;
  }
}

/** Linux counts in its status what the process itself has used, not who started it. */
function peakBytes(): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return kilobytes ? Number(kilobytes) * 1024 : null;
  } catch {
    return null;
  }
}

void main();
