/**
 * Where everything lies in the engine's one memory, decided before a single instruction is written, so that addresses
 * are constants of the code and nothing is allocated while training.
 */
import {
  averagePooled,
  elements,
  type ConvolutionLayer,
  type DenseLayer,
  type NetworkSpec,
} from '../../model/network';
import type { ImageSize } from '../../../shared/trainerProtocol';
import { meanCounts, plainSgd, type OptimizerSpec } from '../../model/optimizer';
import { UserError } from '../../userError';
import {
  convolutionRows,
  kernelShifts,
  lastDense,
  oddLines,
  roundUp,
  type ConvolutionPlan,
  type DensePlan,
  type ImageBuffer,
  type LayerPlan,
  type MaskPlan,
  type MemoryPlan,
  type PlanarImage,
  type PoolPlan,
  type SamplerPlan,
  type TransformerPlan,
} from './layout';
import { ownChannels, planGrid, planSampler, type Memory } from './gridPlan';
import { denseListBytes, inkLists } from './kernels/denseLists';
import { extentBytes } from './kernels/emptyRows';
import { GRADIENT_ENTRY } from './kernels/gradientEntries';
import { BLOCK_IMAGES, CONTROL, PANEL_OUTPUTS, PARTS, weightTasks } from './tasks';

/** WebAssembly's 32-bit addresses end here. */
export const MEMORY_LIMIT = 65535 * 65536;

/** Bytes that a vector load may read past a buffer's end; they stay 0. */
const SLACK = 16;

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

/**
 * @param vectorsAtOnce see `Features`
 * @throws UserError where WebAssembly's memory does not suffice
 */
export function planMemory(
  network: NetworkSpec,
  batchSize: number,
  threads: number,
  vectorsAtOnce: number,
  optimizer: OptimizerSpec = plainSgd,
): MemoryPlan {
  return new Planner(network, batchSize, threads, vectorsAtOnce, optimizer).plan();
}

interface HalfInput {
  /** Of each network that reads it. */
  readonly firstLayers: readonly (ConvolutionLayer | DenseLayer)[];
  /** After the pool. */
  readonly size: ImageSize;
  readonly pool: 1 | 2;
  /** Whether it is what the sampler writes, not the network's input. */
  readonly sampled: boolean;
  /** Whether its rows lie without padding, as is best for dense layers. A sampler writes whole vectors. */
  readonly compact: boolean;
}

class Planner implements Memory {
  private readonly memory = new Allocator(0);
  private readonly scratch = new Allocator(0);
  private readonly masks: MaskPlan[] = [];
  private listBytes = 0;
  private largestChannels = 0;

  constructor(
    private readonly network: NetworkSpec,
    private readonly batchSize: number,
    private readonly threads: number,
    private readonly vectorsAtOnce: number,
    private readonly optimizer: OptimizerSpec,
  ) {}

