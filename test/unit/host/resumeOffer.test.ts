import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockName } from '../../../src/files/folderLock';
import type { RunsToResume } from '../../../src/host/training/pairTraining';
import { ResumeOffer } from '../../../src/host/training/resumeOffer';
import { readRunHistory } from '../../../src/host/runs/runFolder';
import { RunPair } from '../../../src/host/runs/runPair';
import { encodeLine } from '../../../src/shared/messages';
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
let resumed: RunsToResume[];
let ended: unknown[];
const folders: string[] = [];
let warnings: string[] = [];
let trainer: ChildProcess | undefined;

const shown = { phase: 'stopped', message: 'This run was cut off.', fraction: null } as const;

/** A run without its end, shown again by a window that was reloaded. */
async function cutOff(name: 'main' | 'twinStore'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stn-offer-'));
  folders.push(folder);
  mkdirSync(join(folder, 'checkpoints'));
  writeFileSync(join(folder, 'checkpoints', 'checkpoint-000001.bin'), '');
  writeFileSync(join(folder, 'events.jsonl'), encodeLine(started(folder)) + '\n');
  const history = await readRunHistory(folder, () => undefined);
  if (history) pair[name].restore(history, shown);
  return folder;
}

beforeEach(async () => {
  warnings = [];
  pair = new RunPair();
  [resumed, ended] = [[], []];
  asked.mockReset().mockResolvedValue('Resume');
  directory = await cutOff('main');
});
afterEach(() => {
  trainer?.kill('SIGKILL');
  trainer = undefined;
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function offer(choice: 'ask' | 'always' | 'never'): Promise<void> {
  await new ResumeOffer(
    pair,
    {
      showEnd: (run, { history, status }) => {
        const store = run === 'main' ? pair.main : pair.twinStore;
        store.clear();
        store.restore(history, status);
        return Promise.resolve(void ended.push([run, status.phase]));
      },
    },
    (runs) => Promise.resolve(void resumed.push(runs)),
    () => choice,
    (sentence) => warnings.push(sentence),
    { altogether: 1000, betweenLooks: 20 },
  ).make();
}

/** The window of before, as long as it lives. */
function trainElsewhere(folder = directory): void {
  trainer = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60_000)'], { stdio: 'ignore' });
  writeFileSync(join(folder, lockName), String(trainer.pid));
}

const tell = (event: object, folder = directory): void =>
  appendFileSync(join(folder, 'events.jsonl'), encodeLine(event) + '\n');

const completed = { type: 'finished', outcome: 'completed', epochs: 1, seconds: 1, report: null };

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
    expect(resumed).toMatchObject([{ main: { epochs: [epoch(1)] } }]);
  });

  it('is shown as it ended where it came to its end meanwhile', async () => {
    tell(completed);
    await offer('always');
    expect(ended).toEqual([['main', 'finished']]);
    expect(resumed).toEqual([]);
  });

  it('is left to another window that trains it, which is said', async () => {
    trainElsewhere();
    await offer('always');
    expect(resumed).toEqual([]);
    expect(pair.main.status).toEqual({
      ...shown,
      message: expect.stringMatching(
        new RegExp(`^Another window, .* trains this run \\(process ${trainer?.pid}\\): what it told`),
      ) as string,
    });
  });

  it('is said to be cut off again once the other window is gone, whatever the setting says', async () => {
    trainElsewhere();
    const said: string[] = [];
    pair.main.onDidChange(() => said.push(pair.main.status.message));
    setTimeout(() => trainer?.kill('SIGKILL'), 100);
    await offer('never');
    expect(said).toEqual([expect.stringMatching(/^Another window/), shown.message]);
    expect(asked).not.toHaveBeenCalled();
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
    pair = new RunPair();
    rmSync(join(await cutOff('main'), 'checkpoints'), { recursive: true });
    await offer('always');
    expect(resumed).toEqual([]);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});

describe('a pair that was cut off', () => {
  let twin: string;

  beforeEach(async () => {
    twin = await cutOff('twinStore');
  });

  it('goes on as a pair', async () => {
    tell(epoch(1));
    await offer('ask');
    expect(asked).toHaveBeenCalledWith(
      expect.stringContaining('after 1 of 20 epochs with the transformer and 0 of 20 without it'),
      'Resume',
    );
    expect(resumed).toMatchObject([
      { main: { started: { directory } }, twin: { started: { directory: twin } } },
    ]);
  });

  it('waits for both to be free', async () => {
    trainElsewhere(twin);
    await offer('always');
    expect(resumed).toEqual([]);
  });

  it('goes on with the one that has not ended, beside the other', async () => {
    tell(completed);
    await offer('ask');
    expect(ended).toEqual([['main', 'finished']]);
    expect(asked).toHaveBeenCalledWith(
      expect.stringContaining('The run without the transformer was cut off'),
      'Resume',
    );
    expect(resumed).toMatchObject([{ twin: { started: { directory: twin } } }]);
    expect(resumed[0].main).toBeUndefined();
  });

  it('asks nothing where both have ended', async () => {
    tell(completed);
    tell(completed, twin);
    await offer('ask');
    expect(ended).toHaveLength(2);
    expect(asked).not.toHaveBeenCalled();
    expect(resumed).toEqual([]);
  });

  it('goes on with the one whose folder is still there', async () => {
    rmSync(twin, { recursive: true });
    await offer('ask');
    expect(asked).toHaveBeenCalledWith(
      expect.stringContaining('The run with the transformer was cut off'),
      'Resume',
    );
    expect(resumed).toMatchObject([{ main: { started: { directory } } }]);
    expect(warnings).toEqual([expect.stringContaining(twin)]);
  });
});
