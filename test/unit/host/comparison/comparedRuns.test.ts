import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockName } from '../../../../src/files/folderLock';
import { ComparedRuns } from '../../../../src/host/comparison/comparedRuns';
import { RunPair } from '../../../../src/host/runs/runPair';
import { writeLabel } from '../../../../src/host/runsView/runLabel';
import { RunList } from '../../../../src/host/runsView/runList';
import type { ComparedRun } from '../../../../src/shared/comparison';
import { encodeLine } from '../../../../src/shared/messages';
import type { HostMessage } from '../../../../src/shared/viewProtocol';
import { batch, samples, started, thetas } from '../events';
import { begun, completed, epochWith, writeRun } from '../runsView/folders';

let runs: string;
let pair: RunPair;
let posted: HostMessage[];
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'stn-runs-'));
  pair = new RunPair();
  posted = [];
});
afterEach(() => {
  pair.dispose();
  rmSync(runs, { recursive: true, force: true });
});

const time = '2026-11-20T12:00:00.000Z';

function comparing(...names: string[]): ComparedRuns {
  const sources = {
    directory: () => runs,
    list: new RunList(),
    runs: pair,
    describe: (problem: unknown) => (typeof problem === 'string' ? problem : JSON.stringify(problem)),
    warn: () => undefined,
  };
  return new ComparedRuns(names, sources, (message) => posted.push(message));
}

/** What was told of runs, oldest first; and forgets it. */
function told(): ComparedRun[] {
  return posted.splice(0).flatMap((message) => (message.type === 'compared' ? [message.run] : []));
}

describe('the runs of a comparison', () => {
  it('are told in their order, each with its curves and what can’t be shown with a sentence', async () => {
    writeRun(runs, 'good', [begun(time), batch(1, 0), epochWith(1, 0.9), completed]);
    writeRun(runs, 'newer', [encodeLine({ ...begun(time), dreams: 1 })]);
    writeRun(runs, 'half', [batch(1, 0), '{"type":"epo']);
    await comparing('newer', 'gone', 'good', 'half', '../outside').begin();
    expect(posted[0]).toMatchObject({ names: ['newer', 'gone', 'good', 'half', '../outside'] });
    const [newer, gone, good, half, outside] = told();
    expect(newer).toMatchObject({ name: 'newer', state: 'unreadable', history: null });
    expect(newer.problem).toContain('"dreams"');
    expect([gone.problem, half.problem, outside.problem]).toEqual(['gone', 'noTraining', 'gone']);
    expect(good).toMatchObject({ state: 'completed', problem: '', label: '' });
    expect(good.history?.epochs).toHaveLength(1);
  });

  it('are told again only where something has changed', async () => {
    const directory = writeRun(runs, 'a', [begun(time), epochWith(1, 0.9), completed]);
    writeRun(runs, 'b', [begun(time), epochWith(1, 0.9), completed]);
    const compared = comparing('a', 'b');
    await compared.begin();
    expect(told()).toHaveLength(2);
    await compared.refresh();
    expect(told()).toEqual([]);
    await writeLabel(directory, 'Mine');
    await compared.refresh();
    expect(told()).toMatchObject([{ name: 'a', label: 'Mine' }]);
    rmSync(directory, { recursive: true });
    await compared.refresh();
    expect(told()).toMatchObject([{ name: 'a', problem: 'gone', history: null }]);
    expect(compared.directoryOf('a')).toBeUndefined();
    expect(compared.directoryOf('b')).toBe(join(runs, 'b'));
  });

  it('are all told to the next page', async () => {
    writeRun(runs, 'a', [begun(time), epochWith(1, 0.9), completed]);
    const compared = comparing('a', 'b');
    await compared.begin();
    told();
    await compared.begin();
    expect(posted[0]).toMatchObject({ type: 'comparison', names: ['a', 'b'] });
    expect(told().map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('grow with what another process writes', async () => {
    const directory = writeRun(runs, 'a', [begun(time), epochWith(1, 0.9)]);
    writeFileSync(join(directory, lockName), String(process.pid));
    const compared = comparing('a');
    await compared.begin();
    expect(told()).toMatchObject([{ state: 'training', history: { epochs: [{ epoch: 1 }] } }]);
    appendFileSync(join(directory, 'events.jsonl'), encodeLine(epochWith(2, 0.95)) + '\n');
    await expect
      .poll(
        async () => {
          await compared.refresh();
          return told().at(-1)?.history?.epochs.length;
        },
        { timeout: 5000 },
      )
      .toBe(2);
  });

  it('grow with the events of this window’s run, without a look into its folder', async () => {
    const directory = writeRun(runs, 'own', [begun(time)]);
    pair.main.begin('');
    pair.main.apply(started(directory));
    pair.main.apply(epochWith(1, 0.8));
    pair.main.apply(thetas(1));
    const compared = comparing('own', 'other');
    await compared.begin();
    expect(told()[0]).toMatchObject({ name: 'own', state: 'training', history: { epochs: [{ epoch: 1 }] } });
    pair.main.apply(batch(2, 0));
    pair.main.apply(thetas(2));
    pair.main.apply(samples(2));
    expect(posted).toEqual([
      { type: 'comparedEvent', name: 'own', event: batch(2, 0) },
      { type: 'comparedEvent', name: 'own', event: samples(2) },
    ]);
    told();
    writeRun(runs, 'own', [begun(time), epochWith(1, 0.8), completed]);
    pair.main.apply(completed);
    await compared.refresh();
    expect(posted[0]).toMatchObject({ type: 'comparedEvent', event: completed });
    expect(told().at(-1)).toMatchObject({ state: 'completed', history: { end: completed } });
    // It is no run of this window any more.
    pair.main.apply(batch(9, 9));
    expect(posted).toEqual([]);
  });

  it('say nothing once others are compared', async () => {
    writeRun(runs, 'a', [begun(time), epochWith(1, 0.9), completed]);
    const compared = comparing('a');
    const begin = compared.begin();
    posted.splice(0);
    compared.dispose();
    await begin;
    expect(posted).toEqual([]);
  });
});
