/**
 * Where everything lies in the engine's one memory, decided before a single instruction is written, so that addresses
 * are constants of the code and nothing is allocated while training.
 *
 * Two kinds of buffers hold numbers of images: those of a batch exist once and have an entry for every image; those of
 * a block exist once a worker and have an entry for each of the few images that it computes together, so that they stay
 * in the core's cache.
 */
import { averagePooled, type ConvolutionLayer, type DenseLayer, type NetworkSpec } from '../../model/network';
import type { ImageSize } from '../../../shared/trainerProtocol';
import { plainSgd, type OptimizerSpec } from '../../model/optimizer';
import { UserError } from '../../userError';

/** Images that a worker computes together. */
export const BLOCK_IMAGES = 8;

/**
 * A batch is computed in at most this many parts, each with its own gradient of the convolutions' weights. It is the
 * same for any number of threads, and so are the sums.
 */
export const PARTS = 8;

/** WebAssembly's 32-bit addresses end here. */
export const MEMORY_LIMIT = 65535 * 65536;

/** Bytes that a vector load may read past a buffer's end; they stay 0. */
const SLACK = 16;

export interface ImageBuffer {
  readonly space: 'batch' | 'block';
  /** Of image 0: an address (batch) or relative to the worker's scratch memory (block). */
  readonly offset: number;
  /** Bytes from an image to the next. */
  readonly pitch: number;
}

/**
 * An image with each channel by itself, row by row, as the network's first convolutions and the sampler use it.
 * A row is padded with zeros to a whole number of vectors.
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
}

/**
 * A dense layer's weights lie in panels of eight outputs (the last one may have four): [panel][input][8], inputs and
 * outputs padded with zeros to multiples of four.
 */
export interface DensePlan {
  readonly layer: DenseLayer;
  readonly paddedInputs: number;
  readonly paddedOutputs: number;
  readonly weights: number;
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
  readonly localization: readonly LayerPlan[];
  /** Missing in a network without a transformer. */
  readonly sampler?: SamplerPlan;
  readonly classifierPool?: PoolPlan;
  readonly classifier: readonly LayerPlan[];
  /** The parameters: the convolutions', then the dense layers'. */
  readonly parameters: number;
  readonly convolutionBytes: number;
  /** Of these, those of the localization network, which come first. */
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
  /** In scratch: (gradient, input address) pairs of one channel. */
  readonly gradientList: number;
  /** In scratch: channels that are not dropped, int32. */
  readonly channelList: number;
  readonly pages: number;
}

/** Words that the engine and its workers share. Those that several threads write have a cache line of their own. */
export const CONTROL = {
  /** Counts orders, workers sleep on it; −1 ends them. */
  generation: 0,
  /** The order's number (upper half) and its next free task (lower half), or `CLOSED`. */
  ticket: 64,
  /** Tasks of the order that are done; the engine sleeps on it. */
  done: 128,
  /** Counts the tasks and blocks that were begun: a sign of life. */
  progress: 192,
  /** 1 when a worker failed. */
  failed: 256,
  /** What to do: see `ORDER`. */
  order: 320,
  taskCount: 324,
  imageCount: 328,
  partImages: 332,
  parts: 336,
  /** Of the two halves of the network. */
  localizationRate: 340,
  classifierRate: 344,
  /** What the gradients are multiplied with. */
  clipFactor: 348,
  /** What Adam divides its means by. */
  firstCorrection: 352,
  secondCorrection: 356,
  bytes: 384,
} as const;

/** In place of the next task: there is none, whatever `taskCount` says, which may be about to change. */
export const CLOSED = 0xffff;

/** What workers are told to do; each part of the batch, or each piece of the weights, is a task. */
export const ORDER = {
  /** Forward only. */
  evaluate: 0,
  /** Forward and backward. */
  train: 1,
  /** Sum up the gradients. */
  sumGradients: 2,
  /** Sum up the gradients and step along them. */
  step: 3,
  /** Step along gradients that are summed up already. */
  stepOnly: 4,
} as const;

/** Pieces in which the convolutions' weights of a half of the network are summed and stepped. */
export const CONVOLUTION_TASKS = 4;

