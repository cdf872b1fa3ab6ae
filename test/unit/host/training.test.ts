import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RunStore } from '../../../src/host/runs/runStore';
import { Training, type TrainingOptions } from '../../../src/host/training/training';
import { defaultConfig } from '../../../src/shared/config';
import { applyEvent, type RunHistory } from '../../../src/shared/runHistory';
import { noBatches } from '../../../src/shared/batchRecord';
import { batch, epoch, started } from './events';
import { behave, fakeTrainer, faultOf, isAlive, shortTimeouts, until } from './forkFake';

const { folder, script } = fakeTrainer();
const runsDirectory = join(folder, 'runs');
const request = { config: defaultConfig(), runsDirectory };
const made: Training[] = [];

afterEach(async () => {
  for (const training of made.splice(0)) await training.end();
});

function setUp(options: Partial<TrainingOptions> = {}) {
  const runs = new RunStore();
  const log: string[] = [];
  const write = (line: string): void => void log.push(line);
  const training = new Training(runs, {
    script,
    timeouts: shortTimeouts,
    log: { debug: write, info: write, warn: write, error: write },
    surroundings: () => ({ nodePath: '', places: { cacheDirectory: '', tensorflowDirectory: '' } }),
    describe: (fault) => JSON.stringify(fault),
    ...options,
  });
  made.push(training);
  const failures: string[] = [];
  training.onDidFail((sentence) => failures.push(sentence));
  const phases: string[] = [];
  runs.onDidChange(() => {
    if (phases.at(-1) !== runs.status.phase) phases.push(runs.status.phase);
  });
  const phase = (wanted: string): Promise<void> => until(() => runs.status.phase === wanted);
  return { training, runs, log, failures, phases, phase };
}

function interrupted(): RunHistory {
  const events = [started('runs/old', defaultConfig()), batch(1, 0), epoch(1), batch(2, 0)];
  const history = events.reduce<RunHistory | undefined>(applyEvent, undefined);
  if (!history) throw new Error('There is no run');
  return history;
}

