import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../src/shared/config';
import type { LiveSettings } from '../../src/shared/liveSettings';
import type { SteeringCommand } from '../../src/shared/trainerCommands';
import type { TrainerEvent } from '../../src/shared/trainerProtocol';
import { newRunDirectory, runCommand } from '../support/commands';
import { forkTrainer } from '../support/forkedTrainer';
import { learnableFolder } from '../support/idxFiles';
import { curveOf, filesOf, newestCheckpoints, recorded } from '../support/runStory';

const places = { cacheDirectory: '', tensorflowDirectory: '' };
/** 10 batches an epoch. */
const config: Config = {
  ...defaultConfig(),
  dataset: 'idx',
  dataDirectory: learnableFolder(),
  engine: 'wasm',
  threads: 2,
  epochs: 4,
  optimizer: 'momentum',
  sampledDigits: 10,
  logInterval: 4,
};

/** A run that rests before its first batch. */
async function pausedRun(changes: Partial<Config> = {}, runDirectory = newRunDirectory()) {
  const trainer = forkTrainer();
  const { send, next, events } = trainer;
  /** Tells it something, and waits until it rests again. */
  const steer = async (...commands: SteeringCommand[]): Promise<TrainerEvent[]> => {
    const from = events.length;
    commands.forEach(send);
    await next('steering', from, ({ state }) => state === 'paused');
    return events.slice(from);
  };
  send({ type: 'start', config: { ...config, ...changes }, runDirectory, places });
  await steer({ type: 'pause' });
  const change = async (settings: LiveSettings): Promise<void> => {
    const from = events.length;
    send({ type: 'change', settings });
    await next('changed', from);
  };
  const finish = async (): Promise<void> => {
    send({ type: 'advance', by: 'run' });
    await next('finished');
  };
  return { ...trainer, runDirectory, steer, change, finish };
}

const toldBatches = (events: readonly TrainerEvent[]): readonly (readonly [epoch: number, batch: number])[] =>
  events.flatMap((event) => (event.type === 'batch' ? [[event.epoch, event.batch] as const] : []));

