import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema, defaultConfig } from '../../../src/shared/config';
import { layerSizes } from '../../../src/shared/network/layerSizes';
import { parseConfig, parseHostSettings, settingKeys } from '../../../src/shared/parseConfig';

function problemsOf(input: unknown): readonly string[] {
  const parsed = parseConfig(input);
  return parsed.ok ? [] : parsed.problems;
}

describe('the configuration', () => {
  it('is the tutorial’s where nothing is set', () => {
    expect(defaultConfig()).toMatchObject({
      epochs: 20,
      batchSize: 64,
      learningRate: 0.01,
      optimizer: 'sgd',
      sampler: { mode: 'bilinear', padding: 'zeros', alignCorners: false },
      network: { kind: 'tutorial', parameters: 0 },
      transformer: { kind: 'affine', count: 1, outputSize: 0, averagePool: false },
      distortion: { kind: 'none' },
      classifier: { dropout: 0.5 },
    });
    expect(layerSizes(defaultConfig(), 1)).toEqual({
      localization: { filters: [8, 10], kernels: [7, 5], hidden: [32] },
      localizationPool: 1,
      classifier: { filters: [10, 20], kernels: [5, 5], hidden: [50] },
    });
  });

  it('may be nested or flat, with or without the prefix', () => {
    const expected = {
      ...defaultConfig(),
      epochs: 3,
      sampler: { ...defaultConfig().sampler, mode: 'nearest' },
    };
    for (const input of [
      { epochs: 3, sampler: { mode: 'nearest' } },
      { 'stn.epochs': 3, 'stn.sampler.mode': 'nearest' },
      { epochs: 3, 'sampler.mode': 'nearest' },
    ]) {
      expect(parseConfig(input)).toEqual({ ok: true, value: expected });
    }
  });

  it('survives being written and read', () => {
    expect(parseConfig(JSON.parse(JSON.stringify(defaultConfig())))).toEqual({
      ok: true,
      value: defaultConfig(),
    });
  });

  it.each([
    [{ batchSize: 0 }, 'stn.batchSize must be a whole number from 1 to 1024, but is 0.'],
    [{ epochs: 1.5 }, 'stn.epochs must be a whole number from 1 to 10000, but is 1.5.'],
    [{ epochs: '3' }, 'stn.epochs must be a whole number from 1 to 10000, but is "3".'],
    [{ learningRate: NaN }, 'stn.learningRate must be a number from 0.000001 to 10, but is NaN.'],
    [{ engine: 'cuda' }, 'stn.engine must be one of "auto", "tensorflow", "wasm", but is "cuda".'],
    [{ 'sampler.alignCorners': 'yes' }, 'stn.sampler.alignCorners must be true or false, but is "yes".'],
    [
      { 'localization.filters': [8, 0] },
      'stn.localization.filters must be a list of at most 4 whole numbers from 1 to 64, but is [8,0].',
    ],
    [
      { 'localization.filters': [8, 10, 12] },
      'stn.localization.filters names 3 convolutions and stn.localization.kernels 2; give both the same length.',
    ],
    [
      { 'network.kind': 'fcn', 'classifier.filters': [8] },
      'stn.network.kind "fcn" has no convolutions in its classifier, but stn.classifier.filters or stn.classifier.kernels names some; empty them, or choose "cnn".',
    ],
    [
      { 'network.kind': 'fcn', 'localization.filters': [8] },
      'stn.localization.filters names 1 convolution and stn.localization.kernels 0; give both the same length.',
    ],
    [
      { epochs: 2, 'schedule.warmUp': 2.5 },
      'stn.schedule.warmUp 2.5 is longer than the run, since stn.epochs is 2: stn.learningRate would never be reached; shorten the warm-up, or train more epochs.',
    ],
    [{ sampler: 3 }, 'stn.sampler must be a group of settings, but is 3.'],
    [[], 'The settings must be an object with keys and values, but are [].'],
  ])('refuses %j in one sentence', (input, sentence) => {
    expect(problemsOf(input)).toEqual([sentence]);
  });

  it('names an unknown key and the known ones', () => {
    const [problem] = problemsOf({ 'sampler.padding': 'zeros', epoch: 3 });
    expect(problem).toMatch(
      /^stn\.epoch is no setting of STN Lab; there are stn\.dataset, .*stn\.sampler\.mode/,
    );
  });

  it('never throws and never gives an invalid configuration', () => {
    const key = fc.oneof(
      fc.constantFrom(...settingKeys(configSchema), '__proto__', 'constructor', 'stn.a.b.c'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (input) => {
        const parsed = parseConfig(input);
        if (parsed.ok) expect(parseConfig(parsed.value)).toEqual(parsed);
        else expect(parsed.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

it('changes no object but its own, whatever the keys are', () => {
  const hostile = JSON.parse(
    '{"sampler":{},"sampler.__proto__.polluted":1,"__proto__.polluted":1,"constructor.prototype.polluted":1,"stn.__proto__":{"polluted":1}}',
  ) as object;
  expect(parseConfig(hostile).ok).toBe(false);
  expect('polluted' in {}).toBe(false);
});

describe('the host’s settings', () => {
  it('are no part of a run', () => {
    expect(parseHostSettings({})).toEqual({
      ok: true,
      value: { nodePath: '', tensorflowDirectory: '', runsDirectory: '', resumeAfterReload: 'ask' },
    });
    expect(problemsOf({ nodePath: '/usr/bin/node' })[0]).toContain('stn.nodePath is no setting');
  });
});

describe('distortions', () => {
  it.each([
    [
      { kind: 'RTS', size: 30 },
      'stn.distortion.size 30 can’t hold digits as large as stn.distortion.kind "RTS" makes them; set it to 34 or more, or to 0 for the distortion’s own.',
    ],
    [
      { kind: 'custom', largestScale: 1.5 },
      'stn.distortion.size 0 makes images of 28×28, which can’t hold digits as large as stn.distortion.largestScale 1.5 makes them; set it to 30 or more.',
    ],
    [
      { kind: 'custom', place: 'random', size: 30, largestScale: 1.2 },
      'stn.distortion.size 30 can’t hold digits as large as stn.distortion.largestScale 1.2 makes them; set it to 34 or more.',
    ],
    [
      { kind: 'custom', size: 5, smallestScale: 0.2, largestScale: 0.2, clutter: 3 },
      'stn.distortion.size 5 can’t hold the 6×6 pieces of stn.distortion.clutter 3; set it to 6 or more.',
    ],
    [
      { kind: 'custom', smallestScale: 1.2 },
      'stn.distortion.smallestScale 1.2 is larger than stn.distortion.largestScale 1; exchange them.',
    ],
  ])('that cut digits off are refused: %j', (distortion, sentence) => {
    expect(problemsOf({ distortion })).toEqual([sentence]);
  });

  it('of one kind don’t mind what the custom one would be', () => {
    expect(problemsOf({ distortion: { kind: 'R', largestScale: 3, smallestScale: 3 } })).toEqual([]);
    expect(problemsOf({ distortion: { kind: 'custom', largestScale: 1.4 } })).toEqual([]);
  });
});
