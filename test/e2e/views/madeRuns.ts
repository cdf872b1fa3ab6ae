/**
 * Runs that no trainer made, for looking at views of every transformer and distortion: the recording's digits, distorted by
 * poses that are known, and thetas that undo them better from epoch to epoch.
 */
import type { Config } from '../../../src/shared/config';
import { undoing } from '../../../src/shared/recoveredPoses';
import type { ImageSize, TrainerEvent, TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { gridGenerator } from '../../../src/shared/transformers/gridGenerator';
import {
  splitTheta,
  type TransformerKind,
  type TransformerSpec,
} from '../../../src/shared/transformers/spec';
import { controlPlaces } from '../../../src/shared/transformers/thinPlateSpline';
import { gridSample } from '../../../src/trainer/sampler/gridSample';
import { chance } from './chance';

type Samples = TrainerEventOf<'samples'>;

interface MadeRun {
  readonly distortion: Config['distortion']['kind'];
  readonly network: Config['network']['kind'];
  /** None: no transformer. */
  readonly transformers: readonly TransformerSpec[];
  /** Of the distorted image. */
  readonly edge: number;
  /** 2: addition. */
  readonly channels?: 1 | 2;
  /** Of the transformers' output; the image's where absent. */
  readonly outputEdge?: number;
  /** Rotation in degrees either way, scale, share of the free room used for shifts. */
  readonly ranges: {
    readonly angle: number;
    readonly scale: readonly [number, number];
    readonly shift: number;
  };
  readonly posesKnown: boolean;
  readonly collapses?: boolean;
}

const spec = (kind: TransformerKind, controlPoints = 4): TransformerSpec => ({
  ...{ kind, controlPoints, bounded: false },
});
const upright = { angle: 0, scale: [1, 1], shift: 0 } as const;

export const madeRuns: Readonly<Record<string, MadeRun>> = {
  rotated: {
    ...{ distortion: 'R', network: 'tutorial', edge: 28, posesKnown: true },
    ...{ transformers: [spec('affine')], ranges: { ...upright, angle: 90 } },
  },
  rts: {
    ...{ distortion: 'RTS', network: 'cnn', edge: 42, posesKnown: true },
    ...{ transformers: [spec('similarity')], ranges: { angle: 45, scale: [0.7, 1.2], shift: 1 } },
  },
  projective: {
    ...{ distortion: 'P', network: 'fcn', edge: 28, posesKnown: true },
    ...{ transformers: [spec('projective')], ranges: { angle: 10, scale: [0.75, 1], shift: 0 } },
  },
  spline: {
    ...{ distortion: 'E', network: 'cnn', edge: 28, posesKnown: false },
    ...{ transformers: [spec('tps')], ranges: { ...upright, angle: 15 } },
  },
  manyPoints: {
    ...{ distortion: 'E', network: 'cnn', edge: 28, posesKnown: false },
    ...{ transformers: [spec('tps', 8)], ranges: { ...upright, angle: 15 } },
  },
  cluttered: {
    ...{ distortion: 'TC', network: 'cnn', edge: 60, posesKnown: true, outputEdge: 28 },
    ...{ transformers: [spec('attention')], ranges: { ...upright, shift: 1 } },
  },
  twoTransformers: {
    ...{ distortion: 'R', network: 'tutorial', edge: 28, posesKnown: true },
    ...{ transformers: [spec('affine'), spec('affine')], ranges: { ...upright, angle: 90 } },
  },
  addition: {
    ...{ distortion: 'RTS', network: 'fcn', edge: 42, channels: 2, posesKnown: false },
    ...{ transformers: [spec('affine'), spec('affine')], ranges: { angle: 45, scale: [0.7, 1.2], shift: 1 } },
  },
  none: {
    ...{ distortion: 'R', network: 'cnn', edge: 28, posesKnown: true },
    ...{ transformers: [], ranges: { ...upright, angle: 90 } },
  },
  collapsed: {
    ...{ distortion: 'none', network: 'tutorial', edge: 28, posesKnown: false, collapses: true },
    ...{ transformers: [spec('affine')], ranges: upright },
  },
};

/** @param recorded events whose digits and figures are taken */
export function makeRun(name: string, recorded: readonly TrainerEvent[]): TrainerEvent[] {
  const run = madeRuns[name];
  return recorded.flatMap((event): TrainerEvent[] => {
    switch (event.type) {
      case 'started':
        return [startedEvent(run, event)];
      case 'samples':
        return [
          samplesEvent(run, event),
          thetasEvent(run, event.epoch),
          ...(run.collapses && event.epoch === 2 ? [collapseEvent()] : []),
        ];
      default:
        return [event];
    }
  });
}

function startedEvent(run: MadeRun, event: TrainerEventOf<'started'>): TrainerEventOf<'started'> {
  const { transformers, edge, channels = 1, network, distortion } = run;
  const size = { height: edge, width: edge, channels };
  const sums = Array.from({ length: 19 }, (_, sum) => String(sum));
  const [first] = transformers;
  const transformer = {
    ...event.config.transformer,
    ...(transformers.length > 0
      ? { kind: first.kind, controlPoints: first.controlPoints, count: transformers.length }
      : { kind: 'none' as const }),
    averagePool: distortion === 'RTS' && transformers.length > 0,
    outputSize: run.outputEdge ?? 0,
  };
  return {
    ...event,
    config: {
      ...event.config,
      task: channels === 2 ? 'addition' : 'classification',
      distortion: { ...event.config.distortion, kind: distortion },
      network: { ...event.config.network, kind: network },
      transformer,
    },
    dataset: { ...event.dataset, size, ...(channels === 2 ? { classNames: sums } : {}) },
    network: {
      parameters: transformers.length > 0 ? 421_322 : 400_112,
      classifierParameters: transformers.length > 0 ? 401_700 : 400_112,
      transformers: [...transformers],
      transformedSize: outputSize(run),
    },
  };
}

function samplesEvent(run: MadeRun, event: Samples): Samples {
  const { edge, channels = 1 } = run;
  const inputSize = { height: edge, width: edge, channels };
  const inputs = event.digits.map((_, at) => inputImage(run, event, at));
  const thetas = event.digits.map(({ index }) => thetaOf(run, index, event.epoch));
  const outputs = inputs.map((input, at) => outputImage(run, input, thetas[at]));
  return {
    ...event,
    digits: event.digits.map((digit, at) => {
      const other = event.digits[(at + 7) % event.digits.length];
      const sum = (key: 'label' | 'predicted'): number =>
        channels === 2 ? digit[key] + other[key] : digit[key];
      return { ...digit, label: sum('label'), predicted: sum('predicted'), theta: thetas[at] };
    }),
    inputSize,
    outputSize: outputSize(run),
    inputs: joined(inputs),
    outputs: joined(outputs),
  };
}

function thetasEvent(run: MadeRun, epoch: number): TrainerEventOf<'thetas'> {
  const indices = Array.from({ length: 300 }, (_, at) => at);
  const labels = indices.map(labelOf);
  return {
    type: 'thetas',
    epoch,
    indices,
    labels,
    predicted: labels.map((label, at) => (chance(at, 9) < 0.4 / (epoch + 1) ? (label + 3) % 10 : label)),
    thetas: indices.map((index) => thetaOf(run, index, epoch)),
    poses: run.posesKnown ? indices.map((index) => undoing(distortionOf(run, index)) ?? []) : null,
  };
}

function collapseEvent(): TrainerEventOf<'collapse'> {
  return {
    ...{ type: 'collapse', epoch: 2, finding: 'shrinking' },
    message:
      'After epoch 2 the transformer shrinks the image to less than a tenth of its output, for 480 of 500 digits.',
    advice: 'Try stn.localization.learningRateFactor 0.1 or stn.transformer.outsidePenalty 0.1.',
  };
}

/** Takes points of the upright digit to those of the distorted image, where the digit's square is 28 pixels wide. */
function distortionOf({ ranges, edge }: MadeRun, index: number): number[] {
  const between = (low: number, high: number, use: number): number => low + (high - low) * chance(index, use);
  const angle = (between(-ranges.angle, ranges.angle, 1) * Math.PI) / 180;
  const scale = (between(ranges.scale[0], ranges.scale[1], 2) * 28) / edge;
  const room = Math.max(0, ranges.shift * (1 - scale));
  const [cosine, sine] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return [cosine, sine, between(-room, room, 3), -sine, cosine, between(-room, room, 4)];
}

/** Close to the distortion after some epochs; before, close to the identity. Digits that look alike turned are guessed. */
function thetaOf(run: MadeRun, index: number, epoch: number): number[] {
  const learned = 1 - 0.4 ** epoch;
  const noise = (use: number): number => (chance(index, use) - 0.5) * (epoch === 0 ? 0 : 0.25);
  const isAmbiguous = [0, 1, 8].includes(labelOf(index));
  const [a, b, tx, c, d, ty] = distortionOf(run, index);
  const turned = isAmbiguous && chance(index, 8) < 0.4 ? -0.2 : 1;
  const toward = (identity: number, value: number, use: number): number =>
    identity + learned * (value - identity) + learned * noise(use);
  const shrunk = run.collapses && epoch >= 2 ? 4 : 1;
  return run.transformers.flatMap(({ kind, controlPoints }, number) => {
    const start = number * 0.3;
    const away = 10 * number;
    const m = [
      shrunk * toward(1, a, 11 + away),
      toward(0, turned * b, 12 + away),
      toward(start, tx, 13 + away),
      toward(0, turned * c, 14 + away),
      shrunk * toward(1, d, 15 + away),
      toward(start, ty, 16 + away),
    ];
    switch (kind) {
      case 'affine':
        return m;
      case 'translation':
        return [m[2], m[5]];
      case 'attention':
        return [Math.hypot(m[0], m[3]), m[2], m[5]];
      case 'rotation':
        return [Math.atan2(m[3], m[0])];
      case 'similarity':
        return [m[0], m[3], m[2], m[5]];
      case 'projective':
        return [...m, learned * noise(17), learned * noise(18)];
      case 'tps': {
        const places = controlPlaces(controlPoints);
        return places.flatMap((y, row) =>
          places.flatMap((x, column) => [
            m[0] * x + m[1] * y + m[2] - x + 2 * learned * noise(20 + row * controlPoints + column),
            m[3] * x + m[4] * y + m[5] - y + 2 * learned * noise(90 + row * controlPoints + column),
          ]),
        );
      }
    }
  });
}

function inputImage(run: MadeRun, samples: Samples, at: number): Float32Array {
  const { edge, channels = 1 } = run;
  const canvas = { height: edge, width: edge };
  const image = new Float32Array(edge * edge * channels);
  for (let channel = 0; channel < channels; channel++) {
    const from = (at + 7 * channel) % samples.digits.length;
    const digit = Float32Array.from(samples.inputs.subarray(from * 784, (from + 1) * 784));
    const pose = undoing(distortionOf(run, samples.digits[at].index + 1000 * channel)) ?? [];
    const grid = gridGenerator(spec('affine'), canvas, false).grid(pose);
    const drawn = sample(digit, { height: 28, width: 28, channels: 1 }, grid, canvas);
    drawn.forEach((value, pixel) => (image[pixel * channels + channel] = value));
  }
  return image;
}

function outputImage(run: MadeRun, input: Float32Array, theta: readonly number[]): Float32Array {
  const { transformers, edge, channels = 1 } = run;
  if (transformers.length === 0) return input;
  const size = outputSize(run);
  const output = new Float32Array(size.height * size.width * size.channels);
  splitTheta(transformers, theta).forEach((part, number) => {
    const grid = gridGenerator(transformers[number], size, false).grid(part);
    const drawn = sample(input, { height: edge, width: edge, channels }, grid, size);
    drawn.forEach((value, at) => {
      const [pixel, channel] = [Math.floor(at / channels), at % channels];
      output[pixel * size.channels + number * channels + channel] = value;
    });
  });
  return output;
}

function outputSize({ transformers, edge, outputEdge = edge, channels = 1 }: MadeRun): ImageSize {
  const size = transformers.length > 0 ? outputEdge : edge;
  return { height: size, width: size, channels: channels * Math.max(1, transformers.length) };
}

function sample(
  image: Float32Array,
  input: ImageSize,
  grid: Float32Array,
  { height, width }: { readonly height: number; readonly width: number },
): Float32Array {
  return gridSample(
    image,
    grid,
    { count: 1, input, output: { height, width } },
    { mode: 'bilinear', padding: 'zeros', alignCorners: false },
  );
}

function joined(images: readonly Float32Array[]): Uint8Array {
  return Uint8Array.from(images.flatMap((image) => Array.from(image, Math.round)));
}

function labelOf(index: number): number {
  return (index * 7 + 3) % 10;
}
