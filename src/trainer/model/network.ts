/** The network that a configuration describes, with every layer's shape worked out: what an engine compiles. */
import type { Config } from '../../shared/config';
import type { ImageSize } from '../../shared/trainerProtocol';
import { UserError } from '../userError';

/** Convolution without padding, stride 1, then (2×2 max-pool, floor), then ReLU, then dropout2d. */
export interface ConvolutionLayer {
  readonly kind: 'convolution';
  /** Its weights are `${name}.weight` [kernel, kernel, in, out] and `${name}.bias` [out]. */
  readonly name: string;
  readonly input: ImageSize;
  readonly kernel: number;
  /** Edge of the max-pool's windows; 1 is no pooling. */
  readonly pool: 1 | 2;
  readonly relu: boolean;
  /** Probability that a whole channel of the output is dropped in training. */
  readonly dropout: number;
  /** After pooling. */
  readonly output: ImageSize;
}

/** Fully connected, then ReLU, then dropout. A preceding image is flattened row by row with its channels last. */
export interface DenseLayer {
  readonly kind: 'dense';
  /** Its weights are `${name}.weight` [in, out] and `${name}.bias` [out]. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly relu: boolean;
  /** Probability that a unit of the output is dropped in training. */
  readonly dropout: number;
}

export type Layer = ConvolutionLayer | DenseLayer;

export interface SamplerSpec {
  readonly mode: 'bilinear' | 'nearest' | 'bicubic';
  readonly padding: 'zeros' | 'border' | 'reflection';
  readonly alignCorners: boolean;
}

/**
 * Image -> (average pool) -> localization -> theta [2, 3] -> grid generator -> sampler (reads the image) ->
 * (average pool) -> classifier -> log-softmax.
 */
export interface NetworkSpec {
  readonly input: ImageSize;
  /** Of the sampler's output, which the classifier reads. */
  readonly transformed: ImageSize;
  readonly classes: number;
  /** Edge of the windows that are averaged (2×2, floor) before the localization network; 1 where absent. */
  readonly localizationPool?: 1 | 2;
  /**
   * Its last layer, `localization.theta`, gives theta's six numbers. Empty: no transformer, the classifier reads the
   * image, theta is the identity, and `transformed` equals `input`.
   */
  readonly localization: readonly Layer[];
  readonly sampler: SamplerSpec;
  /** Edge of the windows of the sampler's output that are averaged (2×2, floor) before the classifier; 1 where absent. */
  readonly averagePool?: 1 | 2;
  /** Its last layer gives the logits. */
  readonly classifier: readonly Layer[];
}

/**
 * @throws UserError where an image is too small for its kernels or pooling leaves nothing; names the layer and shapes
 */
export function describeNetwork(config: Config, input: ImageSize, classes: number): NetworkSpec {
  const { localization, classifier, sampler } = config;
  const localizationImages = convolutions('localization', localization, input, 0);
  const classifierImages = convolutions('classifier', classifier, input, classifier.dropout);
  return {
    input,
    transformed: input,
    classes,
    sampler,
    localization: [
      ...localizationImages.layers,
      dense('localization.hidden', localizationImages.outputs, localization.hidden, true, 0),
      dense('localization.theta', localization.hidden, 6, false, 0),
    ],
    classifier: [
      ...classifierImages.layers,
      dense('classifier.hidden', classifierImages.outputs, classifier.hidden, true, classifier.dropout),
      dense('classifier.logits', classifier.hidden, classes, false, 0),
    ],
  };
}

/** An image after an average pool with windows of that edge. */
export function averagePooled(image: ImageSize, pool: 1 | 2 = 1): ImageSize {
  return { ...image, height: Math.floor(image.height / pool), width: Math.floor(image.width / pool) };
}

/** All weights in the network's order: names and shapes. */
export function weightShapes(network: NetworkSpec): { name: string; shape: number[] }[] {
  return [...network.localization, ...network.classifier].flatMap((layer) => {
    const shape =
      layer.kind === 'convolution'
        ? [layer.kernel, layer.kernel, layer.input.channels, layer.output.channels]
        : [layer.inputs, layer.outputs];
    return [
      { name: `${layer.name}.weight`, shape },
      { name: `${layer.name}.bias`, shape: shape.slice(-1) },
    ];
  });
}

export function parameterCount(network: NetworkSpec): number {
  return weightShapes(network).reduce((sum, { shape }) => sum + elements(shape), 0);
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function convolutions(
  part: 'localization' | 'classifier',
  { filters, kernels }: { filters: readonly number[]; kernels: readonly number[] },
  image: ImageSize,
  lastDropout: number,
): { layers: ConvolutionLayer[]; outputs: number } {
  const layers: ConvolutionLayer[] = [];
  let input = image;
  filters.forEach((channels, position) => {
    const kernel = kernels[position] ?? 1;
    const name = `${part}.convolution${position + 1}`;
    const output = {
      height: Math.floor((input.height - kernel + 1) / 2),
      width: Math.floor((input.width - kernel + 1) / 2),
      channels,
    };
    if (output.height < 1 || output.width < 1) {
      throw new UserError(
        `${name} has nothing left to compute: its input is ${input.height}×${input.width}, a ${kernel}×${kernel} kernel leaves ${Math.max(0, input.height - kernel + 1)}×${Math.max(0, input.width - kernel + 1)} and the 2×2 max-pool needs at least 2×2; use fewer or smaller kernels in stn.${part}.kernels.`,
      );
    }
    const dropout = position === filters.length - 1 ? lastDropout : 0;
    layers.push({ kind: 'convolution', name, input, kernel, pool: 2, relu: true, dropout, output });
    input = output;
  });
  return { layers, outputs: input.height * input.width * input.channels };
}

function dense(name: string, inputs: number, outputs: number, relu: boolean, dropout: number): DenseLayer {
  return { kind: 'dense', name, inputs, outputs, relu, dropout };
}
