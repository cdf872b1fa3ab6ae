/** A network with every layer's shape worked out: what an engine compiles. `describeNetwork.ts` makes it. */
import type { ImageSize } from '../trainerProtocol';
import { thetaLength as lengthOfTheta, type TransformerSpec } from '../transformers/spec';

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
  /** background: as zeros, but outside is `background`. */
  readonly padding: 'zeros' | 'border' | 'reflection' | 'background';
  readonly alignCorners: boolean;
  /** The number of an empty pixel after normalisation; 0 where absent. */
  readonly background?: number;
}

/** One of the transformers that read the image side by side. */
export interface Transformer extends TransformerSpec {
  /**
   * The localization network. Its last layer gives theta's numbers (`thetaLength`); its layers are named `localization.…`
   * for the first transformer, `localization2.…` for the second.
   */
  readonly localization: readonly Layer[];
}

/** What is added to the mean loss that is trained: each a factor of 0 or more. */
export interface ThetaPenalty {
  /** Of the mean over images of |theta − identity|², summed over transformers. */
  readonly identity: number;
  /**
   * Of the mean over images and grid points of max(0, |x| − 1)² + max(0, |y| − 1)², summed over transformers.
   */
  readonly outside: number;
}

/**
 * Image -> (average pool) -> localization -> theta -> grid generator -> sampler (reads the image) -> (average pool) ->
 * classifier -> log-softmax. Several transformers all read the image; their outputs are stacked as channels.
 */
export interface NetworkSpec {
  readonly input: ImageSize;
  /** Of what the transformers make together, before `averagePool`: channels are the input's times the transformers. */
  readonly transformed: ImageSize;
  readonly classes: number;
  /** Edge of the windows that are averaged (2×2, floor) before the localization networks; 1 where absent. */
  readonly localizationPool?: 1 | 2;
  /** Empty: the classifier reads the image, there is no theta, and `transformed` equals `input`. */
  readonly transformers: readonly Transformer[];
  readonly sampler: SamplerSpec;
  /** Nothing is added where it is absent. */
  readonly penalty?: ThetaPenalty;
  /** Edge of the windows of `transformed` that are averaged (2×2, floor) before the classifier; 1 where absent. */
  readonly averagePool?: 1 | 2;
  /** Its last layer gives the logits. */
  readonly classifier: readonly Layer[];
}

/** An image after an average pool with windows of that edge. */
export function averagePooled(image: ImageSize, pool: 1 | 2 = 1): ImageSize {
  return { ...image, height: Math.floor(image.height / pool), width: Math.floor(image.width / pool) };
}

/** How many numbers theta has, over all transformers. */
export function thetaLength({ transformers }: NetworkSpec): number {
  return transformers.reduce((sum, transformer) => sum + lengthOfTheta(transformer), 0);
}

/** Every layer with weights: the localization networks', then the classifier's. */
export function allLayers({ transformers, classifier }: NetworkSpec): Layer[] {
  return [...transformers.flatMap(({ localization }) => localization), ...classifier];
}

/** All weights in the network's order: names and shapes. */
export function weightShapes(network: NetworkSpec): { name: string; shape: number[] }[] {
  return layerShapes(allLayers(network));
}

export function parameterCount(network: NetworkSpec): number {
  return parametersOf(allLayers(network));
}

/** Weights and biases of these layers. */
export function parametersOf(layers: readonly Layer[]): number {
  return layerShapes(layers).reduce((sum, { shape }) => sum + elements(shape), 0);
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function layerShapes(layers: readonly Layer[]): { name: string; shape: number[] }[] {
  return layers.flatMap((layer) => {
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
