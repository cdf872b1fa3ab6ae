import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { LastRun } from '../../../src/host/runs/lastRun';
import { RunPair } from '../../../src/host/runs/runPair';
import { encodeLine } from '../../../src/shared/messages';
import { applyEvent, type RunHistory } from '../../../src/shared/runHistory';
import type { TrainerEvent, TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { memento } from '../../support/memento';
import { epoch, started } from './events';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

const folder = mkdtempSync(join(tmpdir(), 'stn-last-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runFolder(name: string, end?: object): string {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  const events = [started(directory), epoch(1), ...(end ? [end] : [])];
  writeFileSync(join(directory, 'events.jsonl'), events.map((event) => encodeLine(event) + '\n').join(''));
  return directory;
}

const main = runFolder('main', { type: 'failed', message: 'It diverged.' });
const twin = runFolder('twin');

/** A window of a workspace: each has runs of its own, all share the workspace's state. */
function openWindow(values: Map<string, unknown>) {
  const runs = new RunPair();
  const warnings: string[] = [];
  const lastRun = new LastRun(memento(values), runs, (sentence) => warnings.push(sentence));
  return { runs, warnings, restore: () => lastRun.restore() };
}

function train(runs: RunPair, run: 'main' | 'twinStore', directory: string): void {
  runs[run].begin('');
  runs[run].apply(started(directory));
}

describe('the last run', () => {
  it('of a workspace comes back in the next window, with its twin', async () => {
    const values = new Map<string, unknown>();
    const { runs } = openWindow(values);
    train(runs, 'main', main);
    train(runs, 'twinStore', twin);

    const next = openWindow(values);
    await next.restore();
    expect(next.runs.main.history?.epochs).toEqual([epoch(1)]);
    expect(next.runs.main.status).toMatchObject({ phase: 'failed', message: 'It diverged.' });
    expect(next.runs.twin?.history?.started.directory).toBe(twin);
    expect(next.runs.twin?.status).toMatchObject({
      phase: 'stopped',
      message: 'This run was cut off when the editor closed. STN: Resume Run goes on with it.',
    });
  });

  it('comes back alone where the one before it had a twin', async () => {
    const values = new Map<string, unknown>();
    const { runs } = openWindow(values);
    train(runs, 'main', main);
    train(runs, 'twinStore', twin);
    train(runs, 'main', main);

    const next = openWindow(values);
    await next.restore();
    expect(next.runs.main.history).toBeDefined();
    expect(next.runs.twin).toBeUndefined();
  });

  it('keeps its twin where both go on', async () => {
    const values = new Map<string, unknown>();
    const { runs } = openWindow(values);
    train(runs, 'main', main);
    train(runs, 'twinStore', twin);
    const resumed: TrainerEvent = {
      ...{ type: 'resumed', time: '2026-11-22T12:00:00.000Z', epoch: 0, batch: 5, changes: [] },
    };
    runs.main.apply(resumed);
    runs.twinStore.apply(resumed);

    const next = openWindow(values);
    await next.restore();
    expect(next.runs.twin?.history?.started.directory).toBe(twin);
  });

  it('is the earlier one that was looked at since, alone, if that has ended', async () => {
    const values = new Map<string, unknown>();
    const { runs } = openWindow(values);
    train(runs, 'main', twin);
    train(runs, 'twinStore', main);
    const look = (directory: string, end?: TrainerEventOf<'failed'>): void => {
      runs.twinStore.clear();
      runs.main.clear();
      const begun = { ...started(directory), directory };
      const history = [begun, ...(end ? [end] : [])].reduce<RunHistory | undefined>(applyEvent, undefined);
      if (history) runs.main.restore(history, { phase: 'stopped', message: '', fraction: null });
    };
    look(main, { type: 'failed', message: 'It diverged.' });
    // This one might still go on: nobody asked for that.
    look(twin);

    const next = openWindow(values);
    await next.restore();
    expect(next.runs.main.history?.started.directory).toBe(main);
    expect(next.runs.twin).toBeUndefined();
  });

  it('is the twin alone where the other’s folder is gone', async () => {
    const next = openWindow(
      new Map([
        ['stn.lastRun', join(folder, 'gone')],
        ['stn.lastTwin', twin],
      ]),
    );
    await next.restore();
    expect(next.runs.main.history?.started.directory).toBe(twin);
    expect(next.runs.twin).toBeUndefined();
    expect(next.warnings).toEqual([expect.stringContaining('gone')]);
  });

  it('gives way, twin and all, to one that begins meanwhile', async () => {
    const { runs, restore } = openWindow(
      new Map([
        ['stn.lastRun', main],
        ['stn.lastTwin', twin],
      ]),
    );
    const restored = restore();
    runs.main.begin('');
    await restored;
    expect(runs.main.history).toBeUndefined();
    expect(runs.twin).toBeUndefined();
  });

  it('is none where there was none', async () => {
    const first = openWindow(new Map());
    await first.restore();
    expect(first.runs.main.status.phase).toBe('idle');
  });
});