describe('a training', () => {
  it('goes from preparing to finished, and its process stays for inspection', async () => {
    behave('finishes');
    const { training, runs, phases, phase, log } = setUp();
    await training.start(request);
    await phase('finished');
    expect(phases).toEqual(['preparing', 'training', 'finished']);
    expect(runs.isBusy).toBe(false);
    expect(runs.history?.epochs).toHaveLength(1);
    expect(runs.history?.samples.map(({ epoch }) => epoch)).toEqual([1]);
    expect(runs.history?.started.directory.startsWith(runsDirectory)).toBe(true);
    expect(log).toContain('This is not MNIST.');
    expect(log.filter((line) => line.startsWith('Epoch 1: '))).toHaveLength(1);
    expect(isAlive(training.pid)).toBe(true);
    expect(await training.inspect(5)).toMatchObject({ index: 5 });
  });

  it('is steered while batches are trained, and can be stopped in a pause', async () => {
    behave('');
    const { training, runs, phases, phase } = setUp();
    training.steer({ type: 'pause' });
    await training.start(request);
    await phase('training');
    training.steer({ type: 'pause' });
    await phase('paused');
    expect(runs.isBusy).toBe(true);
    await training.stop();
    expect(phases).toEqual(['preparing', 'training', 'paused', 'stopping', 'stopped']);
  });

  it('goes on with an interrupted run, whose points after the checkpoint go', async () => {
    behave('');
    const { training, runs, phases, phase } = setUp();
    await training.resume(interrupted());
    expect(runs.history?.epochs).toHaveLength(1);
    await phase('training');
    expect(phases).toEqual(['preparing', 'training']);
    expect(runs.history?.started.directory).toBe('runs/old');
    expect(runs.history?.epochs).toEqual([]);
    expect(runs.history?.batches).toHaveLength(1);
    await training.stop();
    expect(runs.status.phase).toBe('stopped');
  });

  it('keeps what was charted where it can’t go on', async () => {
    behave('unresumable');
    const { training, runs, failures, phase } = setUp();
    await training.resume(interrupted());
    await phase('failed');
    expect(failures).toEqual(['There is no checkpoint.']);
    expect(runs.history?.epochs).toHaveLength(1);
  });

  it('replaces the process of the run before', async () => {
    behave('finishes');
    const { training, phase } = setUp();
    await training.start(request);
    await phase('finished');
    const { pid } = training;
    await training.start(request);
    expect(isAlive(pid)).toBe(false);
    expect(training.pid).not.toBe(pid);
    await phase('finished');
  });

  it('stops', async () => {
    behave('');
    const { training, phases, phase } = setUp();
    await training.start(request);
    await phase('training');
    await training.stop();
    expect(phases).toEqual(['preparing', 'training', 'stopping', 'stopped']);
  });

  it('stops before its process is ready', async () => {
    behave('mute');
    const { training, runs, failures } = setUp();
    const start = training.start(request);
    await until(() => training.pid !== undefined);
    const { pid } = training;
    await training.stop();
    await start;
    expect(runs.status.phase).toBe('stopped');
    expect(isAlive(pid)).toBe(false);
    expect(failures).toEqual([]);
  });

  it('is stopped by force where it does not stop, and keeps what was charted', async () => {
    behave('deaf stubborn');
    const { training, runs, phase, failures } = setUp({ timeouts: { ...shortTimeouts, stop: 300 } });
    await training.start(request);
    await phase('training');
    await until(() => runs.history?.epochs.length === 1);
    await training.stop();
    expect(runs.status).toMatchObject({ phase: 'stopped' });
    expect(runs.status.message).toContain('killedAfterStop');
    expect(runs.history?.epochs).toHaveLength(1);
    expect(training.pid).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('that fails says why, once', async () => {
    behave('fails');
    const { training, runs, phase, failures, log } = setUp();
    await training.start(request);
    await phase('failed');
    expect(failures).toEqual(['The data directory is a file.']);
    expect(runs.status.message).toBe('The data directory is a file.');
    expect(log).toContain('a stack');
  });

  it('whose process dies says with what code, and keeps what was charted', async () => {
    behave('exits');
    const { training, runs, phase, failures } = setUp();
    await training.start(request);
    await phase('failed');
    expect(failures).toEqual([JSON.stringify({ kind: 'died', code: 3, signal: null })]);
    expect(runs.history?.epochs).toHaveLength(1);
    expect(runs.history?.end).toMatchObject({ type: 'failed' });
    expect(training.pid).toBeUndefined();
    // And may begin anew.
    behave('finishes');
    await training.start(request);
    await phase('finished');
  });

  it('whose process dies after a checkpoint says that it can go on from there', async () => {
    behave('');
    const { training, runs, phase, failures } = setUp();
    await training.start(request);
    await phase('training');
    const checkpoints = join(runs.history?.started.directory ?? '', 'checkpoints');
    mkdirSync(checkpoints);
    writeFileSync(join(checkpoints, 'checkpoint-000001.bin'), '');
    process.kill(training.pid ?? 0, 'SIGKILL');
    await phase('failed');
    const cause = { kind: 'died', code: null, signal: 'SIGKILL' };
    expect(failures).toEqual([JSON.stringify({ kind: 'cutOff', cause })]);
  });

  it('that can’t make its folder says so and leaves no process', async () => {
    behave('');
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const { training, runs, failures } = setUp();
    await training.start({ ...request, runsDirectory: join(file, 'runs') });
    expect(runs.status.phase).toBe('failed');
    expect(failures[0]).toContain('"cannotWrite"');
    expect(failures[0]).toContain('ENOTDIR');
    expect(training.pid).toBeUndefined();
  });

  it('with the wrong protocol makes no folder', async () => {
    behave('other-protocol');
    const { training, failures } = setUp();
    const other = join(folder, 'other-runs');
    await training.start({ ...request, runsDirectory: other });
    expect(failures[0]).toContain('"wrongProtocol"');
    expect(existsSync(other)).toBe(false);
  });

  it('gets a folder of its own each time', async () => {
    behave('finishes');
    const { training, phase } = setUp();
    const own = join(folder, 'own-runs');
    for (let run = 0; run < 2; run++) {
      await training.start({ ...request, runsDirectory: own });
      await phase('finished');
    }
    expect(readdirSync(own)).toHaveLength(2);
  });
});

describe('inspection', () => {
  it('says that there is nothing to inspect', async () => {
    const { training } = setUp();
    expect(await faultOf(training.inspect(0))).toEqual({ kind: 'nothingToInspect' });
  });

  it('knows how many digits there are', async () => {
    behave('finishes');
    const { training, phase } = setUp();
    await training.start(request);
    await phase('finished');
    expect(await faultOf(training.inspect(100))).toEqual({ kind: 'noSuchDigit', index: 100, count: 100 });
  });

  it('looks at images as large as the network’s input', async () => {
    behave('finishes');
    const { training, phase } = setUp();
    await training.start(request);
    await phase('finished');
    expect(await faultOf(training.look(new Uint8Array(5)))).toEqual({
      kind: 'wrongImageSize',
      length: 5,
      size: { height: 2, width: 2, channels: 1 },
    });
    const image = Uint8Array.of(1, 2, 3, 4);
    expect(await training.look(image)).toMatchObject({ index: null, label: null, input: image });
  });

  it('asks further', async () => {
    behave('finishes');
    const { training, phase } = setUp();
    const query = { kind: 'resample' as const, image: new Uint8Array(4), matrices: [[1, 0, 0, 0, 1, 0]] };
    expect(await faultOf(training.query(query))).toEqual({ kind: 'nothingToInspect' });
    await training.start(request);
    await phase('finished');
    const answer = await training.query(query);
    expect(answer).toEqual({
      kind: 'resample',
      output: Uint8Array.of(1, 2, 3, 4),
      logProbabilities: [[-1, -0.5]],
    });
  });

  it('opens a run of before in a process of its own, once', async () => {
    behave('');
    const { training, runs } = setUp();
    restore(runs);
    const [one, two] = await Promise.all([training.inspect(1), training.inspect(2)]);
    expect([one.index, two.index]).toEqual([1, 2]);
    expect(runs.status.phase).toBe('finished');
    const { pid } = training;
    expect(await training.inspect(3)).toMatchObject({ index: 3 });
    expect(training.pid).toBe(pid);
  });

  it('tries anew after an opening that failed', async () => {
    behave('unopenable');
    const { training, runs, failures } = setUp();
    restore(runs);
    expect(await faultOf(training.inspect(1))).toEqual({ kind: 'refused', message: 'There is no run.' });
    behave('');
    expect(await training.inspect(1)).toMatchObject({ index: 1 });
    expect(failures).toEqual([]);
    expect(runs.status.phase).toBe('finished');
  });

  it('starts another process where the last one died idle', async () => {
    behave('finishes dies-inspecting');
    const { training, runs, phase } = setUp();
    await training.start(request);
    await phase('finished');
    expect(await faultOf(training.inspect(1))).toEqual({ kind: 'died', code: 7, signal: null });
    expect(runs.status.phase).toBe('finished');
    behave('');
    expect(await training.inspect(1)).toMatchObject({ index: 1 });
  });
});

function restore(runs: RunStore): void {
  runs.restore(
    {
      started: started(folder),
      batches: noBatches(),
      epochs: [],
      samples: [],
      breakdowns: [],
      collapses: [],
      changes: [],
    },
    { phase: 'finished', message: '', fraction: null },
  );
}