/** Outputs of a dense layer whose weights lie together, and are one task. */
export const PANEL_OUTPUTS = 8;

/** Number of tasks of the orders that go over the weights. */
export function weightTasks(layers: readonly LayerPlan[]): number {
  return layers.reduce(
    (sum, plan) => (plan.kind === 'dense' ? sum + Math.ceil(plan.layer.outputs / PANEL_OUTPUTS) : sum),
    2 * CONVOLUTION_TASKS,
  );
}

/** A running total that hands out aligned regions. */
class Allocator {
  constructor(private top: number) {}

  get size(): number {
    return this.top;
  }

  take(bytes: number): number {
    const offset = this.top;
    this.top = roundUp(offset + bytes, 64);
    return offset;
  }
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** @throws UserError where WebAssembly's memory does not suffice */
export function planMemory(
  network: NetworkSpec,
  batchSize: number,
  threads: number,
  optimizer: OptimizerSpec = plainSgd,
): MemoryPlan {
  return new Planner(network, batchSize, threads, optimizer).plan();
}

/** What an optimizer keeps for each weight. */
const meanCounts: Readonly<Record<OptimizerSpec['kind'], number>> = {
  sgd: 0,
  momentum: 1,
  nesterov: 1,
  adam: 2,
};

interface HalfInput {
  readonly first: ConvolutionLayer | DenseLayer | undefined;
  /** After the pool. */
  readonly size: ImageSize;
  readonly pool: 1 | 2;
  readonly space: 'batch' | 'block';
}

class Planner {
  private readonly memory = new Allocator(0);
  private readonly scratch = new Allocator(0);
  private readonly masks: MaskPlan[] = [];
  private largestList = 0;
  private largestChannels = 0;

  constructor(
    private readonly network: NetworkSpec,
    private readonly batchSize: number,
    private readonly threads: number,
    private readonly optimizer: OptimizerSpec,
  ) {}

  plan(): MemoryPlan {
    const { network, batchSize } = this;
    this.memory.take(CONTROL.bytes);
    const parameters = this.memory.size;
    const weights = new Map<string, { weights: number; bias: number }>();
    const allocateWeights = (
      kind: 'convolution' | 'dense',
      part: readonly (ConvolutionLayer | DenseLayer)[],
    ) => {
      part.forEach((layer, position) => {
        if (layer.kind === kind) weights.set(layer.name, this.weights(layer, position === 0));
      });
    };
    allocateWeights('convolution', network.localization);
    const localizationConvolutionBytes = this.memory.size - parameters;
    allocateWeights('convolution', network.classifier);
    const convolutionBytes = this.memory.size - parameters;
    allocateWeights('dense', network.localization);
    allocateWeights('dense', network.classifier);
    const parameterBytes = this.memory.size - parameters;
    const parameterEnd = this.memory.size;
    const gradients = this.memory.take(parameterBytes);
    const means = Array.from({ length: meanCounts[this.optimizer.kind] }, () =>
      this.memory.take(parameterBytes),
    );
    const partGradients = this.memory.take(convolutionBytes * PARTS);
    const gradientEnd = this.memory.size;

    const images = this.planarImage('batch', network.input);
    const [toLocalize, toClassify] = this.halfInputs();
    const localizationInput = this.pooled(toLocalize, images, undefined);
    const localization = this.layers(
      network.localization,
      localizationInput.image,
      localizationInput.gradient,
      weights,
    );
    const sampler = network.localization.length > 0 ? this.sampler(images) : undefined;
    const classifierInput = this.pooled(toClassify, sampler?.output ?? images, sampler?.outputGradient);
    const classifier = this.layers(
      network.classifier,
      classifierInput.image,
      classifierInput.gradient,
      weights,
    );

    const labels = this.memory.take(batchSize);
    const squares = this.memory.take(weightTasks([...localization, ...classifier]) * 4);
    const losses = this.memory.take(batchSize * 4);
    const correct = this.memory.take(batchSize * 4);
    const logProbabilities = this.imageBuffer('batch', roundUp(network.classes, 4) * 4);
    const gradientList = this.scratch.take(this.largestList * 8 + SLACK);
    const channelList = this.scratch.take((this.largestChannels + 1) * 4);
    const batchEnd = this.memory.size;
    const scratch = this.memory.take(this.scratch.size * this.threads);
    this.checkLimit(parameterEnd, gradientEnd, batchEnd);
    return {
      batchSize,
      localization,
      classifier,
      ...(sampler ? { sampler } : {}),
      ...(localizationInput.pool ? { localizationPool: localizationInput.pool } : {}),
      ...(classifierInput.pool ? { classifierPool: classifierInput.pool } : {}),
      parameters,
      convolutionBytes,
      localizationConvolutionBytes,
      parameterBytes,
      gradients,
      means,
      squares,
      partGradients,
      images,
      labels,
      losses,
      correct,
      logProbabilities,
      masks: this.masks,
      scratch,
      scratchBytes: this.scratch.size,
      gradientList,
      channelList,
      pages: Math.ceil((this.memory.size + SLACK) / 65536),
    };
  }