/** What processors have done for a process, in hundredths of a second. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

describe('a run that is paused', () => {
  it('rests after any batch, told of with its loss, and goes on by a batch, an epoch or to its end', async () => {
    const { steer, finish, events, runDirectory } = await pausedRun();
    expect(toldBatches(events)).toEqual([]);
    expect(toldBatches(await steer({ type: 'advance', by: 'batch' }))).toEqual([[1, 0]]);
    expect(toldBatches(await steer({ type: 'advance', by: 'batch' }))).toEqual([[1, 1]]);
    const rest = await steer({ type: 'advance', by: 'epoch' });
    expect(toldBatches(rest)).toEqual([4, 8].map((batch) => [1, batch]));
    expect(rest.findLast(({ type }) => type === 'epoch')).toMatchObject({ epoch: 1 });
    // At an epoch's end, a whole one is trained.
    expect(toldBatches(await steer({ type: 'advance', by: 'epoch' }))).toEqual(
      [0, 4, 8].map((batch) => [2, batch]),
    );
    await finish();
    expect(recorded(runDirectory).at(-1)).toMatchObject({
      type: 'finished',
      outcome: 'completed',
      epochs: 4,
    });
  });

  it('learns the same as one that was not', async () => {
    const { steer, finish, runDirectory } = await pausedRun();
    await steer({ type: 'advance', by: 'epoch' });
    for (let batch = 0; batch < 3; batch++) await steer({ type: 'advance', by: 'batch' });
    await finish();
    const straight = await pausedRun();
    await straight.finish();
    expect(filesOf(runDirectory)).toEqual(filesOf(straight.runDirectory));
  });

  it('uses no processor, counts no time, has a checkpoint and answers the inspector', async () => {
    const begun = performance.now();
    const { steer, send, next, child, runDirectory } = await pausedRun();
    await steer({ type: 'advance', by: 'epoch' });
    expect(newestCheckpoints(runDirectory)).not.toEqual([]);
    send({ type: 'inspect', request: 1, index: 3 });
    expect(await next('inspection')).toMatchObject({ epoch: 1, batch: 0 });
    const pid = child.pid ?? 0;
    const isMeasurable = existsSync(`/proc/${pid}/stat`);
    await after(300);
    const before = isMeasurable ? processorTime(pid) : 0;
    await after(2_000);
    if (isMeasurable) expect(processorTime(pid) - before).toBeLessThanOrEqual(2);
    send({ type: 'stop' });
    const { seconds, outcome, epochs } = await next('finished');
    expect({ outcome, epochs }).toEqual({ outcome: 'stopped', epochs: 1 });
    expect(seconds).toBeLessThan((performance.now() - begun) / 1000 - 2);
  });

  it('ends with the epoch where that is wanted, and does not where it is no longer', async () => {
    const { steer, send, next, events } = await pausedRun();
    for (const wanted of [true, false]) {
      const from = events.length;
      send({ type: 'stopAfterEpoch', wanted });
      await next('steering', from, ({ stopsAfterEpoch }) => stopsAfterEpoch === wanted);
    }
    await steer({ type: 'advance', by: 'epoch' });
    send({ type: 'stopAfterEpoch', wanted: true });
    send({ type: 'advance', by: 'run' });
    expect(await next('finished')).toMatchObject({ outcome: 'stopped', epochs: 2 });
    expect(toldBatches(events).at(-1)).toEqual([2, 8]);
  });
});

describe('a run whose settings are changed', () => {
  const border: LiveSettings = { learningRate: 0.02, padding: 'border' };

  it('before its first batch learns what one learns that began with them', async () => {
    const { change, finish, runDirectory } = await pausedRun();
    await change(border);
    await finish();
    const { learningRate, padding } = border;
    const straight = await pausedRun({ learningRate, sampler: { ...config.sampler, padding } });
    await straight.finish();
    expect(curveOf(runDirectory)).toEqual(curveOf(straight.runDirectory));
    const weights = (directory: string) =>
      [...filesOf(directory)].filter(([name]) => name.startsWith('/weights'));
    expect(weights(runDirectory)).toEqual(weights(straight.runDirectory));
  });

  it.each<Partial<Config>>([
    {},
    { distortion: { ...config.distortion, kind: 'R' }, optimizer: 'adam', learningRate: 0.001 },
  ])('and that is killed in a pause goes on to the same curve: %j', async (settings) => {
    const changed = async () => {
      const run = await pausedRun(settings);
      await run.steer({ type: 'advance', by: 'epoch' });
      await run.change(border);
      for (let batch = 0; batch < 3; batch++) await run.steer({ type: 'advance', by: 'batch' });
      await run.change({ learningRate: 0.003, padding: 'reflection' });
      return run;
    };
    const whole = await changed();
    await whole.finish();
    const killed = await changed();
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(await runCommand('train', ['--resume', killed.runDirectory, '--json'])).toMatchObject({ code: 0 });
    expect(curveOf(killed.runDirectory)).toEqual(curveOf(whole.runDirectory));
    expect(filesOf(killed.runDirectory)).toEqual(filesOf(whole.runDirectory));
    const changes = recorded(killed.runDirectory).filter(({ type }) => type === 'changed');
    expect(changes).toEqual([
      { type: 'changed', epoch: 1, batch: 0, settings: border },
      { type: 'changed', epoch: 1, batch: 3, settings: { learningRate: 0.003, padding: 'reflection' } },
    ]);
  });

  it('is opened with the settings it had at last', async () => {
    const { change, finish, send, next, runDirectory } = await pausedRun();
    await change({ learningRate: 0.02, padding: 'reflection' });
    await finish();
    send({ type: 'inspect', request: 1, index: 3 });
    const trained = await next('inspection');
    const other = forkTrainer();
    other.send({ type: 'open', runDirectory, places });
    await other.next('opened');
    other.send({ type: 'inspect', request: 1, index: 3 });
    expect(await other.next('inspection')).toEqual(trained);
  });

  it('is told nothing new where nothing changes', async () => {
    const { send, steer } = await pausedRun();
    send({
      type: 'change',
      settings: { learningRate: config.learningRate, padding: config.sampler.padding },
    });
    const events = await steer({ type: 'advance', by: 'batch' });
    expect(events.map(({ type }) => type)).not.toContain('changed');
  });
});
