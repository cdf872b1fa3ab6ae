/** A clock that is set back in mid-run, or between a run and its resumption: nothing that was trained depends on it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { interruptedRuns } from '../../src/host/runs/interruptedRuns';
import { readRunHistory } from '../../src/host/runs/runFolder';
import { newRunDirectory, runCommand, startCommand } from '../support/commands';
import { learnableFolder } from '../support/idxFiles';
import { curveOf, filesOf, newestCheckpoints, recorded } from '../support/runStory';

const hook = join(mkdtempSync(join(tmpdir(), 'stn-clock-')), 'clockSetBack.cjs');
beforeAll(async () => {
  const entryPoints = ['test/support/clockSetBack.ts'];
  await build({ bundle: true, platform: 'node', format: 'cjs', entryPoints, outfile: hook });
});

/** @param file that is there from then on */
const setBackBy = (file: string) => ({ NODE_OPTIONS: `--require ${hook}`, STN_CLOCK_SET_BACK_BY: file });

const epochs = 12;
const args = [
  ...Object.entries({ dataset: 'idx', engine: 'wasm', threads: 1, epochs, logInterval: 1, sampledDigits: 4 }),
  ...[['checkpointsKept', 1000] as const],
].flatMap(([key, value]) => ['--set', `${key}=${JSON.stringify(value)}`]);
args.push('--data', learnableFolder(128, 50), '--json', '--out');

it('a clock that is set back changes nothing of a run, nor of what is resumed then', async () => {
  const reference = newRunDirectory();
  expect(await runCommand('train', [...args, reference])).toMatchObject({ code: 0, stderr: '' });

  const directory = newRunDirectory();
  const running = startCommand(
    'train',
    [...args, directory],
    setBackBy(join(directory, 'samples', 'epoch-0002.json')),
  );
  await running.shows(`"type":"epoch","epoch":${epochs / 2},`);
  running.child.kill('SIGKILL');
  await running.finished;
  // One after every epoch, the newest by its name and not by its time.
  expect(newestCheckpoints(directory).length).toBeGreaterThanOrEqual(epochs / 2 - 1);
  expect(await interruptedRuns(join(directory, '..'), (warning) => expect.unreachable(warning))).toHaveLength(
    1,
  );

  const resumed = await runCommand('train', ['--resume', directory, '--json'], setBackBy(hook));
  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  const times = recorded(directory).flatMap((event) => ('time' in event ? [Date.parse(event.time)] : []));
  expect(times).toHaveLength(2);
  expect(times[1]).toBeLessThan(times[0]);
  expect(curveOf(directory)).toEqual(curveOf(reference));
  expect(filesOf(directory)).toEqual(filesOf(reference));
  const history = await readRunHistory(directory, (warning) => expect.unreachable(warning));
  expect(history?.epochs.map(({ epoch }) => epoch)).toEqual(
    Array.from({ length: epochs }, (_, at) => at + 1),
  );
});
