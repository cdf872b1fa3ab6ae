/** A comparison that was cut off goes on in the next window, to the curves of one that was not: with real trainers. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LastRun } from '../../src/host/runs/lastRun';
import { RunPair } from '../../src/host/runs/runPair';
import { PairTraining } from '../../src/host/training/pairTraining';
import { ResumeOffer } from '../../src/host/training/resumeOffer';
import { defaultTimeouts } from '../../src/host/training/trainerProcess';
import { defaultConfig } from '../../src/shared/config';
import { decodeLine } from '../../src/shared/messages';
import type { ReportedRun } from '../../src/shared/reportedRun';
import { newRunDirectory } from '../support/commands';
import { learnableFolder } from '../support/idxFiles';
import { memento } from '../support/memento';
import { curveOf } from '../support/runStory';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

const dataDirectory = learnableFolder(640, 50);
const config = {
  ...defaultConfig(),
  ...({ dataset: 'idx', dataDirectory, engine: 'wasm', threads: 2 } as const),
  ...{ epochs: 8, logInterval: 5 },
};

/** A window of a workspace, as far as runs go; all windows share the workspace's state. */
function openWindow(state: Map<string, unknown>) {
  const runs = new RunPair();
  const log: string[] = [];
  const write = (line: string): void => void log.push(line);
  const training = new PairTraining(runs, {
    ...{ script: 'dist/trainer.js', timeouts: defaultTimeouts },
    log: { debug: write, info: write, warn: write, error: write },
    surroundings: () => ({ nodePath: '', places: { cacheDirectory: '', tensorflowDirectory: '' } }),
    describe: (fault) => JSON.stringify(fault),
  });
  onTestFinished(() => training.end());
  const lastRun = new LastRun(memento(state), runs, write);
  const offer = new ResumeOffer(
    runs,
    training,
    (cutOff) => training.resumeShown(cutOff),
    () => 'always',
    write,
  );
  const phases = (): string[] => [runs.main.status.phase, runs.twinStore.status.phase];
  return {
    ...{ training, runs, log, phases },
    compare: () => training.compare({ config, runsDirectory: dirname(newRunDirectory()) }),
    restore: async () => {
      await lastRun.restore();
      await offer.make();
    },
    epochs: () => [runs.main, runs.twinStore].map(({ history }) => history?.epochs.length ?? 0),
    curves: () =>
      [runs.main, runs.twinStore].map(({ history }) => curveOf(history?.started.directory ?? 'none')),
    /** Epochs that each run's report shows: its own, and the other one's. */
    reportedEpochs: () =>
      [runs.main, runs.twinStore].map(({ history }) => {
        const { epochs, other } = reportedRun(history?.started.directory ?? 'none');
        return [epochs.length, other?.epochs.length];
      }),
  };
}

function reportedRun(directory: string): ReportedRun {
  const html = readFileSync(join(directory, 'report.html'), 'utf8');
  const [, told = ''] = /<script type="application\/json" id="run">(.*?)<\/script>/s.exec(html) ?? [];
  return decodeLine(told) as ReportedRun;
}

const patience = { timeout: 60_000, interval: 20 };

async function kill(pids: readonly (number | undefined)[]): Promise<void> {
  for (const pid of pids) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  // Those who listen to them hear of it.
  await new Promise((resolve) => setTimeout(resolve, 200));
}

describe('a comparison that was cut off', () => {
  it('goes on in both runs, also where one of them has come to its end', async () => {
    const whole = openWindow(new Map());
    await whole.compare();
    await expect.poll(whole.phases, patience).toEqual(['finished', 'finished']);
    const curves = whole.curves();
    expect(whole.reportedEpochs()).toEqual([
      [8, 8],
      [8, 8],
    ]);

    const state = new Map<string, unknown>();
    const first = openWindow(state);
    await first.compare();
    await expect.poll(() => Math.min(...first.epochs()), patience).toBeGreaterThanOrEqual(2);
    await kill([first.training.pid, first.training.twinPid]);

    const second = openWindow(state);
    await second.restore();
    await expect.poll(second.phases, patience).toEqual(['training', 'training']);
    await kill([second.training.twinPid]);
    await expect.poll(second.phases, patience).toEqual(['finished', 'failed']);

    const third = openWindow(state);
    await third.restore();
    await expect.poll(third.phases, patience).toEqual(['finished', 'finished']);
    expect(third.curves()).toEqual(curves);
    expect(third.reportedEpochs()).toEqual(whole.reportedEpochs());
    expect(third.log.filter((line) => line.includes('Resumed after epoch'))).toHaveLength(1);
  }, 180_000);
});
