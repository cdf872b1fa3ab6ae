/** PyTorch's (and SciPy's) own numbers (test/fixtures/golden), in this project's names and layouts. */
import { readFileSync } from 'node:fs';
import { defaultConfig } from '../../src/shared/config';
import type { Batch, NamedTensors, Tensor } from '../../src/trainer/engines/engine';
import { describeNetwork } from '../../src/shared/network/describeNetwork';
import { elements, type Layer, type NetworkSpec, type SamplerSpec } from '../../src/shared/network/network';

interface StoredTensor {
  readonly shape: readonly number[];
  /** Base64 of little-endian float32. */
  readonly f32: string;
}

interface StoredStep {
  readonly testImageIndices: readonly number[];
  readonly labels: readonly number[];
  readonly theta: StoredTensor;
  readonly transformed: StoredTensor;
  readonly logProbabilities: StoredTensor;
  readonly loss: number;
  readonly gradients: Record<string, StoredTensor>;
}

interface StoredTraining {
  readonly initial: Record<string, StoredTensor>;
  readonly steps: readonly StoredStep[];
  readonly final: Record<string, StoredTensor>;
}

/** One SGD step of the tutorial's network: what it reads and what PyTorch computed. */
export interface GoldenStep {
  readonly batch: Batch<Float32Array>;
  readonly theta: Tensor;
  readonly transformed: Tensor;
  readonly logProbabilities: Tensor;
  readonly loss: number;
  readonly gradients: NamedTensors;
}

export interface GoldenTraining {
  readonly network: NetworkSpec;
  readonly learningRate: number;
  readonly initial: NamedTensors;
  readonly steps: readonly GoldenStep[];
  /** After the three steps. */
  readonly final: NamedTensors;
}

export interface GridSampleCase extends SamplerSpec {
  /** [count, height, width, channels], as the outputs. */
  readonly input: Tensor;
  /** [count, height, width, 2]. */
  readonly grid: Tensor;
  readonly output: Tensor;
  readonly gradOutput: Tensor;
  readonly gradInput: Tensor;
  readonly gradGrid: Tensor;
}

export interface AffineGridCase {
  readonly alignCorners: boolean;
  /** [count, 2, 3]. */
  readonly theta: Tensor;
  /** [count, height, width, 2]. */
  readonly grid: Tensor;
}

export interface SplineCase {
  readonly controlPoints: number;
  /** (dx, dy) of each control point, row by row. */
  readonly moves: readonly (readonly [number, number])[];
  readonly points: readonly (readonly [number, number])[];
  /** Where the points are moved to. */
  readonly moved: readonly (readonly [number, number])[];
}

/** Three steps without dropout, batches of 16 real digits. */
export function goldenTraining(): GoldenTraining {
  const stored = read('stn_steps') as StoredTraining;
  const digits = Buffer.from((read('stn_steps_digits') as { u8: string }).u8, 'base64');
  const network = describeNetwork(defaultConfig(), { height: 28, width: 28, channels: 1 }, 10);
  let begin = 0;
  return {
    network,
    learningRate: 0.05,
    initial: namedWeights(network, stored.initial),
    steps: stored.steps.map((step) => {
      const count = step.labels.length;
      const pixels = digits.subarray(begin, (begin += count * elements([28, 28])));
      return {
        batch: {
          images: Float32Array.from(pixels, (pixel) => (pixel / 255 - 0.1307) / 0.3081),
          labels: Uint8Array.from(step.labels),
          count,
        },
        theta: decode(step.theta),
        transformed: channelsLast(decode(step.transformed)),
        logProbabilities: decode(step.logProbabilities),
        loss: step.loss,
        gradients: namedWeights(network, step.gradients),
      };
    }),
    final: namedWeights(network, stored.final),
  };
}

