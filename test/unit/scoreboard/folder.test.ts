import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillScoreboard, type NextRun, type ScoreboardTask } from '../../../src/files/fillScoreboard';
import { lockName } from '../../../src/files/folderLock';
import { readResults, ScoreboardFolder } from '../../../src/files/scoreboardFolder';
import type { RunEnd } from '../../../src/shared/scoreboard/results';
import type { Scoreboard } from '../../../src/shared/scoreboard/table';
import { cellsOf, completedEnd } from './support';

const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'stn-scoreboard-')), 'table');

function taskOf(overrides: Record<string, unknown> = {}, seeds = 1): ScoreboardTask {
  return { budget: 'short', overrides: [], ...cellsOf(['r-fcn', 'r-cnn'], overrides), seeds };
}

/** Fills the table with runs that end as told, each leaving a file behind. */
async function fill(directory: string, task: ScoreboardTask, ends: Record<string, RunEnd> = {}) {
  const runs: NextRun[] = [];
  const boards: Scoreboard[] = [];
  const folder = await ScoreboardFolder.open(directory);
  try {
    const { outcome } = await fillScoreboard(folder, task, {
      train: (run) => {
        runs.push(run);
        const place = join(directory, run.name);
        expect(existsSync(place)).toBe(false);
        mkdirSync(place, { recursive: true });
        writeFileSync(join(place, 'events.jsonl'), '');
        return Promise.resolve(ends[`${run.cell.id} ${run.seed}`] ?? completedEnd(place));
      },
      onTable: (board) => boards.push(board),
    });
    return {
      outcome,
      boards,
      runs,
      names: runs.map(({ name }) => name),
    };
  } finally {
    await folder.close();
  }
}

const stopped: RunEnd = { outcome: 'stopped' };

describe('a table that is filled', () => {
  it('is trained run by run and kept after each', async () => {
    const directory = newFolder();
    const { outcome, names, boards } = await fill(directory, taskOf({}, 2));
    expect(outcome).toBe('completed');
    expect(names).toEqual(['r-fcn/seed-1', 'r-cnn/seed-1', 'r-fcn/seed-2', 'r-cnn/seed-2']);
    expect(boards.map(({ pending, atWork }) => [pending, atWork?.cell.id])).toEqual([
      [4, 'r-fcn'],
      [3, 'r-cnn'],
      [2, 'r-fcn'],
      [1, 'r-cnn'],
      [0, undefined],
    ]);
    const results = await readResults(directory);
    expect(results[0]).toMatchObject({
      ...{
        outcome: 'completed',
        cell: 'r-fcn',
        seed: 1,
        error: 10,
        epochs: 2,
        seconds: 2,
        parameters: 27_360,
      },
      ...{ dataset: 'Synthetic digits', testCount: 100, collapse: 'Theta shrinks in epoch 2.' },
      ...{ settings: { seed: 1, epochs: 90 } },
    });
    expect(readFileSync(join(directory, 'table.md'), 'utf8')).toContain('10.00\u00a0±\u00a00.00');
    expect(readdirSync(directory).sort()).toEqual(['r-cnn', 'r-fcn', 'scoreboard.json', 'table.md']);
    expect((await fill(directory, taskOf({}, 2))).names).toEqual([]);
  });

  it('goes on where it was stopped, and trains the run at work again from its start', async () => {
    const directory = newFolder();
    const first = await fill(directory, taskOf({}, 2), { 'r-cnn 1': stopped });
    expect(first).toMatchObject({ outcome: 'stopped', names: ['r-fcn/seed-1', 'r-cnn/seed-1'] });
    expect(readFileSync(join(directory, 'table.md'), 'utf8')).not.toContain('in training');
    const second = await fill(directory, taskOf({}, 2));
    expect(second.names).toEqual(['r-cnn/seed-1', 'r-fcn/seed-2', 'r-cnn/seed-2']);
    expect(second.runs.map(({ position, count }) => [position, count])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it('does not end with a run that failed, and tries that one again the next time', async () => {
    const directory = newFolder();
    const failure: RunEnd = { outcome: 'failed', message: 'There is no such network.' };
    const first = await fill(directory, taskOf(), { 'r-fcn 1': failure });
    expect(first).toMatchObject({ outcome: 'completed', names: ['r-fcn/seed-1', 'r-cnn/seed-1'] });
    expect(first.boards.at(-1)?.rows[0].failed).toMatchObject([{ message: 'There is no such network.' }]);
    const second = await fill(directory, taskOf());
    expect(second.names).toEqual(['r-fcn/seed-1']);
    expect(second.boards.at(-1)?.rows[0].failed).toEqual([]);
  });

  it('keeps the runs of other settings, and takes them again where the settings are as before', async () => {
    const directory = newFolder();
    await fill(directory, taskOf());
    const changed = await fill(directory, taskOf({ 'stn.epochs': 2 }), { 'r-cnn 1': stopped });
    expect(changed.names).toEqual(['r-fcn/seed-1-2', 'r-cnn/seed-1-2']);
    expect(changed.runs[0].change).toMatch(
      /^r-fcn, seed 1: was trained under other settings \(epochs 90, now 2\)/,
    );
    expect(changed.boards[0].changes).toHaveLength(2);
    expect(changed.boards.at(-1)?.changes).toHaveLength(1);
    expect((await fill(directory, taskOf({ 'stn.epochs': 2 }))).names).toEqual(['r-cnn/seed-1-2']);
    expect((await fill(directory, taskOf())).names).toEqual([]);
    expect(existsSync(join(directory, 'r-fcn/seed-1/events.jsonl'))).toBe(true);
  });
});

describe('a table’s folder', () => {
  it.each([
    [
      '{"format": ',
      /scoreboard\.json can't be read as JSON \(.*\)\. Repair it, move it away, or name another/,
    ],
    ['{"format": "stn-lab-scoreboard", "version": 2, "results": []}', /can read \(version: .*2\)\. Repair/],
    [
      '{"format": "stn-lab-scoreboard", "version": 1, "results": [{"outcome": "completed"}]}',
      /can read \(results\.0\.cell: /,
    ],
    ['[]', /can read \(.*\)\. Repair/],
  ])('with %s is refused, left as it is, and free for others', async (content, sentence) => {
    const directory = newFolder();
    mkdirSync(directory);
    writeFileSync(join(directory, 'scoreboard.json'), content);
    await expect(ScoreboardFolder.open(directory)).rejects.toThrow(sentence);
    expect(readFileSync(join(directory, 'scoreboard.json'), 'utf8')).toBe(content);
    expect(existsSync(join(directory, lockName))).toBe(false);
  });

  it('is for one at a time, but not for one that is gone', async () => {
    const directory = newFolder();
    const folder = await ScoreboardFolder.open(directory);
    await expect(ScoreboardFolder.open(directory)).rejects.toThrow(
      `Another process (${process.pid}) is at work in ${directory}`,
    );
    await folder.close();
    // No system has a process of that number.
    writeFileSync(join(directory, lockName), '999999999');
    await (await ScoreboardFolder.open(directory)).close();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('that can’t be made is refused', async () => {
    const file = newFolder();
    writeFileSync(file, '');
    await expect(ScoreboardFolder.open(join(file, 'table'))).rejects.toThrow(/can't be made \(.*ENOTDIR/);
  });
});