  plan(): MemoryPlan {
    const { network, batchSize } = this;
    this.memory.take(CONTROL.bytes);
    const parameters = this.memory.size;
    const weights = new Map<string, { weights: number; bias: number }>();
    const allocateWeights = (
      kind: 'convolution' | 'dense',
      parts: readonly (readonly (ConvolutionLayer | DenseLayer)[])[],
    ) => {
      for (const part of parts) {
        part.forEach((layer, position) => {
          if (layer.kind === kind) weights.set(layer.name, this.weights(layer, position === 0));
        });
      }
    };
    const localizations = network.transformers.map(({ localization }) => localization);
    allocateWeights('convolution', localizations);
    const localizationConvolutionBytes = this.memory.size - parameters;
    allocateWeights('convolution', [network.classifier]);
    const convolutionBytes = this.memory.size - parameters;
    allocateWeights('dense', [...localizations, network.classifier]);
    const parameterBytes = this.memory.size - parameters;
    const parameterEnd = this.memory.size;
    const gradients = this.memory.take(parameterBytes);
    const means = Array.from({ length: meanCounts[this.optimizer.kind] }, () =>
      this.memory.take(parameterBytes),
    );
    const partGradients = this.memory.take(convolutionBytes * PARTS);
    const gradientEnd = this.memory.size;

    const inputs = elements(Object.values(network.input));
    const pixels = this.memory.take(inputs * batchSize + SLACK);
    const pixelTable = this.memory.take(256 * 4);
    const numbers = this.imageBuffer('batch', inputs * 4);
    const halves = this.halfInputs();
    const compact = halves.every((half) => half.compact || half.pool === 2 || half.sampled);
    const images = this.planarImage(network.input, compact, numbers);
    const [toLocalize, toClassify] = halves;
    const localizationInput = this.pooled(toLocalize, images, undefined);
    const planned = localizations.map((layers) =>
      this.layers(layers, localizationInput.image, localizationInput.gradient, weights),
    );
    const localization = planned.flat();
    const sampler =
      network.transformers.length > 0
        ? planSampler(this, network, images, this.planarImage(network.transformed, false))
        : undefined;
    const transformers = sampler ? this.transformers(planned, sampler) : [];
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
    const gradientLists = this.scratch.take(this.listBytes + SLACK);
    const channelList = this.scratch.take((this.largestChannels + 1) * 4);
    const batchEnd = this.memory.size;
    const scratch = this.memory.take(this.scratch.size * this.threads);
    this.checkLimit(parameterEnd, gradientEnd, batchEnd);
    return {
      batchSize,
      localization,
      transformers,
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
      pixels,
      pixelTable,
      numbers,
      images,
      labels,
      losses,
      correct,
      logProbabilities,
      masks: this.masks,
      scratch,
      scratchBytes: this.scratch.size,
      gradientLists,
      channelList,
      pages: Math.ceil((this.memory.size + SLACK) / 65536),
    };
  }

  take(bytes: number): number {
    return this.memory.take(bytes);
  }

  private weights(layer: ConvolutionLayer | DenseLayer, first: boolean): { weights: number; bias: number } {
    if (layer.kind === 'dense') {
      const { panelPitch } = this.denseTiles(layer, first);
      const panels = Math.ceil(layer.outputs / PANEL_OUTPUTS);
      return {
        weights: this.memory.take(panelPitch * panels),
        bias: this.memory.take(roundUp(layer.outputs, 4) * 4),
      };
    }
    const { rows, rowVectors } = convolutionRows(layer, first ? 'planar' : 'interleaved');
    const { channels } = layer.output;
    return {
      weights: this.memory.take(channels * rows * rowVectors * 16),
      bias: this.memory.take(channels * 4),
    };
  }

  /** What the halves of the network read. */
  private halfInputs(): HalfInput[] {
    const { input, transformed, transformers, classifier, localizationPool, averagePool } = this.network;
    const localizations = transformers.map(({ localization }) => localization);
    return [
      // Nobody reads the pooled image where there is no transformer.
      {
        networks: localizations,
        size: input,
        pool: transformers.length > 0 ? localizationPool : 1,
        sampled: false,
      },
      { networks: [classifier], size: transformed, pool: averagePool, sampled: transformers.length > 0 },
    ].map(({ networks, size, pool = 1, sampled }) => {
      const firstLayers = networks.map(([first]) => first);
      return {
        firstLayers,
        size: averagePooled(size, pool),
        pool,
        sampled,
        compact: (pool === 2 || !sampled) && firstLayers.every(({ kind }) => kind === 'dense'),
      };
    });
  }

  private transformers(localizations: readonly LayerPlan[][], sampler: SamplerPlan): TransformerPlan[] {
    const bases = new Map<number, number>();
    return this.network.transformers.map((spec, number) => {
      const localization = localizations[number];
      return {
        localization,
        grid: planGrid(this, spec, lastDense(localization), sampler, bases),
        sampler: ownChannels(sampler, number),
      };
    });
  }

