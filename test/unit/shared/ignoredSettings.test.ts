import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/shared/config';
import { ignoredSettings } from '../../../src/shared/ignoredSettings';
import { parseConfig } from '../../../src/shared/parseConfig';

function ignored(settings: Record<string, unknown>): string[] {
  const parsed = parseConfig(settings);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return ignoredSettings(parsed.value);
}

describe('settings without use', () => {
  it('are none by default', () => {
    expect(ignoredSettings(defaultConfig())).toEqual([]);
  });

  it.each([
    [
      { 'distortion.kind': 'R', 'distortion.rotation': 30, 'distortion.shear': 0.5, 'distortion.clutter': 3 },
      'stn.distortion.rotation, stn.distortion.shear, and stn.distortion.clutter change nothing, since stn.distortion.kind is "R" and not "custom".',
    ],
    [
      { 'transformer.bounded': true },
      'stn.transformer.bounded changes nothing, since stn.transformer.kind is "affine" and not "tps".',
    ],
    [
      { 'transformer.kind': 'none', 'transformer.count': 2, 'transformer.outsidePenalty': 0.1 },
      'stn.transformer.count and stn.transformer.outsidePenalty change nothing, since stn.transformer.kind is "none".',
    ],
    [
      { 'transformer.kind': 'none', 'localization.learningRateFactor': 0.1 },
      'stn.localization.learningRateFactor changes nothing, since stn.transformer.kind is "none".',
    ],
    [
      { 'schedule.kind': 'cosine', 'schedule.factor': 0.5 },
      'stn.schedule.factor changes nothing, since stn.schedule.kind is "cosine" and not "step".',
    ],
    [
      { 'transformer.kind': 'none', 'sampler.padding': 'border', 'sampler.alignCorners': true },
      'stn.sampler.padding changes nothing, since stn.transformer.kind is "none".',
    ],
    [
      { 'schedule.kind': 'step', 'schedule.epochs': 5, 'schedule.factor': 0.5, epochs: 5 },
      'stn.schedule.epochs and stn.schedule.factor change nothing, since the run ends before the first step, after stn.epochs 5.',
    ],
    [{ epochs: 5, earlyStop: 5 }, 'stn.earlyStop changes nothing, since stn.epochs is 5.'],
    [
      { optimizer: 'adam', momentum: 0.5 },
      'stn.momentum changes nothing, since stn.optimizer is "adam" and has no such momentum.',
    ],
  ])('are named with what leaves them without: %j', (settings, sentence) => {
    expect(ignored(settings)).toEqual([sentence]);
  });

  it.each([
    { 'distortion.kind': 'custom', 'distortion.rotation': 30 },
    { 'distortion.kind': 'RTS', 'distortion.size': 50 },
    { 'transformer.kind': 'tps', 'transformer.bounded': true, 'transformer.controlPoints': 3 },
    { 'transformer.kind': 'none', 'localization.filters': [] },
    { 'schedule.kind': 'step', 'schedule.epochs': 3 },
    { 'schedule.kind': 'step', 'schedule.epochs': 4, epochs: 5 },
    { earlyStop: 4, epochs: 5 },
    { optimizer: 'nesterov', momentum: 0.5 },
  ])('are not those that have their use: %j', (settings) => {
    expect(ignored(settings)).toEqual([]);
  });
});
