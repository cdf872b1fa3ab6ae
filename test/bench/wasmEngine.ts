/**
 * Times the wasm engine on the tutorial's network and others: `npx tsx test/bench/wasmEngine.ts [threads ...]`.
 * Seconds are for an epoch of 60000 images, from the median of many batches on random images; CPU seconds are what it
 * cost on all threads, which a busy machine does not blur.
 */
import { defaultConfig, type Config } from '../../src/shared/config';
import { createWasmEngine } from '../../src/trainer/engines/wasm/engine';
import { detectFeatures, plainFeatures, type Features } from '../../src/trainer/engines/wasm/features';
import { DropoutSource } from '../../src/trainer/model/dropout';
import { describeNetwork } from '../../src/shared/network/describeNetwork';
import { randomStreams } from '../../src/trainer/random';
import { initialWeights } from '../../src/trainer/model/initialise';

const EPOCH = 60_000;
const TEST_IMAGES = 10_000;

interface Case {
  readonly name: string;
  readonly edge: number;
  readonly channels?: number;
  readonly batch?: number;
  readonly change?: (config: Config) => Config;
}

const cases: Case[] = [
  { name: 'tutorial', edge: 28 },
  {
    name: 'paper ST-CNN 42×42',
    edge: 42,
    batch: 256,
    change: (config) => ({
      ...config,
      localization: { ...config.localization, filters: [20, 20], kernels: [5, 5], hidden: [20] },
      classifier: { filters: [32, 32], kernels: [9, 7], hidden: [256], dropout: 0 },
    }),
  },
  {
    name: '3 channels 60×60',
    edge: 60,
    channels: 3,
    change: (config) => ({
      ...config,
      classifier: { ...config.classifier, filters: [16, 32], hidden: [128] },
    }),
  },
];

async function main(): Promise<void> {
  const threads = process.argv
    .slice(2)
    .filter((argument) => /^\d+$/.test(argument))
    .map(Number);
  const only = process.argv.slice(2).filter((argument) => !/^\d+$/.test(argument));
  const available = detectFeatures();
  const features = available.relaxedSimd && !only.includes('plain') ? available : plainFeatures;
  const names = only.filter((name) => name !== 'plain');
  console.log(`Node ${process.version}, ${features.relaxedSimd ? 'relaxed' : 'plain'} SIMD`);
  for (const item of cases.filter(
    ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
  )) {
    for (const count of threads.length > 0 ? threads : [1, 2]) await measure(item, count, features);
  }
}

async function measure(
  { name, edge, channels = 1, batch: batchSize = 64, change }: Case,
  threads: number,
  features: Features,
) {
  const config = change ? change(defaultConfig()) : defaultConfig();
  const network = describeNetwork(config, { height: edge, width: edge, channels }, 10);
  const begin = performance.now();
  const engine = await createWasmEngine(network, { batchSize, threads }, features);
  const ready = performance.now() - begin;
  const random = randomStreams(1);
  engine.writeWeights(initialWeights(network, random.weights));
  const batches = Array.from({ length: 8 }, () => ({
    images: Float32Array.from({ length: batchSize * edge * edge * channels }, () =>
      random.order.unit() < 0.8 ? -0.42 : 2 * random.order.unit(),
    ),
    labels: Uint8Array.from({ length: batchSize }, () => random.order.word() % 10),
    count: batchSize,
  }));
  const dropout = new DropoutSource(network, batchSize, random.dropout);
  const masks = dropout.draw(batchSize);
  const time = (work: (round: number) => void, seconds: number) => {
    const times: number[] = [];
    const usage = process.cpuUsage();
    const until = performance.now() + seconds * 1000;
    for (let round = 0; performance.now() < until || round < 5; round++) {
      const start = performance.now();
      work(round);
      times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(usage);
    const cpu = (user + system) / 1000 / times.length;
    times.sort((a, b) => a - b);
    return { cpu, median: times[times.length >> 1], least: times[Math.floor(times.length / 20)] };
  };
  const step = (round: number) => engine.trainStep(batches[round % batches.length], masks, 0.001);
  time(step, 1);
  const train = time(step, 3);
  const evaluate = time((round) => engine.evaluate(batches[round % batches.length]), 1.5);
  engine.dispose();
  const seconds = (milliseconds: number, images: number) =>
    ((milliseconds * images) / batchSize / 1000).toFixed(2);
  console.log(
    `${name}, batch ${batchSize}, ${threads} thread(s): ${seconds(train.median, EPOCH)} s an epoch (best 5 % ${seconds(train.least, EPOCH)}, CPU ${seconds(train.cpu, EPOCH)}), evaluation ${seconds(evaluate.median, TEST_IMAGES)} s (${seconds(evaluate.least, TEST_IMAGES)}, CPU ${seconds(evaluate.cpu, TEST_IMAGES)}), ready in ${ready.toFixed(0)} ms`,
  );
}

void main();
