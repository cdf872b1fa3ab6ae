/** Which weights an inquiry is answered with: an epoch's from its file, or the newest that training hands out. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { epochName } from '../../../src/shared/epochName';
import type { NamedTensors } from '../../../src/trainer/engines/engine';
import { EpochWeights } from '../../../src/trainer/inquiries/epochWeights';
import { LiveWeights } from '../../../src/trainer/inquiries/liveWeights';
import type { Moment } from '../../../src/trainer/inquiries/moment';
import { writeWeightFiles } from '../../../src/trainer/run/weightFiles';
import { newRunDirectory } from '../../support/commands';

const weightsOf = (value: number): NamedTensors =>
  new Map([['layer.weight', { shape: [10], values: new Float32Array(10).fill(value) }]]);
const bytes = 40;

describe('weights of epochs gone by', () => {
  it('are read once, as long as there is room, and those asked for last stay', () => {
    const directory = newRunDirectory();
    mkdirSync(join(directory, 'weights'), { recursive: true });
    const fileOf = (epoch: number): string => join(directory, 'weights', epochName(epoch));
    for (const epoch of [1, 2, 3]) writeWeightFiles(fileOf(epoch), weightsOf(epoch));
    const epochs = new EpochWeights(directory, () => weightsOf(-1), 2 * bytes);
    const first = epochs.read(1);
    epochs.read(2);
    expect(epochs.read(1)).toBe(first);
    epochs.read(3);
    expect(epochs.bytes).toBe(2 * bytes);
    rmSync(join(directory, 'weights'), { recursive: true });
    expect(epochs.read(1)).toBe(first);
    expect(epochs.read(0)).toEqual(weightsOf(-1));
    expect(() => epochs.read(2)).toThrow(
      'Epoch 2 can’t be looked at: the run folder has no weights/epoch-0002; choose another epoch.',
    );
    expect(epochs.bytes).toBe(2 * bytes);
  });

  it('are kept even where one epoch’s alone are more', () => {
    const epochs = new EpochWeights('nowhere', () => weightsOf(0), 1);
    expect(epochs.read(0)).toBe(epochs.read(0));
  });
});

describe('weights as they are now', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  const moment = (batch: number): Moment => ({ epoch: 1, batch, weights: weightsOf(batch) });

  /** Training that hands out what it is told to. */
  function training() {
    const asked: ((given: Moment | Error) => void)[] = [];
    const live = new LiveWeights(
      () =>
        new Promise((resolve, reject) => {
          asked.push((given) => (given instanceof Error ? reject(given) : resolve(given)));
        }),
    );
    const batch = async (): Promise<number> => (await live.get()).batch;
    return { live, asked, batch };
  }

  it('are given at once to whoever keeps asking, while newer ones are under way', async () => {
    const { asked, batch } = training();
    const first = batch();
    asked[0](moment(1));
    expect(await first).toBe(1);
    vi.advanceTimersByTime(100);
    expect([await batch(), asked.length]).toEqual([1, 1]);
    vi.advanceTimersByTime(200);
    expect([await batch(), await batch(), asked.length]).toEqual([1, 1, 2]);
    asked[1](moment(9));
    await vi.waitFor(async () => expect(await batch()).toBe(9));
  });

  it('are waited for where the last ones are old', async () => {
    const { asked, batch } = training();
    const first = batch();
    asked[0](moment(1));
    await first;
    vi.advanceTimersByTime(3000);
    const second = batch();
    asked[1](moment(2));
    expect(await second).toBe(2);
  });

  it('are those that were saved, and what training hands out where the file is damaged', async () => {
    const { live, asked, batch } = training();
    live.areSaved(() => moment(0));
    expect([await batch(), asked.length]).toEqual([0, 0]);
    live.areSaved(() => {
      throw new Error('cut off');
    });
    const next = batch();
    asked[0](moment(4));
    expect(await next).toBe(4);
  });

  it('are asked for anew once they are known to be others, and where that failed', async () => {
    const { live, asked, batch } = training();
    live.areSaved(() => moment(0));
    expect(await batch()).toBe(0);
    live.forget();
    const refused = batch();
    asked[0](new Error('closed'));
    await expect(refused).rejects.toThrow('closed');
    const again = batch();
    asked[1](moment(5));
    expect(await again).toBe(5);
  });
});
