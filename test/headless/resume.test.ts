import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockName } from '../../src/files/folderLock';
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { decodeCheckpoint } from '../../src/trainer/run/checkpoint';
import { newRunDirectory, runCommand, startCommand } from '../support/commands';
import { learnableFolder } from '../support/idxFiles';
import { curveOf, filesOf, newestCheckpoints, recorded } from '../support/runStory';

/** SIGKILLs of each kind of run; the harness of many: `STN_KILLS=100 npx vitest run … test/headless/resume.test.ts`. */
const kills = Number(process.env.STN_KILLS ?? 5);
const checkpointSeconds = 0.05;
/** Seconds: an epoch’s evaluation and its files come before its checkpoint, on a machine that may be busy. */
const slack = 0.75;

const data = learnableFolder();
const settings = (values: Record<string, unknown>): string[] =>
  Object.entries({ dataset: 'idx', sampledDigits: 10, engine: 'wasm', ...values }).flatMap(([key, value]) => [
    '--set',
    `${key}=${JSON.stringify(value)}`,
  ]);

const runs: Record<string, string[]> = {
  'plain digits, Adam': settings({
    ...{ epochs: 6, logInterval: 1, checkpointSeconds, optimizer: 'adam', learningRate: 0.001 },
    ...{ 'schedule.kind': 'cosine', threads: 1 },
  }),
  'distorted digits, Nesterov momentum, a spline, early stop': settings({
    ...{ epochs: 5, logInterval: 3, checkpointSeconds, optimizer: 'nesterov', batchSize: 48 },
    ...{ 'distortion.kind': 'R', 'transformer.kind': 'tps', gradientClip: 1, earlyStop: 4, threads: 2 },
  }),
};

const resume = (directory: string): readonly string[] => ['--resume', directory, '--json'];

/** Kills a run after a while, counted from where it trains. @returns whether it was still at work */
async function killAfter(args: readonly string[], milliseconds: number): Promise<boolean> {
  const running = startCommand('train', args);
  const begun = Promise.all([running.shows('"type":"batch"')]).then(() => true);
  // A run that is resumed at its very end tells of no batch any more.
  if (!(await begun.catch(() => false))) return false;
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  running.child.kill('SIGKILL');
  return (await running.finished).code === null;
}

/** Batches trained since the beginning, by position. */
const batchesPerEpoch = (directory: string): number =>
  recorded(directory).find((event) => event.type === 'started')?.batchesPerEpoch ?? 0;

describe('a run that is killed again and again', () => {
  it.each(Object.entries(runs))(
    'with %s ends as if it had not been',
    async (_, args) => {
      const reference = newRunDirectory();
      const whole = await runCommand('train', [...args, '--data', data, '--out', reference, '--json']);
      expect(whole).toMatchObject({ code: 0, stderr: '' });
      const [expectedCurve, expectedFiles] = [curveOf(reference), filesOf(reference)];

      let directory = newRunDirectory();
      let fresh = true;
      let done = 0;
      let mostBatchesLost = 0;
      let mostSecondsLost = 0;
      while (done < kills) {
        const begin = fresh ? [...args, '--data', data, '--out', directory, '--json'] : resume(directory);
        if (await killAfter(begin, Math.random() * 250)) {
          done++;
          fresh = false;
          mostBatchesLost = Math.max(mostBatchesLost, batchesLost(directory));
          mostSecondsLost = Math.max(mostSecondsLost, secondsLost(directory));
          continue;
        }
        // It came to its end before the kill: that must be the right one, and the next is killed from the start.
        expect(curveOf(directory)).toEqual(expectedCurve);
        directory = newRunDirectory();
        fresh = true;
      }
      const last = await runCommand('train', resume(directory));
      expect(last).toMatchObject({ code: 0 });
      expect(curveOf(directory)).toEqual(expectedCurve);
      expect(filesOf(directory)).toEqual(expectedFiles);
      expect(newestCheckpoints(directory).length).toBeLessThanOrEqual(2);
      expect(existsSync(join(directory, lockName))).toBe(false);
      const unfinished = readdirSync(directory, { recursive: true, encoding: 'utf8' });
      expect(unfinished.filter((name) => /tmp-|unfinished/.test(name))).toEqual([]);
      expect(mostSecondsLost).toBeLessThan(checkpointSeconds + slack);
      console.log(
        `${done} kills, at most ${mostBatchesLost} batches or ${mostSecondsLost.toFixed(2)} s lost at once.`,
      );
    },
    120_000 + 5_000 * kills,
  );

  /** From the newest checkpoint, or from where the run was resumed since, to the last word before the kill. */
  function secondsLost(directory: string): number {
    const [saved, told] = [newestCheckpoints(directory).at(-1) ?? '', join(directory, 'events.jsonl')].map(
      (file) => statSync(file).mtimeMs,
    );
    const resumed = recorded(directory).findLast((event) => event.type === 'resumed');
    return (told - Math.max(saved, Date.parse(resumed?.time ?? '') || 0)) / 1000;
  }

  /** Batches told of after the newest checkpoint. */
  function batchesLost(directory: string): number {
    const { loop } = decodeCheckpoint(readFileSync(newestCheckpoints(directory).at(-1) ?? ''));
    const perEpoch = batchesPerEpoch(directory);
    const saved = loop.epoch * perEpoch + loop.batch;
    const told = recorded(directory)
      .slice(recorded(directory).findLastIndex(({ type }) => type === 'resumed') + 1)
      .filter((event): event is TrainerEventOf<'batch'> => event.type === 'batch')
      .map(({ epoch, batch }) => (epoch - 1) * perEpoch + batch + 1);
    return Math.max(0, ...told.map((position) => position - saved));
  }
});

