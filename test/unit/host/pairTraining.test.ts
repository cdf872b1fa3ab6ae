import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { otherOfPair } from '../../../src/files/pairFile';
import { PairTraining, type RunFailure } from '../../../src/host/training/pairTraining';
import { RunPair } from '../../../src/host/runs/runPair';
import { defaultConfig } from '../../../src/shared/config';
import { behave, fakeTrainer, isAlive, shortTimeouts, until } from './forkFake';

const { folder, script } = fakeTrainer();
const made: PairTraining[] = [];
let folders = 0;

afterEach(async () => {
  for (const training of made.splice(0)) await training.end();
});

function setUp(config = { ...defaultConfig(), threads: 4 }) {
  const runs = new RunPair();
  const log: string[] = [];
  const write = (line: string): void => void log.push(line);
  const training = new PairTraining(runs, {
    script,
    timeouts: shortTimeouts,
    log: { debug: write, info: write, warn: write, error: write },
    surroundings: () => ({ nodePath: '', places: { cacheDirectory: '', tensorflowDirectory: '' } }),
    describe: (fault) => JSON.stringify(fault),
  });
  made.push(training);
  const failures: RunFailure[] = [];
  training.onDidFail((failure) => failures.push(failure));
  const phases = (): string[] => [runs.main.status.phase, runs.twinStore.status.phase];
  const reach = (main: string, twin: string): Promise<void> =>
    until(() => phases().join() === [main, twin].join());
  const runsDirectory = join(folder, `pair-${++folders}`);
  return { training, runs, log, failures, phases, reach, runsDirectory, request: { config, runsDirectory } };
}

describe('a comparison', () => {
  it('trains both at once with half the threads each, in processes and folders of their own', async () => {
    behave('');
    const { training, runs, reach, runsDirectory, request } = setUp();
    await training.compare(request);
    await reach('training', 'training');
    const [main, twin] = [runs.main.history?.started, runs.twin?.history?.started];
    expect(main?.config).toEqual({ ...request.config, threads: 2 });
    expect(twin?.config).toMatchObject({
      threads: 2,
      transformer: { kind: 'none' },
      network: { parameters: main?.network.parameters },
    });
    expect(readdirSync(runsDirectory)).toHaveLength(2);
    expect(otherOfPair(main?.directory ?? '')).toBe(twin?.directory);
    expect(training.twinPid).not.toBe(training.pid);
    expect([isAlive(training.pid), isAlive(training.twinPid)]).toEqual([true, true]);
  });

  it('keeps the main run’s process for inspection, and leaves none of the twin', async () => {
    behave('finishes twin-finishes');
    const { training, runs, reach, log, request } = setUp();
    await training.compare(request);
    await until(() => training.twinPid !== undefined);
    const pid = training.twinPid;
    await reach('finished', 'finished');
    await until(() => !isAlive(pid));
    expect(runs.isBusy).toBe(false);
    expect(await training.inspect(5)).toMatchObject({ index: 5 });
    expect(log.filter((line) => line.startsWith('Twin: Epoch 1: '))).toHaveLength(1);
  });

  it('goes on without the main run where that dies, and says so', async () => {
    behave('exits');
    const { training, runs, reach, failures, request } = setUp();
    await training.compare(request);
    await reach('failed', 'training');
    expect(failures).toEqual([
      { run: 'main', sentence: JSON.stringify({ kind: 'died', code: 3, signal: null }) },
    ]);
    expect(runs.isBusy).toBe(true);
    await training.stop();
    await reach('failed', 'stopped');
  });

  it('goes on without the twin where that fails, and says so', async () => {
    behave('twin-fails');
    const { training, runs, reach, failures, request } = setUp();
    await training.compare(request);
    await reach('training', 'failed');
    expect(failures).toEqual([{ run: 'twin', sentence: 'The data directory is a file.' }]);
    expect(runs.isBusy).toBe(true);
    await until(() => training.twinPid === undefined);
  });

  it('has no twin where the main run fails before it begins', async () => {
    behave('fails');
    const { training, runs, reach, failures, request } = setUp();
    await training.compare(request);
    await reach('failed', 'idle');
    expect(failures.map(({ run }) => run)).toEqual(['main']);
    expect(runs.twin).toBeUndefined();
    expect(training.twinPid).toBeUndefined();
  });

  it('stops both', async () => {
    behave('');
    const { training, reach, phases, request } = setUp();
    await training.compare(request);
    await reach('training', 'training');
    await training.stop();
    expect(phases()).toEqual(['stopped', 'stopped']);
  });

  it('that is stopped before the main run begins has no twin, then or later', async () => {
    behave('mute');
    const { training, runs, phases, request } = setUp();
    const comparing = training.compare(request);
    await until(() => training.pid !== undefined);
    expect(phases()).toEqual(['preparing', 'preparing']);
    await training.stop();
    await comparing;
    expect(phases()).toEqual(['stopped', 'idle']);
    behave('');
    await training.start(request);
    await until(() => runs.main.history?.epochs.length === 1);
    expect(phases()).toEqual(['training', 'idle']);
    expect(training.twinPid).toBeUndefined();
  });

  it('gives way to a single run, which has no twin', async () => {
    behave('');
    const { training, runs, reach, request } = setUp();
    await training.compare(request);
    await reach('training', 'training');
    const { twinPid } = training;
    await training.start(request);
    await reach('training', 'idle');
    await until(() => !isAlive(twinPid));
    expect(runs.main.history?.started.config.threads).toBe(4);
  });

  it('leaves no process at its end', async () => {
    behave('stubborn');
    const { training, reach, request } = setUp();
    await training.compare(request);
    await reach('training', 'training');
    const pids = [training.pid, training.twinPid];
    await training.end();
    expect(pids.map((pid) => isAlive(pid))).toEqual([false, false]);
  });
});