  private weights(layer: ConvolutionLayer | DenseLayer, first: boolean): { weights: number; bias: number } {
    if (layer.kind === 'dense') {
      const inputs = this.paddedInputs(layer, first);
      const outputs = roundUp(layer.outputs, 4);
      return { weights: this.memory.take(inputs * outputs * 4), bias: this.memory.take(outputs * 4) };
    }
    const { rows, rowVectors } = convolutionRows(layer, first ? 'planar' : 'interleaved');
    const { channels } = layer.output;
    return {
      weights: this.memory.take(channels * rows * rowVectors * 16),
      bias: this.memory.take(channels * 4),
    };
  }

  /** What the halves of the network read: its size, and whether dense layers need it for the whole batch. */
  private halfInputs(): HalfInput[] {
    const { input, transformed, localization, classifier, localizationPool, averagePool } = this.network;
    return [
      { layers: localization, size: input, pool: localizationPool },
      { layers: classifier, size: transformed, pool: averagePool },
    ].map(({ layers, size, pool = 1 }) => ({
      first: layers[0],
      size: averagePooled(size, pool),
      pool,
      space: layers[0]?.kind === 'dense' ? 'batch' : 'block',
    }));
  }

  private sampler(input: PlanarImage): SamplerPlan {
    const { pool, space } = this.halfInputs()[1];
    const output = this.planarImage(pool === 1 ? space : 'block', this.network.transformed);
    const like = () => this.imageBuffer('block', output.buffer.pitch);
    return {
      input,
      output,
      outputGradient: like(),
      derivativeX: like(),
      derivativeY: like(),
      baseX: this.memory.take(output.planePitch),
      baseY: this.memory.take(output.planePitch),
    };
  }

  private pooled(
    { size, pool, space }: HalfInput,
    input: PlanarImage,
    inputGradient: ImageBuffer | undefined,
  ): { image: PlanarImage; gradient: ImageBuffer | undefined; pool?: PoolPlan } {
    if (pool === 1) return { image: input, gradient: inputGradient };
    const output = this.planarImage(space, size);
    const gradient = inputGradient && this.imageBuffer('block', output.buffer.pitch);
    const gradients = inputGradient && gradient && { input: inputGradient, output: gradient };
    return {
      image: output,
      gradient,
      pool: { input, output, ...(gradients ? { gradients } : {}) },
    };
  }

  private layers(
    layers: readonly (ConvolutionLayer | DenseLayer)[],
    image: PlanarImage,
    imageGradient: ImageBuffer | undefined,
    weights: ReadonlyMap<string, { weights: number; bias: number }>,
  ): LayerPlan[] {
    let input = image.buffer;
    let inputRowPitch = image.rowPitch;
    let inputGradient = imageGradient;
    return layers.map((layer, position) => {
      const first = position === 0;
      const { weights: address, bias } = weights.get(layer.name) ?? { weights: 0, bias: 0 };
      const gradient = inputGradient ? { inputGradient } : {};
      const plan =
        layer.kind === 'convolution'
          ? {
              kind: layer.kind,
              ...this.convolution(layer, first, layers[position + 1]?.kind === 'dense' ? 'batch' : 'block'),
              ...gradient,
              input,
              inputRowPitch,
              inputPlanePitch: image.planePitch,
              weights: address,
              bias,
            }
          : {
              kind: layer.kind,
              ...this.dense(layer, first),
              ...gradient,
              ...(first ? { inputImage: image } : {}),
              input,
              weights: address,
              bias,
            };
      input = plan.output;
      if (plan.kind === 'convolution') inputRowPitch = plan.outputRowPitch;
      inputGradient = plan.outputGradient;
      return plan;
    });
  }

