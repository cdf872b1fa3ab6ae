import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeLine, parseMessage } from '../../src/shared/messages';
import { trainerEventSchema } from '../../src/shared/trainerProtocol';
import { decodeCheckpoint } from '../../src/trainer/run/checkpoint';
import { readWeightFiles } from '../../src/trainer/run/weightFiles';
import { newRunDirectory, runCommand, startCommand, type Finished } from '../support/commands';
import type { FileFault } from '../support/failingFiles';
import { learnableFolder } from '../support/idxFiles';
import { curveOf, filesOf, newestCheckpoints } from '../support/runStory';

/** Each n-th call fails in turn; all of them: `STN_FAULT_STEP=1 npx vitest run … test/headless/faults.test.ts`. */
const step = Number(process.env.STN_FAULT_STEP ?? 23);

const data = learnableFolder(64, 20);
const settings = Object.entries({
  ...{ dataset: 'idx', engine: 'wasm', threads: 1, epochs: 2, batchSize: 32, logInterval: 1 },
  ...{ sampledDigits: 4, checkpointSeconds: 0 },
}).flatMap(([key, value]) => ['--set', `${key}=${JSON.stringify(value)}`]);
const trainInto = (directory: string): string[] => [...settings, '--data', data, '--out', directory];

const place = mkdtempSync(join(tmpdir(), 'stn-fault-'));
const hook = join(place, 'failingFiles.cjs');
const countFile = join(place, 'calls');
beforeAll(async () => {
  const entryPoints = ['test/support/failingFiles.ts'];
  await build({ bundle: true, platform: 'node', format: 'cjs', entryPoints, outfile: hook });
});

/** @returns how it ended, and how many calls there were that could have failed */
async function trainWith(args: readonly string[], fault: Omit<FileFault, 'countFile'>) {
  const environment = {
    NODE_OPTIONS: `--require ${hook}`,
    STN_FAULT: JSON.stringify({ ...fault, countFile } satisfies FileFault),
  };
  const ended = await runCommand('train', args, environment);
  return { ...ended, calls: Number(readFileSync(countFile, 'utf8')) };
}

/** One sentence that names a file, says why, and what to do. */
function expectSentence({ code, stderr }: Finished, directory: string): void {
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toContain(directory);
  expect(stderr).toMatch(/\(.+\)[:;] .*(go on|try again|train it again|choose a folder|writable|remove it)/);
}

/** Nothing that has its final name is half of what it should be. */
function expectWhole(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (file.includes('.unfinished')) continue;
    if (entry.isDirectory() && entry.parentPath.endsWith('weights'))
      readWeightFiles(directory, relative(directory, file));
    if (!entry.isFile()) continue;
    if (entry.name.endsWith('.json')) JSON.parse(readFileSync(file, 'utf8'));
    if (/^checkpoint.*\.bin$/.test(entry.name)) decodeCheckpoint(readFileSync(file));
    if (entry.name === 'events.jsonl') {
      const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
      for (const line of lines) parseMessage(trainerEventSchema, decodeLine(line), file);
    }
  }
}

/** With the fault gone, by the command that the sentence names. */
async function expectSameCurveIn(directory: string, reference: string): Promise<void> {
  const canResume = existsSync(join(directory, 'checkpoints')) && newestCheckpoints(directory).length > 0;
  const again = canResume ? ['--resume', directory] : trainInto(directory);
  const ended = await runCommand('train', again);
  if (ended.stderr.includes('holds a run already; name another folder')) {
    // It began, and had nothing to go on from.
    expect(canResume).toBe(false);
    return;
  }
  if (ended.code !== 0) expect(ended.stderr).toMatch(/is completed: there is nothing to resume/);
  expect(curveOf(directory)).toEqual(curveOf(reference));
  expect(filesOf(directory)).toEqual(filesOf(reference));
  const left = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => /unfinished|pid/.test(name))).toEqual([]);
}

/**
 * Lets every `step`th call of a run fail.
 * @param begin makes the run's folder what it is before, and gives the command for it
 */
async function failInTurn(
  code: FileFault['code'],
  begin: (directory: string) => string[],
  reference: string,
): Promise<void> {
  const healthy = newRunDirectory();
  const { calls } = await trainWith(begin(healthy), { folder: healthy, code, call: 0 });
  expect(curveOf(healthy)).toEqual(curveOf(reference));
  let failed = 0;
  for (let call = 1; call <= calls; call += step) {
    const directory = newRunDirectory();
    const ended = await trainWith(begin(directory), { folder: directory, code, call });
    try {
      if (ended.code !== 0) {
        failed++;
        expectSentence(ended, directory);
      }
      expectWhole(directory);
      await expectSameCurveIn(directory, reference);
    } catch (error) {
      throw new Error(`Call ${call} of ${calls}: ${ended.stderr}`, { cause: error });
    }
    rmSync(directory, { recursive: true, force: true });
  }
  expect(failed).toBeGreaterThan(0);
  console.log(`${code}: of ${calls} calls every ${step}. failed in turn; ${failed} runs ended by it.`);
}

describe('a run whose files can’t be written', () => {
  const reference = newRunDirectory();
  beforeAll(async () => {
    expect(await runCommand('train', trainInto(reference))).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['ENOSPC', 'EACCES', 'EIO'] as const)(
    'because of %s, at any call, says so in a sentence and goes on from what is there',
    (code) => failInTurn(code, trainInto, reference),
    120_000 + 600_000 / step,
  );

  it(
    'does so also where it is resumed',
    async () => {
      const interrupted = newRunDirectory();
      const full = { folder: interrupted, code: 'ENOSPC', call: 60 } as const;
      expect((await trainWith(trainInto(interrupted), full)).stderr).toMatch(
        /after epoch \d is safe; put that/,
      );
      const begin = (directory: string): string[] => {
        cpSync(interrupted, directory, { recursive: true });
        return ['--resume', directory];
      };
      await failInTurn('EIO', begin, reference);
    },
    120_000 + 300_000 / step,
  );

  it('because it was deleted in mid-run, says that it is gone and leaves nothing', async () => {
    const directory = newRunDirectory();
    const running = startCommand('train', [...trainInto(directory), '--set', 'epochs=10000']);
    await running.shows('Test set');
    // At once, as a file manager does; else the trainer might put a file into it meanwhile.
    renameSync(directory, `${directory}-deleted`);
    rmSync(`${directory}-deleted`, { recursive: true, force: true, maxRetries: 50, retryDelay: 2 });
    const ended = await running.finished;
    expectSentence(ended, directory);
    expect(ended.stderr).toMatch(/what was trained is gone with the run folder; train it again\.$/m);
    expect(existsSync(directory)).toBe(false);
  });
});
