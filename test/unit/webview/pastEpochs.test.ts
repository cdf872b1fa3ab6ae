import { describe, expect, it } from 'vitest';
import type { EpochFileOf } from '../../../src/shared/epochFiles';
import type { ViewMessage } from '../../../src/shared/viewProtocol';
import { PastEpochs } from '../../../webview/parts/time/pastEpochs';
import { EpochCache, shareInputs } from '../../../webview/parts/time/epochCache';
import { history, samples, started, thetas } from './events';

type Samples = EpochFileOf<'samples'>;

/** Of one digit of 28×28 with an affine theta, in and out: 1568 pixels, six numbers, and the rest of it. */
const bytesOfEpoch = 1568 + 6 * 8 + 96;

describe('a cache of what is known of epochs', () => {
  it('holds no more than its bound, and lets go of what was used longest ago', () => {
    const cache = new EpochCache<Samples>(3 * bytesOfEpoch);
    for (const epoch of [0, 1, 2]) cache.put(samples(epoch));
    expect(cache.bytes).toBe(3 * bytesOfEpoch);
    cache.get(0);
    cache.put(samples(3));
    expect(cache.bytes).toBe(3 * bytesOfEpoch);
    expect([0, 1, 2, 3].filter((epoch) => cache.has(epoch))).toEqual([0, 2, 3]);
  });

  it('counts an epoch once, and keeps the newest even where it alone is too much', () => {
    const cache = new EpochCache<Samples>(1);
    cache.put(samples(0));
    cache.put(samples(1));
    cache.put(samples(1));
    expect(cache.bytes).toBe(bytesOfEpoch);
    expect(cache.has(1)).toBe(true);
    cache.clear();
    expect([cache.bytes, cache.has(1)]).toEqual([0, false]);
  });

  it('keeps inputs that are the same in all epochs once', () => {
    const cache = new EpochCache<Samples>(1e6, shareInputs);
    cache.put(samples(0));
    cache.put(samples(1));
    cache.put({ ...samples(2), inputs: new Uint8Array(784).fill(9) });
    expect(cache.get(1)?.inputs).toBe(cache.get(0)?.inputs);
    expect(cache.get(2)?.inputs[0]).toBe(9);
  });
});

describe('the epochs gone by', () => {
  function open() {
    const asked: number[] = [];
    const post = (message: ViewMessage): void => {
      if (message.type === 'epochFile') asked.push(message.epoch);
    };
    const past = new PastEpochs('samples', 'main', { post }, new EpochCache(1e6));
    past.follow(history(), samples(9));
    return { asked, past };
  }

  it('are asked for once, and found when they have come', () => {
    const { asked, past } = open();
    expect(past.find(9)).toEqual(samples(9));
    expect([past.find(2), past.find(2)]).toEqual([undefined, undefined]);
    expect(past.receive({ type: 'epochFile', run: 'main', file: samples(2) })).toBe(true);
    expect(past.find(2)).toEqual(samples(2));
    expect(asked).toEqual([2]);
  });

  it('say why there are none, without asking again', () => {
    const { asked, past } = open();
    past.find(2);
    const refusal = { type: 'noEpochFile', kind: 'samples', epoch: 2, message: 'They are gone.' } as const;
    expect(past.receive({ ...refusal, run: 'twin' })).toBe(false);
    expect(past.find(2)).toBeUndefined();
    expect(past.receive({ ...refusal, run: 'main' })).toBe(true);
    expect(past.find(2)).toEqual({ sentence: 'They are gone.' });
    expect(asked).toEqual([2]);
  });

  it('take only what is theirs', () => {
    const { past } = open();
    expect(past.receive({ type: 'epochFile', run: 'twin', file: samples(2) })).toBe(false);
    expect(past.receive({ type: 'epochFile', run: 'main', file: thetas(2) })).toBe(false);
    expect(past.find(2)).toBeUndefined();
  });

  it('are fetched ahead a few at a time', () => {
    const { asked, past } = open();
    past.prefetch([7, 8, 9, 0, 1, 2, 3, 4, 5]);
    expect(asked).toEqual([7, 8, 0, 1, 2, 3]);
    past.receive({ type: 'epochFile', run: 'main', file: samples(7) });
    past.prefetch([4, 5]);
    expect(asked).toEqual([7, 8, 0, 1, 2, 3, 4]);
  });

  it('are forgotten with their run', () => {
    const { asked, past } = open();
    const other = { ...started(), directory: '/runs/2' };
    past.follow(history({ started: other }), samples(1));
    expect(past.find(1)).toEqual(samples(1));
    expect(past.find(9)).toBeUndefined();
    expect(asked).toEqual([9]);
  });

  it('of 200 epochs and 100 sampled digits are all held in less than half of what they may take', () => {
    const cache = new EpochCache<Samples>(90e6);
    const [digit] = samples(0).digits;
    const digits = Array.from({ length: 100 }, () => digit);
    const pixels = new Uint8Array(78_400);
    for (let epoch = 0; epoch < 200; epoch++) {
      cache.put({ ...samples(epoch), digits, inputs: pixels, outputs: pixels });
    }
    expect(cache.has(0)).toBe(true);
    expect(cache.bytes).toBeLessThan(40e6);
  });
});
