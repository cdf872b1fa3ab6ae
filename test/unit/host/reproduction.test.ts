import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { NextRun } from '../../../src/files/fillScoreboard';
import { progressOf, trainToTheEnd } from '../../../src/host/reproduction/reproduction';
import { RunStore } from '../../../src/host/runs/runStore';
import { Training } from '../../../src/host/training/training';
import { scoreboardCells } from '../../../src/shared/scoreboard/cells';
import { batch, epoch, started } from './events';
import { behave, fakeTrainer, shortTimeouts, until } from './forkFake';

const { folder, script } = fakeTrainer();
const parsed = scoreboardCells('short', ['r-st-fcn-affine']);
if (!parsed.ok) throw new Error(parsed.problems.join(' '));
const [cell] = parsed.value.wanted;
const next: NextRun = {
  ...{ cell, seed: 3, name: `${cell.id}/seed-3`, change: undefined },
  ...{ position: 2, count: 5, secondsAfter: 100 },
};
const made: Training[] = [];

afterEach(async () => {
  for (const training of made.splice(0)) await training.end();
});

function setUp() {
  const runs = new RunStore();
  const ignore = (): void => undefined;
  const training = new Training(runs, {
    script,
    timeouts: shortTimeouts,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    surroundings: () => ({ nodePath: '', places: { cacheDirectory: '', tensorflowDirectory: '' } }),
    describe: (fault) => fault.kind,
  });
  made.push(training);
  const end = () => trainToTheEnd(training, runs, folder, next);
  const trains = (): Promise<void> => until(() => runs.status.phase === 'training');
  return { runs, training, end, trains };
}

describe('a run of the paper’s table in the editor', () => {
  it('is trained with its seed into its own folder, and its history is the result', async () => {
    behave('finishes');
    const { runs, end } = setUp();
    const result = await end();
    expect(result).toMatchObject({ outcome: 'completed', history: { epochs: [{ epoch: 1 }] } });
    expect(runs.history?.started).toMatchObject({ directory: join(folder, next.name), config: { seed: 3 } });
  });

  it('fails with its sentence, whether the trainer says it or is gone', async () => {
    behave('early-death');
    expect(await setUp().end()).toEqual({ outcome: 'failed', message: 'died' });
  });

  it('is stopped where the user stops it, also before it has begun', async () => {
    behave('');
    const { training, end, trains } = setUp();
    const first = end();
    await trains();
    await training.stop();
    expect(await first).toEqual({ outcome: 'stopped' });
    const second = end();
    await training.stop();
    expect(await second).toEqual({ outcome: 'stopped' });
  });

  it('is stopped where another run takes its place, and takes none’s', async () => {
    behave('');
    const { training, runs, end, trains } = setUp();
    const first = end();
    await trains();
    await training.start({ config: cell.config, runsDirectory: join(folder, 'others') });
    expect(await first).toEqual({ outcome: 'stopped' });
    expect(await end()).toEqual({ outcome: 'stopped' });
    expect(runs.isBusy).toBe(true);
  });

  it('tells how far it is, and how long all will take', () => {
    const runs = new RunStore();
    runs.begin('');
    expect(progressOf(next, runs)).toBeUndefined();
    runs.apply(started('run', cell.config));
    expect(progressOf(next, runs)).toBeUndefined();
    runs.apply(batch(1, 3));
    expect(progressOf(next, runs)).toEqual({
      ...{ name: 'r-st-fcn-affine, seed 3', position: 2, count: 5, epoch: 1, epochs: 90 },
      // 90 of its own.
      left: '3:10',
    });
    runs.apply(epoch(1));
    expect(progressOf(next, runs)).toMatchObject({ epoch: 2, left: '2:10' });
  });
});
