/** How much longer an epoch takes on digits that are distorted anew in every epoch than on such that were drawn before. */
import { findPreset } from '../../src/shared/presets';
import type { FlatSettings } from '../../src/shared/presets/flatSettings';
import { ratios, spread } from './statistics';
import { table, withQuartiles } from './table';

export interface DrawingJob {
  readonly settings: FlatSettings;
  /** Folder of MNIST; empty for the built-in digits. */
  readonly mnist: string;
  /** Folder with draw.js. */
  readonly distribution: string;
  readonly threads: number;
  readonly repetitions: number;
}

/** Of an epoch. */
export interface EpochTime {
  readonly seconds: number;
  /** Of all threads together. */
  readonly processorSeconds: number;
}

/** Round by round. */
export interface DrawingAnswer {
  readonly ready: EpochTime[];
  readonly drawn: EpochTime[];
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
  const rows = Array.from(answers, ([title, { ready, drawn }]) => {
    const of = (key: keyof EpochTime) => [ready, drawn].map((rounds) => rounds.map((round) => round[key]));
    const [readySeconds, drawnSeconds] = of('seconds');
    const [readyProcessor, drawnProcessor] = of('processorSeconds');
    return [
      title,
      spread(readySeconds).median.toFixed(2),
      spread(drawnSeconds).median.toFixed(2),
      withQuartiles(ratios(drawnSeconds, readySeconds)),
      withQuartiles(ratios(drawnProcessor, readyProcessor)),
    ];
  });
  const header = ['', 'epoch on digits drawn before, s', 'drawn anew, s', 'times as long', 'processor time'];
  return table(header, rows);
}