describe('a run that can’t go on', () => {
  const short = [...settings({ epochs: 1 }), '--data', data];

  it('because it is completed, is told so and stays as it is', async () => {
    const directory = newRunDirectory();
    expect(await runCommand('train', [...short, '--out', directory])).toMatchObject({ code: 0 });
    const before = readFileSync(join(directory, 'events.jsonl'), 'utf8');
    const { code, stderr } = await runCommand('train', ['--resume', directory]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The run in .* is completed: there is nothing to resume; train a new one/);
    expect(readFileSync(join(directory, 'events.jsonl'), 'utf8')).toBe(before);
    expect(existsSync(join(directory, lockName))).toBe(false);
  });

  it.each([
    [
      ['--resume', '.', '--set', 'epochs=3'],
      2,
      /^--resume takes the run’s own settings and folder: leave --set/,
    ],
    [['--resume', 'nowhere'], 2, /^--resume must name a folder/],
    [['--resume', 'src'], 1, /src is no run folder of STN Lab \(there is no events\.jsonl\)/],
  ])('says why: %j', async (args, expected, sentence) => {
    const { code, stderr } = await runCommand('train', args);
    expect(code).toBe(expected);
    expect(stderr).toMatch(sentence);
  });

  it('because its checkpoints are damaged or its data is another’s, says which', async () => {
    const directory = newRunDirectory();
    const running = startCommand('train', [
      ...settings({ epochs: 10000 }),
      '--data',
      data,
      '--json',
      '--out',
      directory,
    ]);
    await running.shows('"type":"epoch","epoch":2');
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);

    const moved = newRunDirectory();
    cpSync(directory, moved, { recursive: true });
    const config = JSON.parse(readFileSync(join(moved, 'config.json'), 'utf8')) as object;
    const dataDirectory = learnableFolder(320);
    writeFileSync(join(moved, 'config.json'), JSON.stringify({ ...config, dataDirectory }));
    const other = await runCommand('train', ['--resume', moved]);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(
      /^The run was trained on other data than .* put its data back to resume it\.$/m,
    );

    const newest = newestCheckpoints(directory).at(-1) ?? '';
    truncateSync(newest, 1000);
    const again = startCommand('train', ['--resume', directory]);
    await again.shows('Resumed after epoch');
    again.child.kill('SIGINT');
    const { stdout } = await again.finished;
    expect(stdout).toMatch(
      /^The checkpoint .* can't be used \(it has 1000 bytes, not \d+\): the one before/m,
    );

    for (const file of newestCheckpoints(directory)) writeFileSync(file, 'nothing');
    const none = await runCommand('train', ['--resume', directory]);
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/holds no checkpoint to resume from/);
  });

  it('because another process is at work on it, says which', async () => {
    const directory = newRunDirectory();
    const running = startCommand('train', [
      ...settings({ epochs: 10000 }),
      '--data',
      data,
      '--json',
      '--out',
      directory,
    ]);
    await running.shows('"type":"epoch"');
    const { code, stderr } = await runCommand('train', ['--resume', directory]);
    expect(code).toBe(1);
    expect(stderr).toContain(`Another process (${running.child.pid}) is at work in ${directory}`);
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
  });
});

it('a run that was stopped goes on to the same curve', async () => {
  const args = [...settings({ epochs: 4, optimizer: 'momentum' }), '--data', data, '--json'];
  const reference = newRunDirectory();
  expect(await runCommand('train', [...args, '--out', reference])).toMatchObject({ code: 0 });
  const directory = newRunDirectory();
  const running = startCommand('train', [...args, '--out', directory]);
  await running.shows('"type":"epoch"');
  running.child.kill('SIGINT');
  const { code } = await running.finished;
  // It may have come to its end before the signal came.
  if (code === 130) expect((await runCommand('train', resume(directory))).code).toBe(0);
  expect(curveOf(directory)).toEqual(curveOf(reference));
});
