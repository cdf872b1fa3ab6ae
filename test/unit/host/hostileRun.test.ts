/** Run folders that came from somebody with bad intentions: nothing outside of them is read or written. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readEpochFile } from '../../../src/host/runs/epochFiles';
import { readRunHistory } from '../../../src/host/runs/runFolder';
import { readLabel, writeLabel } from '../../../src/host/runsView/runLabel';
import { RunList } from '../../../src/host/runsView/runList';
import { defaultConfig } from '../../../src/shared/config';
import { encodeLine } from '../../../src/shared/messages';
import { RunFolder } from '../../../src/trainer/run/runFolder';
import { readSavedRun } from '../../../src/trainer/run/savedRun';
import { writeWeightFiles } from '../../../src/trainer/run/weightFiles';
import { epoch, samples, started, thetas } from './events';

let runs: string;
let run: string;
let outside: string;
let warnings: string[];
const warn = (sentence: string): void => void warnings.push(sentence);

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'stn-hostile-'));
  outside = mkdtempSync(join(tmpdir(), 'stn-outside-'));
  run = join(runs, 'run');
  mkdirSync(run);
  writeFileSync(join(run, 'config.json'), JSON.stringify(defaultConfig()));
  warnings = [];
});

function writeEvents(directory: string, ...events: object[]): string {
  const file = join(directory, 'events.jsonl');
  writeFileSync(file, events.map((event) => encodeLine(event) + '\n').join(''));
  return file;
}

const listed = async () => (await new RunList().read(runs)).at(0)?.facts;

describe('a run folder with links that lead out of it', () => {
  it('tells none of the events outside', async () => {
    symlinkSync(writeEvents(outside, started('x'), epoch(1)), join(run, 'events.jsonl'));
    expect(await readRunHistory(run, warn)).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/could not be read: it lies outside of its folder/)]);
    expect(await listed()).toEqual({ kind: 'refused', reason: 'it lies outside of its folder' });
    expect(() => readSavedRun(run)).toThrow(/is no run folder of STN Lab \(it lies outside/);
    expect(() => RunFolder.reopen(run)).toThrow(/can't be written \(it lies outside of its folder\)/);
  });

  it.each(['samples', 'thetas'] as const)('shows no %s from there', async (type) => {
    writeEvents(run, started('x'));
    const event = type === 'samples' ? samples(1) : thetas(1);
    writeFileSync(join(outside, 'epoch-0001.json'), encodeLine(event));
    symlinkSync(outside, join(run, type));
    expect(await readRunHistory(run, warn)).toMatchObject({ samples: [] });
    expect(warnings).toEqual([expect.stringMatching(/epoch-0001\.json could not be read: it lies outside/)]);
    if (type === 'samples') await expect(readEpochFile(run, 'samples', 1)).rejects.toThrow(/outside/);
    expect(() => RunFolder.reopen(run)).toThrow(/it lies outside/);
    expect(readdirSync(outside)).toEqual(['epoch-0001.json']);
  });

  it.each(['gallery', 'alignment'] as const)('reads and writes no %s there', async (kind) => {
    writeEvents(run, started('x'));
    writeFileSync(join(outside, 'epoch-0001.json'), '{}');
    symlinkSync(outside, join(run, kind));
    await expect(readEpochFile(run, kind, 1)).rejects.toThrow(/outside/);
    expect(() => RunFolder.reopen(run)).toThrow(/it lies outside/);
  });

  it('computes with no weights from there, whichever way their name leads', () => {
    writeWeightFiles(
      join(outside, 'epoch-0001'),
      new Map([['a', { shape: [1], values: Float32Array.of(1) }]]),
    );
    const weights = (directory: string): object => ({ type: 'weights', epoch: 1, batch: 0, directory });
    writeEvents(run, started('x'), weights(`../../${outside}/epoch-0001`), weights('weights/../../x'));
    expect(() => readSavedRun(run)).toThrow(/ended before any weights were saved/);
    symlinkSync(outside, join(run, 'weights'));
    writeEvents(run, started('x'), weights('weights/epoch-0001'));
    expect(() => readSavedRun(run)).toThrow(/can't be read: it lies outside of its folder/);
  });

  it('has no name from there, and gets one of its own', async () => {
    const label = join(outside, 'label.json');
    await writeLabel(outside, 'Somebody else’s');
    symlinkSync(label, join(run, 'label.json'));
    expect(await readLabel(run)).toBeUndefined();
    await writeLabel(run, 'Mine');
    expect([await readLabel(run), await readLabel(outside)]).toEqual(['Mine', 'Somebody else’s']);
  });
});

describe('a run folder that would never end', () => {
  it.skipIf(process.platform === 'win32')('for its events are a pipe, or a device, is refused', async () => {
    execFileSync('mkfifo', [join(run, 'events.jsonl')]);
    expect(await readRunHistory(run, warn)).toBeUndefined();
    expect(warnings[0]).toMatch(/it is no regular file/);
    expect(await listed()).toEqual({ kind: 'noEvents' });
    mkdirSync(join(run, 'samples'));
    symlinkSync('/dev/zero', join(run, 'samples', 'epoch-0001.json'));
    await expect(readEpochFile(run, 'samples', 1)).rejects.toThrow(/outside/);
  });

  it('for its files are huge, is refused or read as far as it makes sense', async () => {
    const line = encodeLine(epoch(1)) + '\n';
    writeFileSync(join(run, 'events.jsonl'), encodeLine(started('x')) + '\n' + line.repeat(30_000));
    expect((await readRunHistory(run, warn))?.epochs.length).toBeLessThan(20_010);
    expect(warnings.at(-1)).toMatch(/more epochs than a run has/);
    mkdirSync(join(run, 'samples'));
    const file = join(run, 'samples', 'epoch-0001.json');
    writeFileSync(file, '');
    truncateSync(file, 2 ** 40);
    await expect(readEpochFile(run, 'samples', 1)).rejects.toThrow(/more than/);
    truncateSync(join(run, 'events.jsonl'), 2 ** 40);
    expect(await readRunHistory(run, warn)).toBeUndefined();
    expect(await listed()).toMatchObject({ epochs: 1, isPartial: true });
  });

  it('for one line is, is read without it', async () => {
    const long = encodeLine({ type: 'log', level: 'info', message: 'x'.repeat(3 << 20) });
    writeFileSync(join(run, 'events.jsonl'), [started('x'), epoch(1)].map(encodeLine).join(`\n${long}\n`));
    expect((await readRunHistory(run, warn))?.epochs).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(/line 2 is too long for an event/)]);
  });

  it('for all of its lines are damaged, does not fill the log', async () => {
    writeFileSync(join(run, 'events.jsonl'), encodeLine(started('x')) + '\n' + '{}\n'.repeat(5000));
    await readRunHistory(run, warn);
    expect(warnings).toHaveLength(21);
  });
});
