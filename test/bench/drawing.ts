/** How much longer an epoch takes on digits that are distorted anew in every epoch than on such that were drawn before. */
import { findPreset } from '../../src/shared/presets';
import type { FlatSettings } from '../../src/shared/presets/flatSettings';
import { ratios, spread } from './statistics';
import { table, withRange } from './table';

export interface DrawingJob {
  readonly settings: FlatSettings;
  /** Folder of MNIST; empty for the built-in digits. */
  readonly mnist: string;
  /** Folder with draw.js. */
  readonly distribution: string;
  readonly threads: number;
  readonly repetitions: number;
}

/** Seconds for an epoch, round by round. */
export interface DrawingAnswer {
  readonly ready: number[];
  readonly drawn: number[];
}

interface DrawingCase {
  readonly title: string;
  readonly settings: FlatSettings;
}

/** An image takes as long to draw whatever learns from it, so that the fastest networks lose most. */
export const drawingCases: readonly DrawingCase[] = (['R', 'RTS', 'P', 'E', 'TC'] as const).flatMap(
  (distortion) => [
    { title: `tutorial’s network on ${distortion}`, settings: { 'stn.distortion.kind': distortion } },
    { title: `FCN on ${distortion}`, settings: ofPaper(distortion, 'fcn') },
    { title: `ST-FCN affine on ${distortion}`, settings: ofPaper(distortion, 'st-fcn-affine') },
    { title: `ST-CNN affine on ${distortion}`, settings: ofPaper(distortion, 'st-cnn-affine') },
  ],
);

function ofPaper(distortion: string, model: string): FlatSettings {
  const preset = findPreset(`paper-${distortion.toLowerCase()}-${model}`);
  if (!preset) throw new Error(`There is no preset of ${model} on ${distortion}.`);
  return preset.settings;
}

/** @param answers by the cases' titles */
export function drawingTable(answers: ReadonlyMap<string, DrawingAnswer>): string {
  const rows = Array.from(answers, ([title, { ready, drawn }]) => [
    title,
    withRange(spread(ready), 2),
    withRange(spread(drawn), 2),
    withRange(ratios(drawn, ready), 3),
  ]);
  return table(['', 'epoch on digits drawn before, s', 'drawn anew, s', 'times as long'], rows);
}
