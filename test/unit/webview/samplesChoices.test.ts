import { describe, expect, it } from 'vitest';
import { arrangementFor, samplesChoices } from '../../../webview/dashboard/samples/samplesChoices';
import { started } from './events';

const chosen = {
  order: 'transform',
  filter: 'wrong',
  layout: 'swipe',
  isGridShown: true,
  swipe: 30,
  isLooping: true,
  speed: 4,
} as const;
const defaults = samplesChoices(undefined);

describe('the choices that a view remembered', () => {
  it('are taken as they were', () => {
    expect(samplesChoices({ samples: chosen })).toEqual(chosen);
  });

  it('are the defaults where nothing is remembered, or something else', () => {
    expect(defaults).toMatchObject({ order: 'sampled', filter: 'all', layout: 'pairs', speed: 1 });
    for (const state of [null, 7, {}, { samples: 'all' }, { index: 3 }]) {
      expect(samplesChoices(state)).toEqual(defaults);
    }
  });

  it('fall back one by one where they are another version’s', () => {
    const state = { samples: { ...chosen, order: 'age', filter: '<b>', swipe: 130, speed: 3 } };
    expect(samplesChoices(state)).toEqual({
      ...chosen,
      order: 'sampled',
      filter: 'all',
      swipe: 50,
      speed: 1,
    });
  });
});

describe('the arrangement of a run', () => {
  it('is what was chosen, but for a grid over inputs that are not shown', () => {
    expect(arrangementFor(chosen, started())).toEqual({
      order: 'transform',
      filter: 'wrong',
      layout: 'swipe',
      isGridShown: true,
    });
    expect(arrangementFor({ ...chosen, layout: 'output' }, started()).isGridShown).toBe(false);
  });

  it('has neither transforms nor grids where there is no transformer', () => {
    const plain = { ...started(), network: { ...started().network, transformers: [] } };
    expect(arrangementFor(chosen, plain)).toEqual({
      order: 'sampled',
      filter: 'wrong',
      layout: 'pairs',
      isGridShown: false,
    });
  });
});
