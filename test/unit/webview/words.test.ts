/** What the views call networks, transformers, distortions and recovered poses. */
import { describe, expect, it } from 'vitest';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import type { TransformerSpec } from '../../../src/shared/transformers/spec';
import { collapseSentence } from '../../../webview/parts/run/collapseWords';
import {
  distortionWords,
  networkWords,
  transformerName,
  transformerWords,
} from '../../../webview/parts/run/networkWords';
import {
  areDigits,
  describePose,
  formatCorrelation,
  formatTerm,
} from '../../../webview/parts/theta/recoveredWords';
import { fitted, pictureEdge } from '../../../webview/parts/digits/pictureSize';
import { flatten } from '../../../webview/report/flatten';
import { collapse, history, started } from './events';

type Started = TrainerEventOf<'started'>;

const affine: TransformerSpec = { kind: 'affine', controlPoints: 4, bounded: false };
const spline: TransformerSpec = { kind: 'tps', controlPoints: 4, bounded: true };

function startedWith(
  transformers: readonly TransformerSpec[],
  config: Partial<Started['config']> = {},
  edge = 28,
): Started {
  const event = started();
  const size = { height: edge, width: edge, channels: 1 };
  return {
    ...event,
    config: { ...event.config, ...config },
    dataset: { ...event.dataset, size },
    network: { ...event.network, transformers: [...transformers], transformedSize: size },
  };
}

describe('a network', () => {
  const { network, transformer } = started().config;

  it('has its parameters told, the localization network’s among them', () => {
    expect(networkWords(startedWith([affine]))).toEqual({
      value: 'Tutorial',
      detail: '28,000 parameters (localization 6,160)',
    });
    expect(networkWords(startedWith([])).detail).toBe('28,000 parameters');
  });

  it('is named as in the paper', () => {
    const name = (kind: 'fcn' | 'cnn', specs: TransformerSpec[]) =>
      networkWords(startedWith(specs, { network: { ...network, kind } })).value;
    expect(name('cnn', [affine])).toBe('ST-CNN');
    expect(name('fcn', [affine, affine])).toBe('2×ST-FCN');
    expect(name('fcn', [])).toBe('FCN');
  });

  it('has its transformer told with what theta consists of', () => {
    expect(transformerWords(startedWith([]))).toMatchObject({ value: 'none' });
    expect(transformerWords(startedWith([affine, affine]))).toEqual({
      value: '2 × affine',
      detail: 'theta of 12 numbers',
    });
    expect(transformerName(spline)).toBe('thin-plate spline, 4 × 4 points');
    const pooled = { transformer: { ...transformer, averagePool: true } };
    const resized = startedWith([spline], pooled, 42);
    resized.network.transformedSize = { height: 30, width: 30, channels: 1 };
    expect(transformerWords(resized)).toEqual({
      value: 'thin-plate spline',
      detail: '4 × 4 points, bounded, theta of 32 numbers, output 30×30, averaged 2×2',
    });
  });
});

describe('a distortion', () => {
  const { distortion } = started().config;
  const words = (parts: Partial<typeof distortion>, edge = 28) =>
    distortionWords(startedWith([affine], { distortion: { ...distortion, ...parts } }, edge));

  it('is told with its ranges and its canvas', () => {
    expect(words({})).toEqual({ value: 'none', detail: 'digits as they are' });
    expect(words({ kind: 'R' })).toEqual({ value: 'R', detail: 'rotation ±90°' });
    expect(words({ kind: 'TC' }, 60).detail).toBe('any place, six pieces of clutter, on 60×60');
  });

  it('of a custom mix names what is in it', () => {
    const mix = { kind: 'custom', rotation: 30, smallestScale: 0.5, shear: 0.2, clutter: 3 } as const;
    expect(words(mix).detail).toBe('rotation ±30°, scale 0.5 to 1, shear ±0.2, 3 pieces of clutter');
    expect(words({ kind: 'custom' }).detail).toBe('nothing');
  });
});