export function goldenGridSample(): GridSampleCase[] {
  type StoredCase = SamplerSpec & Record<keyof Omit<GridSampleCase, keyof SamplerSpec>, StoredTensor>;
  const { cases } = read('grid_sample') as { cases: StoredCase[] };
  return cases.map(({ mode, padding, alignCorners, ...tensors }) => ({
    mode,
    padding,
    alignCorners,
    input: channelsLast(decode(tensors.input)),
    grid: decode(tensors.grid),
    output: channelsLast(decode(tensors.output)),
    gradOutput: channelsLast(decode(tensors.gradOutput)),
    gradInput: channelsLast(decode(tensors.gradInput)),
    gradGrid: decode(tensors.gradGrid),
  }));
}

export function goldenAffineGrid(): AffineGridCase[] {
  type StoredCase = { alignCorners: boolean } & Record<'theta' | 'grid', StoredTensor>;
  const { cases } = read('affine_grid') as { cases: StoredCase[] };
  return cases.map(({ alignCorners, theta, grid }) => ({
    alignCorners,
    theta: decode(theta),
    grid: decode(grid),
  }));
}

/** SciPy's, in float64; the file has the Python that made it. */
export function goldenSplines(): SplineCase[] {
  return (read('thin_plate_spline') as { cases: SplineCase[] }).cases;
}

/** max|actual − expected| / max|expected|: how far a tensor is off, relative to its own scale. NaN is infinitely far. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let scale = 0;
  let error = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (Number.isNaN(difference)) return Infinity;
    error = Math.max(error, difference);
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return error === 0 ? 0 : error / scale;
}

/** The tutorial's module names, by ours. */
const modules: Readonly<Record<string, string>> = {
  'localization.convolution1': 'localization.0',
  'localization.convolution2': 'localization.3',
  'localization.hidden': 'fc_loc.0',
  'localization.theta': 'fc_loc.2',
  'classifier.convolution1': 'conv1',
  'classifier.convolution2': 'conv2',
  'classifier.hidden': 'fc1',
  'classifier.logits': 'fc2',
};

/** From PyTorch's convolutions [out, in, height, width] and linear [out, in], which flattens an image channels first. */
function namedWeights(network: NetworkSpec, stored: Record<string, StoredTensor>): NamedTensors {
  const weights = new Map<string, Tensor>();
  for (const layers of [network.transformers[0].localization, network.classifier]) {
    layers.forEach((layer, position) => {
      const module = modules[layer.name];
      weights.set(`${layer.name}.weight`, layerWeight(decode(stored[`${module}.weight`]), layers, position));
      weights.set(`${layer.name}.bias`, decode(stored[`${module}.bias`]));
    });
  }
  return weights;
}

function layerWeight(weight: Tensor, layers: readonly Layer[], position: number): Tensor {
  const previous = position > 0 ? layers[position - 1] : undefined;
  if (layers[position].kind === 'convolution') return transpose(weight, [2, 3, 1, 0]);
  if (previous?.kind !== 'convolution') return transpose(weight, [1, 0]);
  const { height, width, channels } = previous.output;
  const [outputs, inputs] = weight.shape;
  const image = { shape: [outputs, channels, height, width], values: weight.values };
  return { shape: [inputs, outputs], values: transpose(image, [2, 3, 1, 0]).values };
}

function channelsLast(tensor: Tensor): Tensor {
  return transpose(tensor, [0, 2, 3, 1]);
}

/** Axis i of the result is axis order[i] of the tensor. */
function transpose({ shape, values }: Tensor, order: readonly number[]): Tensor {
  const strides = order.map((axis) => elements(shape.slice(axis + 1)));
  const lengths = order.map((axis) => shape[axis]);
  const result = new Float32Array(values.length);
  let at = 0;
  const copy = (axis: number, offset: number): void => {
    if (axis === lengths.length) result[at++] = values[offset];
    else for (let i = 0; i < lengths[axis]; i++) copy(axis + 1, offset + i * strides[axis]);
  };
  copy(0, 0);
  return { shape: lengths, values: result };
}

function decode({ shape, f32 }: StoredTensor): Tensor {
  const bytes = Buffer.from(f32, 'base64');
  const values = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
  if (values.length !== elements(shape))
    throw new Error(`${values.length} numbers for [${shape.join(', ')}]`);
  return { shape, values };
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/golden/${name}.json`, import.meta.url), 'utf8'));
}
