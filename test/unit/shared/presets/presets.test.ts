import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../../src/shared/config';
import { digitEdge } from '../../../../src/shared/distortion';
import { ignoredSettings } from '../../../../src/shared/ignoredSettings';
import { parseConfig } from '../../../../src/shared/parseConfig';
import { findPreset, presetGroups, presetJson, type Preset } from '../../../../src/shared/presets';
import { paperCells } from '../../../../src/shared/presets/paper';
import { exampleClasses, exampleShape } from '../../../../src/shared/examples';
import { describeNetwork } from '../../../../src/shared/network/describeNetwork';
import { parameterCount } from '../../../../src/shared/network/network';

const presets = presetGroups().flatMap((group) => group.presets);

function configOf({ settings }: Preset) {
  const parsed = parseConfig(settings);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.value;
}

function preset(name: string): Preset {
  const found = findPreset(name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
}

describe('the presets', () => {
  it('have names of their own, texts, and settings that are accepted', () => {
    expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
    for (const { name, title, detail } of presets) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(title).toMatch(/[^.]$/);
      expect(detail).toMatch(/\.$/);
    }
    presets.forEach(configOf);
  });

  it('describe networks that fit to their images', () => {
    for (const one of presets) {
      const config = configOf(one);
      const network = describeNetwork(config, exampleShape(config), exampleClasses(config).length);
      expect(parameterCount(network)).toBeGreaterThan(0);
    }
  });

  it('find digits on large canvases with transformers whose output is a digit’s size', () => {
    for (const name of ['cluttered', 'addition']) {
      const config = configOf(preset(name));
      const { input, transformed, averagePool } = describeNetwork(config, exampleShape(config), 19);
      expect(input.height).toBeGreaterThan(digitEdge);
      expect(transformed.height / (averagePool ?? 1)).toBe(digitEdge);
    }
    expect(configOf(preset('cluttered'))).toMatchObject({ distortion: { kind: 'TC' } });
    expect(configOf(preset('addition'))).toMatchObject({ task: 'addition', transformer: { count: 2 } });
  });

  it('set nothing that changes nothing', () => {
    for (const one of presets) expect(ignoredSettings(configOf(one))).toEqual([]);
  });

  it('leave to a machine what is a machine’s', () => {
    const own = /^stn\.(dataset|dataDirectory|engine|threads|seed|sampledDigits|logInterval)$/;
    for (const { settings } of presets) {
      expect(Object.keys(settings).filter((key) => own.test(key))).toEqual([]);
    }
  });

  it('begin with the tutorial, which is the default, and mend its padding alone', () => {
    expect(configOf(preset('tutorial'))).toEqual(defaultConfig());
    expect(configOf(preset('tutorial-fixed'))).toEqual({
      ...defaultConfig(),
      sampler: { ...defaultConfig().sampler, padding: 'background' },
    });
  });

  it('cure the collapse by what the collapse watch advises', () => {
    const [demo, cured] = [preset('collapse-demo').settings, preset('collapse-cured').settings];
    expect(cured).toEqual({
      ...demo,
      'stn.localization.learningRateFactor': 0.1,
      'stn.sampler.padding': 'background',
      'stn.transformer.outsidePenalty': 0.1,
    });
  });

  it('have each cell of the paper twice, and say how long it trains', () => {
    for (const { id, published } of paperCells()) {
      const short = preset(`paper-${id}`);
      expect(short.title).toContain(`published error ${published} %`);
      expect(short.detail).toContain(`Short budget: ${configOf(short).epochs} epochs`);
      expect(short.detail).toContain('the paper trained 640');
      expect(preset(`paper-${id}-full`).detail).toContain('Full budget: 640 epochs');
    }
  });

  it('can be copied as settings.json has them', () => {
    expect(presetJson(preset('tutorial-fixed'))).toContain('\n  "stn.sampler.padding": "background",\n');
    for (const one of presets) expect(JSON.parse(presetJson(one))).toEqual(one.settings);
  });
});
