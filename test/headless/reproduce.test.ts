import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeLine } from '../../src/shared/messages';
import { newRunDirectory, runCommand, startCommand, type Finished } from '../support/commands';
import { learnableFolder } from '../support/idxFiles';

const data = learnableFolder();
const settings = ['dataset=idx', 'engine=wasm', 'distortion.kind=none'].flatMap((one) => ['--set', one]);
const two = ['--cells', 'r-fcn,r-cnn', '--data', data, ...settings];
const tiny = [...two, '--set', 'epochs=2'];

interface Line {
  readonly type: string;
  readonly [key: string]: unknown;
}

function linesOf({ stdout }: Finished, ...types: string[]): Line[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => decodeLine(line) as Line).filter(({ type }) => types.includes(type));
}

const runsOf = (finished: Finished): unknown[] =>
  linesOf(finished, 'run').map(({ cell, seed, position, count }) => [cell, seed, position, count]);

describe('npm run reproduce', () => {
  it('fills the table, with a line for each epoch, and trains nothing twice', async () => {
    const directory = newRunDirectory();
    const first = await runCommand('reproduce', [...tiny, '--out', directory]);
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      /^\[1\/2\] r-fcn, seed 1: epoch 2\/2, train loss \d\.\d{4}, error \d+\.\d\d %, \d+\.\d s, about \d+:\d\d left$/m,
    );
    expect(first.stdout).toMatch(/^r-cnn, seed 1: error \d+\.\d\d % after 2 epochs, in \d+:\d\d$/m);
    const table = readFileSync(join(directory, 'table.md'), 'utf8');
    expect(first.stdout).toContain(table.trimEnd());
    expect(table).toMatch(/\n\| R +\| FCN +\| +2\.1 \| +5\.91 \| +\d+\.\d\d \| +1 \| +2 \| +\d+,\d+ \| /);
    expect(table).toContain(
      'Settings of every cell were changed: dataset=idx, engine=wasm, distortion.kind=none, epochs=2.',
    );
    for (const cell of ['r-fcn', 'r-cnn']) {
      const config = readFileSync(join(directory, cell, 'seed-1/config.json'), 'utf8');
      expect(JSON.parse(config)).toMatchObject({ epochs: 2, seed: 1, batchSize: 256 });
      expect(existsSync(join(directory, cell, 'seed-1/report.html'))).toBe(true);
    }

    const second = await runCommand('reproduce', [...tiny, '--seeds', '2', '--out', directory, '--json']);
    expect(runsOf(second)).toEqual([
      ['r-fcn', 2, 1, 2],
      ['r-cnn', 2, 2, 2],
    ]);
    expect(linesOf(second, 'epoch')).toHaveLength(4);
    const errors = linesOf(second, 'result').map(({ error }) => error);
    const [board] = linesOf(second, 'table');
    expect(board).toMatchObject({ pending: 0, cells: [{ cell: 'r-fcn', seeds: [1, 2] }, { cell: 'r-cnn' }] });
    expect(errors).toHaveLength(2);
  });

  it('keeps what is done when it is interrupted, and goes on there', async () => {
    const directory = newRunDirectory();
    // So many epochs that the second cell can't end before it is interrupted; the first is done by then.
    await runCommand('reproduce', [...two, '--cells', 'r-fcn', '--set', 'epochs=50', '--out', directory]);
    const args = [...two, '--set', 'epochs=50', '--out', directory, '--json'];
    const running = startCommand('reproduce', args);
    await running.shows('"type":"epoch"');
    running.child.kill('SIGINT');
    const interrupted = await running.finished;
    expect(interrupted.code).toBe(130);
    expect(runsOf(interrupted)).toEqual([['r-cnn', 1, 1, 1]]);
    expect(linesOf(interrupted, 'finished')).toMatchObject([{ outcome: 'stopped' }]);
    expect(linesOf(interrupted, 'result')).toEqual([]);
    expect(linesOf(interrupted, 'table')).toMatchObject([
      { pending: 1, cells: [{ seeds: [1] }, { cell: 'r-cnn', seeds: [] }] },
    ]);
    expect(interrupted.stderr).toBe(
      `Interrupted. What is done is kept in ${directory}; to go on: npm run reproduce -- ${args.join(' ')}\n`,
    );

    // The run at work begins anew; one whose settings are others now is trained again, and says so.
    const resumed = await runCommand('reproduce', [...tiny, '--out', directory]);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain(
      'r-fcn, seed 1: was trained under other settings (epochs 50, now 2) and is trained again.',
    );
    expect(resumed.stdout).toContain('[2/2] r-cnn, seed 1: epoch 2/2');
    const results = JSON.parse(readFileSync(join(directory, 'scoreboard.json'), 'utf8')) as {
      results: { cell: string; directory: string }[];
    };
    expect(results.results.map(({ directory: own }) => own)).toEqual([
      'r-fcn/seed-1',
      'r-fcn/seed-1-2',
      'r-cnn/seed-1',
    ]);
  });

  it('shows a cell that failed and trains the others', async () => {
    const directory = newRunDirectory();
    mkdirSync(directory);
    // Where the first cell's folder would be.
    writeFileSync(join(directory, 'r-fcn'), '');
    const { code, stdout, stderr } = await runCommand('reproduce', [...tiny, '--out', directory]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^r-fcn, seed 1: failed\. .*; move it away\.\n$/);
    expect(stdout).toMatch(/^\| R +\| FCN +\| +2\.1 \| +5\.91 \| failed \|/m);
    expect(stdout).toMatch(/^\| R +\| CNN +\| +1\.2 \| +3\.15 \| +\d+\.\d\d \|/m);
    expect(stdout).toMatch(
      /^- r-fcn, seed 1: failed\. .*r-fcn\/seed-1 can't be made room for a run \(ENOTDIR/m,
    );
  });

  it.each([
    [
      ['--cells', 'S'],
      /^No cell of the table is named "S"; there are the distortions R, RTS, P, E, TC, addition/,
    ],
    [['--budget', 'long'], /^--budget must be "short" or "full", but is "long"\./],
    [['--seeds', '0'], /^--seeds must be a whole number from 1 to 100, but is "0"\./],
    [['--set', 'seed=3'], /^--set: the seeds of the table are 1 to what --seeds says/],
    [['--set', 'epochs=0'], /^stn\.epochs must be a whole number from 1 to 10000, but is 0\./],
  ])('refuses %j with 2 and a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runCommand('reproduce', [...args, '--out', newRunDirectory()]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).toContain('Usage: npm run reproduce');
  });
});