  private pooled(
    { size, pool, compact }: HalfInput,
    input: PlanarImage,
    inputGradient: ImageBuffer | undefined,
  ): { image: PlanarImage; gradient: ImageBuffer | undefined; pool?: PoolPlan } {
    if (pool === 1) return { image: input, gradient: inputGradient };
    const output = this.planarImage(size, compact);
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
              ...this.convolution(layer, first, layers[position + 1]?.kind),
              ...(first && !imageGradient ? this.emptyRows(layer) : {}),
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
              ...(first && !imageGradient ? this.emptyInputs(layer) : {}),
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

  private convolution(layer: ConvolutionLayer, first: boolean, next: LayerPlan['kind'] | undefined) {
    const { height, width, channels } = layer.output;
    const form = first ? ('planar' as const) : ('interleaved' as const);
    const { shifts, bytes } = kernelShifts(layer, form);
    // The next convolution's vectors may reach past an image's end; what they meet there is always 0.
    const [outputRowPitch, slack] =
      next === 'dense' ? [width * channels * 4, 0] : [roundUp(width * channels, 4) * 4, SLACK];
    const pitch = roundUp(height * outputRowPitch, 16) + slack;
    this.listBytes = Math.max(this.listBytes, height * width * BLOCK_IMAGES * GRADIENT_ENTRY);
    this.largestChannels = Math.max(this.largestChannels, channels);
    return {
      layer,
      form,
      ...convolutionRows(layer, form),
      output: this.imageBuffer('block', pitch),
      outputRowPitch,
      shiftedKernel: this.scratch.take(shifts.length * bytes + SLACK),
      argmax: this.imageBuffer('block', roundUp(height * width, 4) * channels * 4),
      outputGradient: this.imageBuffer('block', pitch),
      ...this.mask(layer, channels),
    };
  }

  private emptyRows(layer: ConvolutionLayer): Pick<ConvolutionPlan, 'emptyRows'> {
    const { rows } = convolutionRows(layer, 'planar');
    return {
      emptyRows: {
        background: this.background,
        extents: this.scratch.take(extentBytes({ layer })),
        rowSums: this.scratch.take(layer.output.channels * rows * 4),
      },
    };
  }

  private emptyInputs(layer: DenseLayer): Pick<DensePlan, 'background'> {
    this.listBytes = Math.max(this.listBytes, inkLists(this.denseTiles(layer, true)).bytes);
    return { background: this.background };
  }

  private get background(): number {
    return Math.fround(this.network.sampler.background ?? 0);
  }

  private dense(layer: DenseLayer, first: boolean) {
    const { tiles, ...plan } = this.denseTiles(layer, first);
    const paddedOutputs = roundUp(layer.outputs, 4);
    const pitch = oddLines(paddedOutputs * 4);
    this.listBytes = Math.max(this.listBytes, denseListBytes(layer.outputs, this.batchSize));
    return {
      layer,
      ...plan,
      paddedOutputs,
      inputTiles: this.memory.take(tiles * this.batchSize * plan.tileVectors * 16),
      output: this.imageBuffer('batch', pitch),
      outputGradient: this.imageBuffer('batch', pitch),
      ...this.mask(layer, layer.outputs),
    };
  }

  /** Tiles of even sizes as far as possible. */
  private denseTiles(layer: DenseLayer, first: boolean) {
    const paddedInputs = this.paddedInputs(layer, first);
    const vectors = paddedInputs / 4;
    const tileVectors = Math.ceil(vectors / Math.ceil(vectors / this.vectorsAtOnce));
    const tiles = Math.ceil(vectors / tileVectors);
    return {
      paddedInputs,
      tileVectors,
      tiles,
      panelPitch: oddLines(tiles * PANEL_OUTPUTS * tileVectors * 16),
    };
  }

  /** A planar image that a dense layer reads is padded at its end or row by row. */
  private paddedInputs(layer: DenseLayer, first: boolean): number {
    if (!first) return roundUp(layer.inputs, 4);
    const half = this.halfInputs().find(({ firstLayers }) => firstLayers.includes(layer));
    if (half?.compact) return roundUp(layer.inputs, 4);
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

  /** @param given where the image may lie already, channels last */
  private planarImage(size: ImageSize, compact: boolean, given?: ImageBuffer): PlanarImage {
    const rowPitch = (compact ? size.width : roundUp(size.width, 4)) * 4;
    const planePitch = size.height * rowPitch;
    const pitch = roundUp(planePitch * size.channels, 16);
    const same = size.channels === 1 && given?.pitch === pitch;
    return { size, rowPitch, planePitch, buffer: same ? given : this.imageBuffer('block', pitch) };
  }

  imageBuffer(space: 'batch' | 'block', pitch: number): ImageBuffer {
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
