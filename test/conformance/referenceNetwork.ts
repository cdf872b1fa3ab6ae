/**
 * The network once more, forward only, in float64 and as plainly as can be: what engines' gradients are differentiated
 * numerically against. It shares no code with them.
 */
import type { DropoutMasks, NamedTensors } from '../../src/trainer/engines/engine';
import type { ConvolutionLayer, Layer, NetworkSpec, Transformer } from '../../src/shared/network/network';
import { referenceIdentity, referenceMove, type Point } from './referenceGrid';
import { referenceSample, type Image } from './referenceSampler';

/** By name; flat, in the layout of `weightShapes`. */
export type ReferenceWeights = ReadonlyMap<string, Float64Array>;

export function toReference(weights: NamedTensors): ReferenceWeights {
  return new Map(Array.from(weights, ([name, { values }]) => [name, Float64Array.from(values)]));
}

export interface ReferenceBatch {
  /** [count, height, width, channels]. */
  readonly images: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly masks: DropoutMasks;
}

export interface ReferenceTransforms {
  /** Of every transformer, image by image: [count, thetaLength]. */
  readonly theta: readonly number[];
  /** [count, height, width, channels]. */
  readonly transformed: readonly number[];
}

/** Mean negative log-likelihood of a batch: the loss that is reported. */
export function referenceLoss(
  network: NetworkSpec,
  weights: ReferenceWeights,
  batch: ReferenceBatch,
): number {
  return classificationLoss(network, weights, batch, transformImages(network, weights, batch));
}

/** The reported loss and the penalty of theta: what is trained. */
export function referenceObjective(
  network: NetworkSpec,
  weights: ReferenceWeights,
  batch: ReferenceBatch,
): number {
  const images = transformImages(network, weights, batch);
  return classificationLoss(network, weights, batch, images) + mean(images.map(({ penalty }) => penalty));
}

export function referenceTransforms(
  network: NetworkSpec,
  weights: ReferenceWeights,
  batch: ReferenceBatch,
): ReferenceTransforms {
  const images = transformImages(network, weights, batch);
  return {
    theta: images.flatMap(({ theta }) => theta),
    transformed: images.flatMap(({ transformed }) => Array.from(transformed.values)),
  };
}

/** d referenceObjective / d weight for every weight, by central differences. */
export function referenceGradients(
  network: NetworkSpec,
  weights: ReferenceWeights,
  batch: ReferenceBatch,
): Map<string, Float64Array> {
  // The classifier's weights change neither what it reads nor the penalty: worth computing once.
  const images = transformImages(network, weights, batch);
  return new Map(
    Array.from(weights, ([name, values]) => [
      name,
      numericalGradient(values, () =>
        name.startsWith('classifier.')
          ? classificationLoss(network, weights, batch, images)
          : referenceObjective(network, weights, batch),
      ),
    ]),
  );
}

/** Central differences of a function of one array, which is changed and restored. */
export function numericalGradient(at: Float64Array, loss: () => number, step = 1e-6): Float64Array {
  return at.map((value, i) => {
    at[i] = value + step;
    const above = loss();
    at[i] = value - step;
    const below = loss();
    at[i] = value;
    return (above - below) / (2 * step);
  });
}

/** What becomes of one image before the classifier. */
interface Transformed {
  readonly theta: readonly number[];
  readonly transformed: Image;
  readonly penalty: number;
}

function transformImages(
  network: NetworkSpec,
  weights: ReferenceWeights,
  { images, labels, masks }: ReferenceBatch,
): Transformed[] {
  const size = network.input.height * network.input.width * network.input.channels;
  const values = Float64Array.from(images);
  return Array.from({ length: labels.length }, (_, i) => {
    const input = { ...network.input, values: values.subarray(i * size, (i + 1) * size) };
    const { values: seen } = averagePool(input, network.localizationPool);
    const views = network.transformers.map((transformer) => {
      const theta = Array.from(runLayers(transformer.localization, weights, masks, i, seen));
      const grid = outputPoints(network).map(referenceMove(transformer, theta));
      return { theta, grid, penalty: thetaPenalty(network, transformer, theta, grid) };
    });
    const grids = views.map(({ grid }) => grid);
    return {
      theta: views.flatMap(({ theta }) => theta),
      transformed: grids.length === 0 ? input : sampleAll(network, grids, input),
      penalty: views.reduce((sum, { penalty }) => sum + penalty, 0),
    };
  });
}

