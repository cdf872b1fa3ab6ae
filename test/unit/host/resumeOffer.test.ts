import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockName } from '../../../src/files/folderLock';
import { ResumeOffer } from '../../../src/host/training/resumeOffer';
import { readRunHistory } from '../../../src/host/runs/runFolder';
import { RunPair } from '../../../src/host/runs/runPair';
import { encodeLine } from '../../../src/shared/messages';
import type { RunHistory } from '../../../src/shared/runHistory';
import { epoch, started } from './events';

const asked = vi.hoisted(() => vi.fn<(question: string, answer: string) => Promise<string | undefined>>());
vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: unknown[]) =>
      text.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)])),
  },
  window: { showInformationMessage: asked },
}));

let directory: string;
let pair: RunPair;
let resumed: RunHistory[];
let shown: unknown[];
let trainer: ChildProcess | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stn-offer-'));
  mkdirSync(join(directory, 'checkpoints'));
  writeFileSync(join(directory, 'checkpoints', 'checkpoint-000001.bin'), '');
  writeFileSync(join(directory, 'events.jsonl'), encodeLine(started(directory)) + '\n');
  pair = new RunPair();
  [resumed, shown] = [[], []];
  asked.mockReset().mockResolvedValue('Resume');
  const history = await readRunHistory(directory, () => undefined);
  if (history) pair.main.restore(history, { phase: 'stopped', message: '', fraction: null });
});
afterEach(() => {
  trainer?.kill('SIGKILL');
  trainer = undefined;
  rmSync(directory, { recursive: true, force: true });
});

async function offer(choice: 'ask' | 'always' | 'never'): Promise<void> {
  await new ResumeOffer(
    pair,
    { show: (past) => Promise.resolve(void shown.push(past)) },
    (history) => Promise.resolve(void resumed.push(history)),
    () => choice,
    (sentence) => expect.unreachable(sentence),
    { altogether: 1000, betweenLooks: 20 },
  ).make();
}

/** The window of before, as long as it lives. */
function trainElsewhere(): void {
  trainer = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60_000)'], { stdio: 'ignore' });
  writeFileSync(join(directory, lockName), String(trainer.pid));
}

const tell = (event: object): void =>
  appendFileSync(join(directory, 'events.jsonl'), encodeLine(event) + '\n');

describe('a run that was cut off', () => {
  it('goes on when the user says so', async () => {
    await offer('ask');
    expect(asked).toHaveBeenCalledWith(expect.stringContaining('after 0 of 20 epochs'), 'Resume');
    expect(resumed).toHaveLength(1);
  });

  it('stays where it is when they don’t, or the setting says never', async () => {
    asked.mockResolvedValue(undefined);
    await offer('ask');
    await offer('never');
    expect(asked).toHaveBeenCalledTimes(1);
    expect(resumed).toEqual([]);
  });

  it('goes on by itself when the setting says so, with what its trainer still told', async () => {
    trainElsewhere();
    setTimeout(() => {
      tell(epoch(1));
      trainer?.kill('SIGKILL');
    }, 100);
    await offer('always');
    expect(asked).not.toHaveBeenCalled();
    expect(resumed.map(({ epochs }) => epochs)).toEqual([[epoch(1)]]);
  });

  it('is shown as it ended where it came to its end meanwhile', async () => {
    tell({ type: 'finished', outcome: 'completed', epochs: 1, seconds: 1, report: null });
    await offer('always');
    expect(shown).toMatchObject([{ status: { phase: 'finished' } }]);
    expect(resumed).toEqual([]);
  });

  it('is left to another window that trains it', async () => {
    trainElsewhere();
    await offer('always');
    expect(resumed).toEqual([]);
  });

  it('is left alone without a checkpoint, and where something else has begun', async () => {
    asked.mockImplementation(() => {
      pair.main.begin('');
      return Promise.resolve('Resume');
    });
    await offer('ask');
    await offer('always');
    expect(resumed).toEqual([]);
    rmSync(join(directory, 'checkpoints'), { recursive: true });
    const fresh = new RunPair();
    const history = await readRunHistory(directory, () => undefined);
    if (history) fresh.main.restore(history, { phase: 'stopped', message: '', fraction: null });
    pair = fresh;
    await offer('always');
    expect(resumed).toEqual([]);
  });
});
