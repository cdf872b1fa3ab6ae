/**
 * `npm run bench`: our engine, PyTorch and tfjs-node side by side on the same networks, digits and cores. Prints tables
 * of medians with the smallest and largest value, and writes all of it as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../../src/shared/messageOf';
import { elements, parameterCount } from '../../src/shared/network/network';
import { bundleContenders } from './bundle';
import { comparisonTable } from './comparison';
import { findContenders, type Contender } from './contenders';
import { findData, writeData, type BenchData } from './data';
import { drawingCases, drawingTable, type DrawingAnswer, type DrawingJob } from './drawing';
import { figuresOf, type Figures } from './figures';
import { growthContender, growthTable, variants } from './growth';
import { normalizationTable } from '../../src/trainer/data/normalization';
import type { Answer, Job } from './job';
import { billionsPerEpoch, forwardMultiplyAdds, trainMultiplyAdds } from './multiplyAdds';
import { networks, type BenchNetwork } from './networks';
import { parseOptions, type BenchOptions } from './options';
import { runRounds, type Rounds } from './rounds';
import { runContender, runForJson } from './runContender';
import { targetsTable } from './targets';
import { timeSpentTable, type Peak } from './timeSpent';

const project = resolve(__dirname, '..', '..');
const options = readOptions();
const warmUp = { batches: 30, seconds: 1 };
const folder = mkdtempSync(join(tmpdir(), 'stn-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// The contenders hear of it themselves.
process.on('SIGINT', () => process.exit(130));

async function main(): Promise<void> {
  const programs = await bundleContenders(folder);
  const { contenders, leftOut } = findContenders(project, programs.engine, options.only);
  const data = await findData(project);
  const notes = [...leftOut.map((reason) => `Left out: ${reason}.`), ...dataNotes(data), ...loadNotes()];
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, load ${loadText()} at the start`;
  print(`${machine}; ${options.repetitions} repetitions, interleaved`, notes.join('\n'));

  const results = new Map<string, Rounds<Answer>>();
  const figures = new Map<string, ReadonlyMap<string, Figures>>();
  for (const network of networks.filter(({ key }) => options.networks.includes(key))) {
    const result = await compare(network, contenders, data);
    results.set(network.key, result);
    const own = Array.from(
      result.answers,
      ([key, answers]) => [key, figuresOf(answers, network.batchSize)] as const,
    );
    figures.set(network.key, new Map(own));
    print(
      `${network.title} (${workText(network)})`,
      comparisonTable(contenders, new Map(own)),
      failureText(result),
    );
  }
  print('Figures to reach', targetsTable(contenders, figures));

  const peaks = await measurePeaks(contenders, programs.peak);
  const growth = options.growth ? await measureGrowth(contenders, data) : undefined;
  if (options.growth) await spendTime(contenders, data, peaks);
  const drawing = options.drawing ? await measureDrawing(contenders, data, programs.drawing) : undefined;
  const out = resolve(options.out);
  await mkdir(dirname(out), { recursive: true });
  const plain = (rounds: Rounds<Answer>) => ({ ...rounds, answers: Object.fromEntries(rounds.answers) });
  const json = {
    machine,
    notes,
    options,
    figures: Object.fromEntries(Array.from(figures, ([key, own]) => [key, Object.fromEntries(own)])),
    results: Object.fromEntries(Array.from(results, ([key, rounds]) => [key, plain(rounds)])),
    ...(growth && { growth: plain(growth) }),
    ...(drawing && { drawing }),
    peaks,
  };
  await writeFile(out, JSON.stringify(json, undefined, 1));
  console.log(`\nAll answers are in ${out}; load ${loadText()} at the end.`);
}

async function compare(
  network: BenchNetwork,
  contenders: readonly Contender[],
  data: BenchData,
): Promise<Rounds<Answer>> {
  const some = contenders.filter(({ tutorialOnly }) => !tutorialOnly || network.key === 'tutorial');
  const directory = await dataFor(network, data);
  return await runRounds(some, options.repetitions, async (contender, round) => {
    progress(`${network.key}, round ${round + 1}: ${contender.title}`);
    const answer = await runContender(contender, jobOf(network, contender, data, directory));
    const parameters = parameterCount(network.spec);
    if (answer.parameters !== parameters) {
      throw new Error(`its network has ${answer.parameters} parameters, not ${parameters}`);
    }
    return answer;
  });
}

async function measureGrowth(
  contenders: readonly Contender[],
  data: BenchData,
): Promise<Rounds<Answer> | undefined> {
  // The newest Node: the one with relaxed SIMD.
  const wasm = contenders.findLast(({ kind }) => kind === 'wasm');
  if (!wasm) return undefined;
  const growth = await runRounds(variants, options.repetitions, async (variant, round) => {
    progress(`growth, round ${round + 1}: ${variant.title}`);
    const directory = await dataFor(variant.network, data);
    const contender = growthContender(wasm, variant);
    return await runContender(contender, jobOf(variant.network, contender, data, directory));
  });
  const title = `How the time grows, ${wasm.title.replace(/.*, /, '')}`;
  print(title, growthTable(growth.answers), failureText(growth));
  return growth;
}

/** One repetition with one thread for each Node: shares, not times, are what it tells. */
async function spendTime(
  contenders: readonly Contender[],
  data: BenchData,
  peaks: readonly Peak[],
): Promise<void> {
  const [tutorial] = networks;
  const directory = await dataFor(tutorial, data);
  for (const contender of contenders.filter(({ kind, threads }) => kind === 'wasm' && threads === 1)) {
    progress(`profile: ${contender.title}`);
    const job = { ...jobOf(tutorial, contender, data, directory), profile: true };
    const answer = await runContender(contender, job);
    const peak = peaks.find(({ node }) => contender.title.endsWith(node));
    if (!peak) continue;
    const title = `Where the time goes: ${answer.detail}, 1 thread, peak ${(peak.perSecond / 1e9).toFixed(1)}·10⁹ multiply-adds a second`;
    print(title, timeSpentTable(tutorial.spec, tutorial.batchSize, answer, peak));
  }
}

