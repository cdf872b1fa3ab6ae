/**
 * How the engine's memory is laid out: what a plan says, for those who write code for it. `memoryPlan.ts` makes it.
 *
 * Two kinds of buffers hold numbers of images: those of a batch exist once and have an entry for every image; those of
 * a block exist once a worker and have an entry for each of the few images that it computes together, so that they stay
 * in the core's cache.
 */
import type { ConvolutionLayer, DenseLayer } from '../../../shared/network/network';
import type { ImageSize } from '../../../shared/trainerProtocol';
import type { TransformerSpec } from '../../../shared/transformers/spec';

export interface ImageBuffer {
  readonly space: 'batch' | 'block';
  /** Of image 0: an address (batch) or relative to the worker's scratch memory (block). */
  readonly offset: number;
  /** Bytes from an image to the next. */
  readonly pitch: number;
}

/**
 * An image with each channel by itself, row by row, as the network's first convolutions and the sampler use it.
 * A row is padded with zeros to a whole number of vectors, or, before dense layers, only the image is.
 */
export interface PlanarImage {
  readonly size: ImageSize;
  /** Bytes from a row to the next. */
  readonly rowPitch: number;
  /** Bytes from a channel to the next. */
  readonly planePitch: number;
  readonly buffer: ImageBuffer;
}

export interface MaskPlan {
  readonly layer: string;
  /** Numbers an image. */
  readonly width: number;
  /** [batch, width padded]; ones where nothing is dropped. */
  readonly address: number;
  readonly pitch: number;
}

/**
 * A convolution's weights lie output channel by output channel; a channel is a sequence of rows that are contiguous in
 * the input too, each padded with zeros to whole vectors.
 */
export interface ConvolutionPlan {
  readonly layer: ConvolutionLayer;
  /**
   * planar: the input is a planar image, a row is (input channel, ky) and holds kx.
   * interleaved: the input has its channels last, a row is ky and holds (kx, input channel).
   */
  readonly form: 'planar' | 'interleaved';
  readonly input: ImageBuffer;
  /** Bytes from an input row to the next. A multiple of 16, so that a row starts as aligned as its image. */
  readonly inputRowPitch: number;
  /** Bytes from an input plane to the next (planar only). */
  readonly inputPlanePitch: number;
  readonly rows: number;
  /** Numbers in a row, without the padding. */
  readonly rowLength: number;
  readonly rowVectors: number;
  readonly weights: number;
  /** [channels]. */
  readonly bias: number;
  /** Pooled, channels last. */
  readonly output: ImageBuffer;
  /** Bytes from an output row to the next: padded where a convolution follows, contiguous before a dense layer. */
  readonly outputRowPitch: number;
  /**
   * int32 [channels, positions]: the byte offset in the input of the window that each pooled output came from, −1 where
   * ReLU zeroed it.
   */
  readonly argmax: ImageBuffer;
  /** As output. */
  readonly outputGradient: ImageBuffer;
  /** As input; missing where nobody needs it. */
  readonly inputGradient?: ImageBuffer;
  /** In scratch: a channel's kernel at several alignments, 0 between its rows. See `kernels/scatter.ts`. */
  readonly shiftedKernel: number;
  readonly mask?: MaskPlan;
  /** Where it reads the network's own images. */
  readonly emptyRows?: EmptyRows;
}

/** For rows of an image that are background alone: see `kernels/emptyRows.ts`. */
export interface EmptyRows {
  /** The number of an empty pixel. */
  readonly background: number;
  /** In scratch: where the ink of one image lies. */
  readonly extents: number;
  /** In scratch: float32 [channels, rows], what each row of the kernel sums up to on background. */
  readonly rowSums: number;
}

/**
 * A dense layer's weights lie in panels of a few outputs: [panel][tile][output of the panel][input of the tile]. A tile
 * is as many inputs as a gradient's sums fit in registers, so that what is read together lies together. Inputs and
 * outputs are padded with zeros to multiples of four, and further in the last tile and panel.
 */
export interface DensePlan {
  readonly layer: DenseLayer;
  readonly paddedInputs: number;
  readonly paddedOutputs: number;
  readonly weights: number;
  /** Bytes from a panel to the next. */
  readonly panelPitch: number;
  /** Of inputs. */
  readonly tileVectors: number;
  /** The batch's inputs once more, for the weights' gradient: [tile][image][input of the tile]. */
  readonly inputTiles: number;
  /** [paddedOutputs]. */
  readonly bias: number;
  readonly input: ImageBuffer;
  /** Where the input is a planar image. */
  readonly inputImage?: PlanarImage;
  readonly output: ImageBuffer;
  readonly outputGradient: ImageBuffer;
  /** Missing where nobody needs it. */
  readonly inputGradient?: ImageBuffer;
  readonly mask?: MaskPlan;
  /** Where it reads images, also sampled ones: the number of an empty pixel. See `kernels/denseOnBackground.ts`. */
  readonly background?: number;
}

export type LayerPlan = ({ kind: 'convolution' } & ConvolutionPlan) | ({ kind: 'dense' } & DensePlan);

export interface SamplerPlan {
  readonly input: PlanarImage;
  readonly output: PlanarImage;
  /** As output. */
  readonly outputGradient: ImageBuffer;
  /** Derivatives of the output by the sampling point's x and y in input pixels, as output. */
  readonly derivativeX: ImageBuffer;
  readonly derivativeY: ImageBuffer;
  /** float32 [plane, padded]: each output pixel's x and y before theta, from −1 to 1. */
  readonly baseX: number;
  readonly baseY: number;
  /** float32 [plane, padded]: 1 for pixels, 0 for padding. Where points outside the image are penalized. */
  readonly counted?: number;
}

