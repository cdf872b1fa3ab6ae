/**
 * The network once more, forward only, in float64 and as plainly as can be: what engines' gradients are differentiated
 * numerically against. It shares no code with them.
 */
import type { DropoutMasks, NamedTensors } from '../../src/trainer/engines/engine';
import type { ConvolutionLayer, Layer, NetworkSpec, SamplerSpec } from '../../src/trainer/model/network';

/** By name; flat, in the layout of `weightShapes`. */
export type ReferenceWeights = ReadonlyMap<string, Float64Array>;

interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Rows from the top, channels last. */
  readonly values: Float64Array;
}

export function toReference(weights: NamedTensors): ReferenceWeights {
  return new Map(Array.from(weights, ([name, { values }]) => [name, Float64Array.from(values)]));
}

export interface ReferenceBatch {
  /** [count, height, width, channels]. */
  readonly images: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly masks: DropoutMasks;
}

/** Mean negative log-likelihood of a batch. */
export function referenceLoss(
  network: NetworkSpec,
  weights: ReferenceWeights,
  batch: ReferenceBatch,
): number {
  return classificationLoss(network, weights, batch, transformImages(network, weights, batch));
}

/** d referenceLoss / d weight for every weight, by central differences. */
export function referenceGradients(
  network: NetworkSpec,
  weights: ReferenceWeights,
  batch: ReferenceBatch,
): Map<string, Float64Array> {
  // The classifier's weights don't change what it reads: worth computing once.
  const transformed = transformImages(network, weights, batch);
  return new Map(
    Array.from(weights, ([name, values]) => [
      name,
      numericalGradient(values, () =>
        name.startsWith('classifier.')
          ? classificationLoss(network, weights, batch, transformed)
          : referenceLoss(network, weights, batch),
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

/** `grid_sample` at one point of one image: a number for each channel. */
export function referenceSample(
  image: Image,
  { mode, padding, alignCorners }: SamplerSpec,
  x: number,
  y: number,
) {
  const place = (coordinate: number, size: number): number =>
    alignCorners ? ((coordinate + 1) / 2) * (size - 1) : ((coordinate + 1) * size - 1) / 2;
  const inside = (position: number, size: number): number => {
    if (padding === 'zeros') return position;
    const mirrored = padding === 'reflection' ? reflect(position, size, alignCorners) : position;
    return Math.min(size - 1, Math.max(0, mirrored));
  };
  // Bicubic pads each tap; the others pad the point.
  const padPoint = mode === 'bicubic' ? (position: number): number => position : inside;
  const column = padPoint(place(x, image.width), image.width);
  const row = padPoint(place(y, image.height), image.height);
  const result = new Float64Array(image.channels);
  for (const [tapRow, rowWeight] of taps(row, mode)) {
    for (const [tapColumn, columnWeight] of taps(column, mode)) {
      const atRow = inside(tapRow, image.height);
      const atColumn = inside(tapColumn, image.width);
      if (atRow < 0 || atRow >= image.height || atColumn < 0 || atColumn >= image.width) continue;
      for (let c = 0; c < image.channels; c++) {
        const value = image.values[(atRow * image.width + atColumn) * image.channels + c];
        result[c] += rowWeight * columnWeight * value;
      }
    }
  }
  return result;
}

/** Pixels that a coordinate reads along one axis, with their weights. */
function taps(position: number, mode: SamplerSpec['mode']): [number, number][] {
  const first = Math.floor(position);
  const share = position - first;
  switch (mode) {
    case 'nearest': {
      if (share === 0.5) return [[first % 2 === 0 ? first : first + 1, 1]];
      return [[Math.round(position), 1]];
    }
    case 'bilinear':
      return [
        [first, 1 - share],
        [first + 1, share],
      ];
    case 'bicubic':
      return [-1, 0, 1, 2].map((offset) => [first + offset, cubic(Math.abs(offset - share))]);
  }
}

/** Keys' kernel with A = −0.75, at a distance of 0 to 2. */
function cubic(distance: number): number {
  const a = -0.75;
  return distance <= 1
    ? ((a + 2) * distance - (a + 3)) * distance ** 2 + 1
    : a * (((distance - 5) * distance + 8) * distance - 4);
}

function reflect(position: number, size: number, alignCorners: boolean): number {
  const low = alignCorners ? 0 : -0.5;
  const high = alignCorners ? size - 1 : size - 0.5;
  if (low === high) return 0;
  let reflected = position;
  while (reflected < low || reflected > high) reflected = (reflected < low ? 2 * low : 2 * high) - reflected;
  return reflected;
}

function transformImages(
  network: NetworkSpec,
  weights: ReferenceWeights,
  { images, labels, masks }: ReferenceBatch,
): Image[] {
  const size = network.input.height * network.input.width * network.input.channels;
  const values = Float64Array.from(images);
  return Array.from({ length: labels.length }, (_, i) => {
    const input = { ...network.input, values: values.subarray(i * size, (i + 1) * size) };
    if (network.transformers.length === 0) return input;
    const { values: seen } = averagePool(input, network.localizationPool);
    return transform(
      network,
      runLayers(network.transformers[0].localization, weights, masks, i, seen),
      input,
    );
  });
}

function classificationLoss(
  network: NetworkSpec,
  weights: ReferenceWeights,
  { labels, masks }: ReferenceBatch,
  transformed: readonly Image[],
): number {
  const losses = transformed.map((image, i) => {
    const { values } = averagePool(image, network.averagePool);
    const logits = runLayers(network.classifier, weights, masks, i, values);
    const largest = Math.max(...logits);
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    return largest + Math.log(sum) - logits[labels[i]];
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
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

function transform(network: NetworkSpec, theta: Float64Array, input: Image): Image {
  const { height, width, channels } = network.transformed;
  const base = (position: number, size: number): number => {
    if (size === 1) return 0;
    return network.sampler.alignCorners ? (2 * position) / (size - 1) - 1 : (2 * position + 1) / size - 1;
  };
  const values = new Float64Array(height * width * channels);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [base(column, width), base(row, height)];
      const sampleX = theta[0] * x + theta[1] * y + theta[2];
      const sampleY = theta[3] * x + theta[4] * y + theta[5];
      values.set(
        referenceSample(input, network.sampler, sampleX, sampleY),
        (row * width + column) * channels,
      );
    }
  }
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
