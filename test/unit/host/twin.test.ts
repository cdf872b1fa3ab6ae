import { describe, expect, it } from 'vitest';
import { twinOf, withHalfTheThreads, withTwiceTheThreads } from '../../../src/host/training/twin';
import { defaultConfig } from '../../../src/shared/config';
import { started } from './events';

describe('the threads of a pair', () => {
  it.each([
    [0, 8, 4],
    [0, 1, 1],
    [0, 192, 64],
    [3, 8, 1],
    [6, 2, 3],
  ])('configured as %i of %i processors, are %i each', (threads, processors, each) => {
    const halved = withHalfTheThreads({ ...defaultConfig(), threads }, processors);
    expect(halved.threads).toBe(each);
    expect(withHalfTheThreads(withTwiceTheThreads(halved), processors)).toEqual(halved);
  });
});

describe('a twin', () => {
  const first = started('run', { ...defaultConfig(), seed: 7, threads: 1 });

  it('has the parameters and the engine of the first run, no transformer, and all else equal', () => {
    expect(twinOf(first)).toEqual({
      ok: true,
      value: {
        ...first.config,
        engine: 'wasm',
        network: { ...first.config.network, parameters: 27_360 },
        transformer: { ...first.config.transformer, kind: 'none' },
      },
    });
  });

  it('keeps a budget that the user gave', () => {
    const { network } = first.config;
    const twin = twinOf({ ...first, config: { ...first.config, network: { ...network, parameters: 5000 } } });
    expect(twin.ok && twin.value.network.parameters).toBe(5000);
  });

  it('is refused where no budget reaches the first network’s size', () => {
    expect(twinOf({ ...first, network: { ...first.network, parameters: 6_000_000 } })).toEqual({
      ok: false,
      problems: ['stn.network.parameters must be a whole number from 0 to 5000000, but is 6000000.'],
    });
  });
});