/** Points of a spline's grid that are computed together. */
export const SPLINE_GROUP = 16;

/** A thin-plate spline's numbers. */
export interface SplinePlan {
  readonly controlPoints: number;
  /** All of them: controlPoints². */
  readonly controls: number;
  /**
   * float32 [plane / 16, controls, 16]: how much each pixel moves with each control point, group of pixels by group in
   * the order in which they are read. Padding has 0.
   */
  readonly basis: number;
  /** Of a plane of points, padded to whole groups. */
  readonly planeBytes: number;
  /** An image's points: x plane, y plane; in the backward pass, their gradient; then the sums at `sums`. */
  readonly work: ImageBuffer;
  /** Bytes from an image's work to float32 [controls, 2, 4 lanes]: gradients by the moves. */
  readonly sums: number;
}

export interface GridPlan {
  readonly spec: TransformerSpec;
  readonly theta: ImageBuffer;
  readonly thetaGradient: ImageBuffer;
  /**
   * What the grid is made of: a matrix's six numbers, a homography's eight or the moves (dx, dy) of control points. Theta
   * itself where that is it.
   */
  readonly coefficients: ImageBuffer;
  readonly coefficientsGradient: ImageBuffer;
  readonly spline?: SplinePlan;
}

export interface TransformerPlan {
  readonly localization: readonly LayerPlan[];
  readonly grid: GridPlan;
  /** The network's sampler, as far as it writes this transformer's channels. */
  readonly sampler: SamplerPlan;
}

/** An average pool before a half of the network. */
export interface PoolPlan {
  readonly input: PlanarImage;
  readonly output: PlanarImage;
  /** Missing where nobody needs them. */
  readonly gradients?: { readonly input: ImageBuffer; readonly output: ImageBuffer };
}

export interface MemoryPlan {
  readonly batchSize: number;
  readonly localizationPool?: PoolPlan;
  /** Of all localization networks, one after the other. */
  readonly localization: readonly LayerPlan[];
  readonly transformers: readonly TransformerPlan[];
  /** Of all transformers together: their outputs are stacked as channels. Missing in a network without a transformer. */
  readonly sampler?: SamplerPlan;
  readonly classifierPool?: PoolPlan;
  readonly classifier: readonly LayerPlan[];
  /** The parameters: the convolutions', then the dense layers'. */
  readonly parameters: number;
  readonly convolutionBytes: number;
  /** Of these, those of the localization networks, which come first. */
  readonly localizationConvolutionBytes: number;
  readonly parameterBytes: number;
  /** Laid out as the parameters. */
  readonly gradients: number;
  /** What the optimizer keeps from step to step, each laid out as the parameters. */
  readonly means: readonly number[];
  /** float32 by task of the weights: the sum of its gradients' squares. */
  readonly squares: number;
  /** The convolutions' gradients by part of the batch. */
  readonly partGradients: number;
  /** The images' pixels, channels last, and the numbers of a pixel's 256 values: where the engine is given them so. */
  readonly pixels: number;
  readonly pixelTable: number;
  /** The images as numbers, channels last. */
  readonly numbers: ImageBuffer;
  /** As the layers read them: of a block, unless the numbers lie like that already. */
  readonly images: PlanarImage;
  /** One byte an image. */
  readonly labels: number;
  /** float32 by image. */
  readonly losses: number;
  /** int32 by image: 1 where the most probable class is right. */
  readonly correct: number;
  /** [classes, padded]. */
  readonly logProbabilities: ImageBuffer;
  readonly masks: readonly MaskPlan[];
  readonly scratch: number;
  readonly scratchBytes: number;
  /** In scratch: (gradient, address) pairs, of one channel of a convolution or of several images or outputs. */
  readonly gradientLists: number;
  /** In scratch: channels that are not dropped, int32. */
  readonly channelList: number;
  readonly pages: number;
}

export function convolutionRows(layer: ConvolutionLayer, form: 'planar' | 'interleaved') {
  const { kernel, input } = layer;
  const [rows, rowLength] =
    form === 'planar' ? [input.channels * kernel, kernel] : [kernel, kernel * input.channels];
  return { rows, rowLength, rowVectors: Math.ceil(rowLength / 4) };
}

/**
 * A kernel meets the input at these alignments to whole vectors (in numbers), and takes as many vectors a row when it is
 * shifted by the largest.
 */
export function kernelShifts(layer: ConvolutionLayer, form: 'planar' | 'interleaved') {
  const pixel = form === 'planar' ? 1 : layer.input.channels;
  const shifts = pixel % 4 === 0 ? [0] : pixel % 2 === 0 ? [0, 2] : [0, 1, 2, 3];
  const { rows, rowLength } = convolutionRows(layer, form);
  const rowVectors = Math.ceil((rowLength + Math.max(...shifts)) / 4);
  return { shifts, rowVectors, bytes: rows * rowVectors * 16 };
}

/** The layer whose outputs are theta or the logits: they are used as they are. */
export function lastDense(layers: readonly LayerPlan[]): DensePlan {
  const last = layers.at(-1);
  if (last?.kind !== 'dense' || last.layer.relu || last.mask) {
    throw new Error('The last layer of each part is to be dense, without ReLU and dropout');
  }
  return last;
}

/** Bytes of a spline's sums; the last pair of control points may lack one. */
export function splineSumBytes(controls: number): number {
  return roundUp(controls, 2) * 32;
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** As many bytes or a few more: an odd number of cache lines, so that rows do not compete for places in the cache. */
export function oddLines(bytes: number): number {
  const line = 64;
  return (Math.ceil(bytes / line) | 1) * line;
}
