import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunDirectory, readRunHistory, runName } from '../../../src/host/runs/runFolder';
import { encodeLine } from '../../../src/shared/messages';
import { batch, epoch, samples, started, thetas } from './events';
import { faultOf } from './forkFake';

let folder: string;
let warnings: string[];
const read = () => readRunHistory(folder, (sentence) => warnings.push(sentence));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stn-run-folder-'));
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(...lines: string[]): void {
  writeFileSync(join(folder, 'events.jsonl'), lines.join('\n'));
}

function writeSamples(name: string, text: string): void {
  mkdirSync(join(folder, 'samples'), { recursive: true });
  writeFileSync(join(folder, 'samples', name), text);
}

describe('reading a run folder', () => {
  const end = { type: 'finished', outcome: 'completed', epochs: 1, seconds: 2, report: null } as const;

  it('gives the history, with NaN losses and the newest samples', async () => {
    write(...[started('elsewhere'), batch(1, 0, NaN), epoch(1), end].map(encodeLine), '');
    for (const number of [0, 2, 10]) writeSamples(`epoch-000${number}.json`, encodeLine(samples(number)));
    const history = await read();
    expect(history?.started.directory).toBe(folder);
    expect(history?.batches.newest).toEqual(batch(1, 0, NaN));
    expect(history?.batches.losses[0]).toBeNaN();
    expect(history?.epochs).toEqual([epoch(1)]);
    expect(history?.samples).toEqual([samples(10)]);
    expect(history?.end).toEqual(end);
    expect(warnings).toEqual([]);
  });

  it('gives the newest thetas', async () => {
    write(encodeLine(started(folder)), '');
    mkdirSync(join(folder, 'thetas'));
    for (const number of [9, 10]) {
      const name = `epoch-${String(number).padStart(4, '0')}.json`;
      writeFileSync(join(folder, 'thetas', name), encodeLine(thetas(number)));
    }
    expect((await read())?.thetas).toEqual(thetas(10));
  });

  it('leaves out a line that was cut short at the end without a word', async () => {
    write(...[started(folder), batch(1, 0)].map(encodeLine), encodeLine(epoch(1)).slice(0, 30));
    const history = await read();
    expect(history?.batches).toHaveLength(1);
    expect(history?.epochs).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('leaves out malformed lines between others, with a sentence', async () => {
    write(
      encodeLine(started(folder)),
      '{"type": "batch"',
      '{"type":"batch","epoch":"x"}',
      encodeLine(epoch(1)),
      '',
    );
    const history = await read();
    expect(history?.epochs).toHaveLength(1);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/events\.jsonl, line 2 is no JSON/);
    expect(warnings[1]).toMatch(/line 3.*epoch/);
  });

  it('takes older samples where the newest are broken', async () => {
    write(encodeLine(started(folder)));
    writeSamples('epoch-0001.json', encodeLine(samples(1)) + '\n');
    writeSamples('epoch-0002.json', '{"type":"samples"');
    writeSamples('notes.txt', 'not samples');
    expect((await read())?.samples).toEqual([samples(1)]);
    expect(warnings).toHaveLength(1);
  });

  it('gives nothing for a folder that holds no run or is gone', async () => {
    expect(await read()).toBeUndefined();
    write(encodeLine(batch(1, 0)), '');
    expect(await read()).toBeUndefined();
    rmSync(folder, { recursive: true });
    expect(await read()).toBeUndefined();
    expect(warnings.at(-1)).toMatch(/could not be read: ENOENT/);
  });
});

describe('a new run folder', () => {
  const time = new Date(2026, 10, 22, 16, 45, 3);

  it('is named by local time, and once more where that is taken', async () => {
    const runs = join(folder, 'deep', 'runs');
    expect(await createRunDirectory(runs, time)).toBe(join(runs, '2026-11-22T16-45-03'));
    expect(await createRunDirectory(runs, time)).toBe(join(runs, '2026-11-22T16-45-03-2'));
    expect(readdirSync(runs)).toHaveLength(2);
    expect(runName(time)).toBe('2026-11-22T16-45-03');
  });

  it('can’t be made where a file is in the way', async () => {
    writeFileSync(join(folder, 'file'), '');
    const fault = await faultOf(createRunDirectory(join(folder, 'file'), time));
    expect(fault).toMatchObject({ kind: 'cannotWrite', reason: 'EEXIST' });
  });
});