describe('a recovered pose', () => {
  const units = { size: { height: 42, width: 42, channels: 1 }, alignCorners: false };
  const truth = { angle: 35.2, scale: 0.7, shiftX: 0.5, shiftY: -0.1 };
  const pose = {
    ...{ index: 7, label: 4, predicted: 4, truth },
    recovered: { ...truth, angle: -31, shiftX: 0.25 },
  };
  const digits = Array.from('0123456789');

  it('is told in degrees, times or pixels', () => {
    expect(describePose(pose, 'angle', units, digits)).toBe('digit 4, true 35°, recovered −31°');
    expect(describePose(pose, 'scale', units, digits)).toBe('digit 4, true ×0.70, recovered ×0.70');
    expect(describePose(pose, 'shiftX', units, digits)).toBe('digit 4, true 10.5 px, recovered 5.3 px');
    expect(describePose({ ...pose, predicted: 9 }, 'shiftY', units, digits)).toBe(
      'digit 4, true −2.1 px, recovered −2.1 px, read as 9',
    );
  });

  it('has a class of other names, too', () => {
    const clothes = Array.from('abcdefghij', (letter) => `garment ${letter}`);
    expect(describePose(pose, 'angle', units, clothes)).toBe('garment e, true 35°, recovered −31°');
    expect(areDigits(clothes)).toBe(false);
    expect(areDigits(digits)).toBe(true);
  });

  it('has short numbers', () => {
    expect(formatTerm(-0, 'angle')).toBe('0°');
    expect(formatCorrelation(-0.1234)).toBe('−0.123');
    expect(formatCorrelation(undefined)).toBe('–');
  });
});

describe('pictures', () => {
  const edge = (input: number, output: number, inputChannels = 1, outputChannels = 1, wanted = 84) =>
    pictureEdge(
      {
        inputSize: { height: input, width: input, channels: inputChannels },
        outputSize: { height: output, width: output, channels: outputChannels },
      },
      wanted,
    );

  it('have pixels that are whole numbers wide, about as large as wanted', () => {
    expect(edge(28, 28)).toBe(84);
    expect(edge(42, 42)).toBe(84);
    expect(edge(60, 28)).toBe(120);
    expect(edge(28, 28, 1, 1, 56)).toBe(56);
    expect(edge(84, 84)).toBe(84);
  });

  it('hold all channels side by side, parted by a pixel', () => {
    expect(edge(42, 42, 2, 4)).toBe(85);
    expect(edge(28, 28, 1, 2)).toBe(114);
  });

  it('are as large as each other in a drawing, whatever their sizes, and keep their proportions', () => {
    expect(fitted({ width: 42, height: 42 }, 112)).toEqual({ factor: 112 / 42, width: 112, height: 112 });
    expect(fitted({ width: 56, height: 56 }, 112)).toEqual({ factor: 2, width: 112, height: 112 });
    expect(fitted({ width: 85, height: 42 }, 170)).toEqual({ factor: 2, width: 170, height: 84 });
  });
});

describe('a collapse', () => {
  it('is told with its advice, all of the newest epoch', () => {
    expect(collapseSentence(history())).toBe('');
    const old = { ...collapse, epoch: 1, message: 'Old.' };
    const other = { ...collapse, message: 'The image is mirrored.', advice: 'Try a similarity.' };
    expect(collapseSentence(history({ collapses: [old, collapse, other] }))).toBe(
      `${collapse.message} ${collapse.advice} The image is mirrored. Try a similarity.`,
    );
  });

  it('is no longer told to try what the run has meanwhile', () => {
    const background = { learningRate: 0.01, padding: 'background' } as const;
    const told = { ...collapse, advice: 'Try stn.sampler.padding "background".' };
    const sentence = collapseSentence(
      history({
        collapses: [told],
        changes: [{ type: 'changed', epoch: 2, batch: 0, settings: background }],
      }),
    );
    expect(sentence).toContain('Try stn.localization.learningRateFactor 0.1 or');
    expect(sentence).not.toContain('padding');
  });
});

it('lists every setting of a configuration by its name', () => {
  expect(flatten({ a: 1, b: { c: [], d: [3, 4] }, e: '' })).toEqual([
    ['a', '1'],
    ['b.c', '(the network’s own)'],
    ['b.d', '3, 4'],
    ['e', '(none)'],
  ]);
});