  private convolution(layer: ConvolutionLayer, first: boolean, space: 'batch' | 'block') {
    const { height, width, channels } = layer.output;
    const form = first ? ('planar' as const) : ('interleaved' as const);
    const { shifts, bytes } = kernelShifts(layer, form);
    // The next convolution's vectors may reach past an image's end; what they meet there is always 0.
    const [outputRowPitch, slack] =
      space === 'block' ? [roundUp(width * channels, 4) * 4, SLACK] : [width * channels * 4, 0];
    const pitch = roundUp(height * outputRowPitch, 16) + slack;
    this.largestList = Math.max(this.largestList, height * width * BLOCK_IMAGES);
    this.largestChannels = Math.max(this.largestChannels, channels);
    return {
      layer,
      form,
      ...convolutionRows(layer, form),
      output: this.imageBuffer(space, pitch),
      outputRowPitch,
      shiftedKernel: this.scratch.take(shifts.length * bytes + SLACK),
      argmax: this.imageBuffer('block', roundUp(height * width, 4) * channels * 4),
      outputGradient: this.imageBuffer('block', pitch),
      ...this.mask(layer, channels),
    };
  }

  private dense(layer: DenseLayer, first: boolean) {
    const paddedOutputs = roundUp(layer.outputs, 4);
    return {
      layer,
      paddedInputs: this.paddedInputs(layer, first),
      paddedOutputs,
      output: this.imageBuffer('batch', paddedOutputs * 4),
      outputGradient: this.imageBuffer('batch', paddedOutputs * 4),
      ...this.mask(layer, layer.outputs),
    };
  }

  /** A planar image that a dense layer reads is padded plane by plane. */
  private paddedInputs(layer: DenseLayer, first: boolean): number {
    if (!first) return roundUp(layer.inputs, 4);
    const half = this.halfInputs().find(({ first: found }) => found === layer);
    const { height, width, channels } = half?.size ?? this.network.input;
    return height * roundUp(width, 4) * channels;
  }

  private mask(layer: ConvolutionLayer | DenseLayer, width: number): { mask?: MaskPlan } {
    if (layer.dropout === 0) return {};
    const pitch = roundUp(width, 4) * 4;
    const mask = {
      layer: layer.name,
      width,
      address: this.memory.take(pitch * this.batchSize),
      pitch,
    };
    this.masks.push(mask);
    return { mask };
  }

  private planarImage(space: 'batch' | 'block', size: ImageSize): PlanarImage {
    const rowPitch = roundUp(size.width, 4) * 4;
    const planePitch = size.height * rowPitch;
    return { size, rowPitch, planePitch, buffer: this.imageBuffer(space, planePitch * size.channels) };
  }

  private imageBuffer(space: 'batch' | 'block', pitch: number): ImageBuffer {
    const offset =
      space === 'batch'
        ? this.memory.take(pitch * this.batchSize + SLACK)
        : this.scratch.take(pitch * BLOCK_IMAGES + SLACK);
    return { space, offset, pitch };
  }

  private checkLimit(parameterEnd: number, gradientEnd: number, batchEnd: number): void {
    const total = this.memory.size + SLACK;
    if (total <= MEMORY_LIMIT) return;
    const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
    throw new UserError(
      `The network needs ${megabytes(total)} of memory (weights ${megabytes(parameterEnd)}, gradients and optimizer ${megabytes(gradientEnd - parameterEnd)}, batches of ${this.batchSize} images ${megabytes(batchEnd - gradientEnd)}, work space of ${this.threads} ${this.threads === 1 ? 'thread' : 'threads'} ${megabytes(total - batchEnd)}), but the wasm engine can have ${megabytes(MEMORY_LIMIT)}; use smaller batches, fewer filters or fewer hidden units.`,
    );
  }
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
