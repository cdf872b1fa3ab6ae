/** Every engine, timed on the network and batch size of one configuration. */
import type { Config } from '../shared/config';
import { exampleClasses, exampleShape } from '../shared/examples';
import { messageOf } from '../shared/messageOf';
import type { BenchmarkRow } from '../shared/trainerAnswers';
import type { TrainerEventOf } from '../shared/trainerProtocol';
import { allEngines, describeTask, type Surroundings } from './engines/select';
import type { Candidate, Task } from './engines/fastest';
import { timeEvaluation, timeTraining } from './engines/timing';
import { describeNetwork } from '../shared/network/describeNetwork';
import { parameterCount } from '../shared/network/network';

/** Every row is timed once a round: another program's burst of work then falls on all of them. */
const rounds = 2;
/** For each row in each round. */
const trainingSeconds = 0.7;
const evaluationSeconds = 0.3;

export type Benchmark = Omit<TrainerEventOf<'benchmark'>, 'type' | 'request'>;

/** @throws UserError where the configuration describes no network */
export async function benchmarkEngines(
  config: Config,
  surroundings: Surroundings,
  onProgress: (message: string, fraction: number) => void,
): Promise<Benchmark> {
  const network = describeNetwork(config, exampleShape(config), exampleClasses(config).length);
  const task = describeTask(config, network);
  const { wasm, tensorflow } = allEngines(surroundings);
  const jobs = [
    ...threadCounts(await defaultThreads(wasm, task)).map((threads) => ({ engine: wasm, threads })),
    // Its number of threads is decided once a process.
    { engine: tensorflow, threads: config.threads },
  ];
  const rows: BenchmarkRow[] = [];
  for (let timed = 0; timed < rounds * jobs.length; timed++) {
    const at = timed % jobs.length;
    const { engine, threads } = jobs[at];
    onProgress(
      `Timing ${engine.name}${threads > 0 ? ` (threads: ${threads})` : ''}`,
      timed / (rounds * jobs.length),
    );
    // An engine computes without a pause: what was just told has to leave first.
    await new Promise((resolve) => setImmediate(resolve));
    const row = await timeRow(
      engine,
      { ...task, options: { ...task.options, threads } },
      config.testBatchSize,
    );
    rows[at] = timed < jobs.length ? row : better(rows[at], row);
  }
  const { batchSize, testBatchSize } = config;
  return {
    network: { input: network.input, parameters: parameterCount(network) },
    batchSize,
    testBatchSize,
    rows,
  };
}

/** 1, 2, 4, … and the most. */
export function threadCounts(most: number): number[] {
  const counts = [];
  for (let threads = 1; threads < most; threads *= 2) counts.push(threads);
  return [...counts, most];
}

/** What the settings make of it; 1 where the engine can't run, whose row then says why. */
async function defaultThreads({ create }: Candidate, { network, options }: Task): Promise<number> {
  try {
    const engine = await create(network, options);
    engine.dispose();
    return engine.threads;
  } catch {
    return 1;
  }
}

function better(row: BenchmarkRow, again: BenchmarkRow): BenchmarkRow {
  if (!row.speed || !again.speed) return row;
  const training = Math.max(row.speed.training, again.speed.training);
  const evaluation = Math.max(row.speed.evaluation, again.speed.evaluation);
  return { ...row, speed: { training, evaluation } };
}

async function timeRow(
  { name, create }: Candidate,
  { network, options, batchSize }: Task,
  testBatchSize: number,
): Promise<BenchmarkRow> {
  try {
    const engine = await create(network, options);
    try {
      const training = timeTraining(engine, network, batchSize, trainingSeconds);
      const evaluation = timeEvaluation(engine, network, testBatchSize, evaluationSeconds);
      const { detail, threads } = engine;
      return { engine: name, detail, threads, speed: { training, evaluation } };
    } finally {
      engine.dispose();
    }
  } catch (error) {
    const detail = messageOf(error);
    return { engine: name, detail, threads: 0, speed: null };
  }
}