/** @returns answers by case */
async function measureDrawing(
  contenders: readonly Contender[],
  { mnist }: BenchData,
  program: string,
): Promise<Record<string, DrawingAnswer> | undefined> {
  // The newest Node, with all the threads there are contenders for.
  const wasm = contenders.findLast(({ kind }) => kind === 'wasm');
  if (!wasm) return undefined;
  const { threads, program: node } = wasm;
  const answers = new Map<string, DrawingAnswer>();
  for (const { title, settings } of drawingCases) {
    progress(`drawing: ${title}`);
    const { repetitions } = options;
    const job: DrawingJob = { settings, mnist, distribution: folder, threads, repetitions };
    answers.set(title, (await runForJson(node, [program], title, JSON.stringify(job))) as DrawingAnswer);
  }
  print(`What distorting digits anew in every epoch costs: ${wasm.title}`, drawingTable(answers));
  return Object.fromEntries(answers);
}

async function measurePeaks(contenders: readonly Contender[], program: string): Promise<Peak[]> {
  const peaks: Peak[] = [];
  for (const { program: node, title } of contenders.filter(
    ({ kind, threads }) => kind === 'wasm' && threads === 1,
  )) {
    peaks.push((await runForJson(node, [program], title)) as Peak);
  }
  return peaks;
}

function jobOf(network: BenchNetwork, { kind, threads }: Contender, data: BenchData, directory: string): Job {
  const { spec, key, batchSize, trainBatches, testBatches } = network;
  const { size, normalization } = data.dataset;
  return {
    kind,
    // As a session describes it: the engine knows what an empty pixel is.
    network: {
      ...spec,
      sampler: { ...spec.sampler, background: normalizationTable(normalization)[0] },
    },
    tutorial: key === 'tutorial',
    threads,
    batchSize,
    learningRate: 0.01,
    data: directory,
    normalization,
    mnist: elements(Object.values(spec.input)) === elements(Object.values(size)) ? data.mnist : '',
    tensorflow: project,
    warmUp,
    trainBatches,
    testBatches,
    profile: false,
  };
}

const written = new Map<string, Promise<void>>();

/** Folder with the digits in the network's size. */
async function dataFor({ spec }: BenchNetwork, { dataset }: BenchData): Promise<string> {
  const { height, width } = spec.input;
  const directory = join(folder, `${height}x${width}`);
  const writing = written.get(directory) ?? writeData(dataset, spec.input, directory);
  written.set(directory, writing);
  await writing;
  return directory;
}

function dataNotes({ dataset, mnist }: BenchData): string[] {
  if (mnist) return [];
  return [
    `${dataset.notice} They stand in for MNIST, which was not found: set STN_DATA_DIR; loading it is not timed.`,
  ];
}

/** Threads that spin at a barrier lose most to a neighbour: PyTorch's ratios then flatter us. */
function loadNotes(): string[] {
  if (loadavg()[0] < cpus().length / 4) return [];
  return [
    'The machine was busy before the bench began: PyTorch’s 2 threads suffer most from that, and 2 threads of any contender gain less than they could.',
  ];
}

function workText({ spec, trainBatches, testBatches, batchSize }: BenchNetwork): string {
  const [forward, train] = [forwardMultiplyAdds(spec), trainMultiplyAdds(spec)].map((count) =>
    billionsPerEpoch(count).toFixed(0),
  );
  return `${parameterCount(spec)} parameters; a dense epoch is ${train}·10⁹ multiply-adds, ${forward}·10⁹ of them forward; from ${trainBatches} training batches and ${testBatches} test batches of ${batchSize}`;
}

function failureText({ failures }: Rounds<Answer>): string {
  return failures.map(({ key, reason }) => `Left out: ${key}: ${reason}.`).join('\n');
}

function loadText(): string {
  return loadavg()[0].toFixed(1);
}

function print(title: string, ...parts: string[]): void {
  const shown = parts.filter(Boolean);
  if (shown.length === 0) return;
  progress('');
  console.log(`\n${title}\n\n${shown.join('\n\n')}`);
}

/** What is at work, on the terminal's last line; nothing where the output is kept. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function readOptions(): BenchOptions {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(messageOf(error));
    process.exit(1);
  }
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