/** Of one transformer on one image. */
function thetaPenalty(
  { penalty }: NetworkSpec,
  transformer: Transformer,
  theta: readonly number[],
  grid: readonly Point[],
): number {
  if (!penalty) return 0;
  const identity = referenceIdentity(transformer);
  const distance = theta.reduce((sum, value, i) => sum + (value - identity[i]) ** 2, 0);
  const outside = grid.map(
    ({ x, y }) => Math.max(0, Math.abs(x) - 1) ** 2 + Math.max(0, Math.abs(y) - 1) ** 2,
  );
  return penalty.identity * distance + penalty.outside * mean(outside);
}

function classificationLoss(
  network: NetworkSpec,
  weights: ReferenceWeights,
  { labels, masks }: ReferenceBatch,
  images: readonly Transformed[],
): number {
  return mean(
    images.map(({ transformed }, i) => {
      const { values } = averagePool(transformed, network.averagePool);
      const logits = runLayers(network.classifier, weights, masks, i, values);
      const largest = Math.max(...logits);
      const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
      return largest + Math.log(sum) - logits[labels[i]];
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function averagePool(image: Image, pool: 1 | 2 = 1): Image {
  const height = Math.floor(image.height / pool);
  const width = Math.floor(image.width / pool);
  const values = new Float64Array(height * width * image.channels);
  for (let row = 0; row < height * pool; row++) {
    for (let column = 0; column < width * pool; column++) {
      for (let c = 0; c < image.channels; c++) {
        const output = (Math.floor(row / pool) * width + Math.floor(column / pool)) * image.channels + c;
        values[output] += image.values[(row * image.width + column) * image.channels + c] / pool ** 2;
      }
    }
  }
  return { ...image, height, width, values };
}

/** Where the pixels of the output lie, rows from the top. */
function outputPoints({ transformed: { height, width }, sampler }: NetworkSpec): Point[] {
  const base = (position: number, size: number): number => {
    if (size === 1) return 0;
    return sampler.alignCorners ? (2 * position) / (size - 1) - 1 : (2 * position + 1) / size - 1;
  };
  return Array.from({ length: height * width }, (_, i) => ({
    x: base(i % width, width),
    y: base(Math.floor(i / width), height),
  }));
}

/** Each grid's samples have channels of their own, in the transformers' order. */
function sampleAll(network: NetworkSpec, grids: readonly (readonly Point[])[], input: Image): Image {
  const { height, width, channels } = network.transformed;
  const values = new Float64Array(height * width * channels);
  grids.forEach((grid, transformer) => {
    grid.forEach(({ x, y }, i) => {
      const sampled = referenceSample(input, network.sampler, x, y);
      values.set(sampled, i * channels + transformer * input.channels);
    });
  });
  return { height, width, channels, values };
}

function runLayers(
  layers: readonly Layer[],
  weights: ReferenceWeights,
  masks: DropoutMasks,
  position: number,
  input: Float64Array,
): Float64Array {
  let values = input;
  for (const layer of layers) {
    const weight = weights.get(`${layer.name}.weight`) ?? new Float64Array();
    const bias = weights.get(`${layer.name}.bias`) ?? new Float64Array();
    values =
      layer.kind === 'convolution'
        ? convolve(layer, weight, bias, values)
        : bias.map((start, output) =>
            values.reduce((sum, value, i) => sum + value * weight[i * layer.outputs + output], start),
          );
    if (layer.relu) values = values.map((value) => Math.max(0, value));
    const units = bias.length;
    const mask = masks.get(layer.name)?.subarray(position * units, (position + 1) * units);
    if (mask) values = values.map((value, i) => value * mask[i % units]);
  }
  return values;
}

/** Without padding, stride 1, then the max-pool. */
function convolve(layer: ConvolutionLayer, weight: Float64Array, bias: Float64Array, input: Float64Array) {
  const { kernel, pool, output } = layer;
  const at = (row: number, column: number, channel: number): number => {
    let sum = bias[channel];
    for (let y = 0; y < kernel; y++) {
      for (let x = 0; x < kernel; x++) {
        for (let c = 0; c < layer.input.channels; c++) {
          const pixel = input[((row + y) * layer.input.width + column + x) * layer.input.channels + c];
          sum += pixel * weight[((y * kernel + x) * layer.input.channels + c) * output.channels + channel];
        }
      }
    }
    return sum;
  };
  return Float64Array.from({ length: output.height * output.width * output.channels }, (_, i) => {
    const channel = i % output.channels;
    const column = Math.floor(i / output.channels) % output.width;
    const row = Math.floor(i / output.channels / output.width);
    let largest = -Infinity;
    for (let y = 0; y < pool; y++) {
      for (let x = 0; x < pool; x++) {
        largest = Math.max(largest, at(row * pool + y, column * pool + x, channel));
      }
    }
    return largest;
  });
}
