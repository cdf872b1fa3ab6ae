/** Where a layer's weights, inputs and outputs lie, and how they are padded. */
import type { ConvolutionLayer, DenseLayer, NetworkSpec } from '../../../shared/network/network';
import { halfInputs } from './halfInputs';
import { denseListBytes, inkLists } from './kernels/denseLists';
import { extentBytes } from './kernels/emptyRows';
import { GRADIENT_ENTRY } from './kernels/gradientEntries';
import {
  convolutionRows,
  kernelShifts,
  oddLines,
  roundUp,
  type ConvolutionPlan,
  type DensePlan,
  type ImageBuffer,
  type LayerPlan,
  type MaskPlan,
  type PlanarImage,
} from './layout';
import { SLACK, type EngineMemory } from './memory';
import { BLOCK_IMAGES, PANEL_OUTPUTS } from './tasks';

/** Addresses of a layer's parameters. */
interface Parameters {
  readonly weights: number;
  readonly bias: number;
}

/** Plans layers of one network: first the parameters of all, then layer by layer what passes through. */
export class LayerPlanner {
  readonly masks: MaskPlan[] = [];
  private readonly parameters = new Map<string, Parameters>();
  private mostListBytes = 0;
  private mostChannels = 0;

  constructor(
    private readonly memory: EngineMemory,
    private readonly network: NetworkSpec,
    private readonly batchSize: number,
    private readonly vectorsAtOnce: number,
  ) {}

  /** Bytes of scratch memory for the longest lists that any layer makes. */
  get listBytes(): number {
    return this.mostListBytes;
  }

  /** Of any convolution. */
  get largestChannels(): number {
    return this.mostChannels;
  }

  /** @param parts layers that follow one another, as often as the network has such */
  takeParameters(
    kind: LayerPlan['kind'],
    parts: readonly (readonly (ConvolutionLayer | DenseLayer)[])[],
  ): void {
    for (const part of parts) {
      part.forEach((layer, position) => {
        if (layer.kind === kind) this.parameters.set(layer.name, this.parametersOf(layer, position === 0));
      });
    }
  }

  /**
   * Layers that follow one another.
   * @param image what the first reads
   * @param imageGradient missing where nobody needs it
   */
  layers(
    layers: readonly (ConvolutionLayer | DenseLayer)[],
    image: PlanarImage,
    imageGradient: ImageBuffer | undefined,
  ): LayerPlan[] {
    let input = image.buffer;
    let inputRowPitch = image.rowPitch;
    let inputGradient = imageGradient;
    return layers.map((layer, position) => {
      const first = position === 0;
      const { weights: address, bias } = this.parameters.get(layer.name) ?? { weights: 0, bias: 0 };
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
              ...(first ? this.emptyInputs(layer) : {}),
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

  private parametersOf(layer: ConvolutionLayer | DenseLayer, first: boolean): Parameters {
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

  private convolution(layer: ConvolutionLayer, first: boolean, next: LayerPlan['kind'] | undefined) {
    const { height, width, channels } = layer.output;
    const form = first ? ('planar' as const) : ('interleaved' as const);
    const { shifts, bytes } = kernelShifts(layer, form);
    // The next convolution's vectors may reach past an image's end; what they meet there is always 0.
    const [outputRowPitch, slack] =
      next === 'dense' ? [width * channels * 4, 0] : [roundUp(width * channels, 4) * 4, SLACK];
    const pitch = roundUp(height * outputRowPitch, 16) + slack;
    this.needLists(height * width * BLOCK_IMAGES * GRADIENT_ENTRY);
    this.mostChannels = Math.max(this.mostChannels, channels);
    return {
      layer,
      form,
      ...convolutionRows(layer, form),
      output: this.memory.imageBuffer('block', pitch),
      outputRowPitch,
      shiftedKernel: this.memory.scratch.take(shifts.length * bytes + SLACK),
      argmax: this.memory.imageBuffer('block', roundUp(height * width, 4) * channels * 4),
      outputGradient: this.memory.imageBuffer('block', pitch),
      ...this.mask(layer, channels),
    };
  }

  private emptyRows(layer: ConvolutionLayer): Pick<ConvolutionPlan, 'emptyRows'> {
    const { rows } = convolutionRows(layer, 'planar');
    return {
      emptyRows: {
        background: this.background,
        extents: this.memory.scratch.take(extentBytes({ layer })),
        rowSums: this.memory.scratch.take(layer.output.channels * rows * 4),
      },
    };
  }

  private emptyInputs(layer: DenseLayer): Pick<DensePlan, 'background'> {
    this.needLists(inkLists(this.denseTiles(layer, true)).bytes);
    return { background: this.background };
  }

  private needLists(bytes: number): void {
    this.mostListBytes = Math.max(this.mostListBytes, bytes);
  }

  private get background(): number {
    return Math.fround(this.network.sampler.background ?? 0);
  }

  private dense(layer: DenseLayer, first: boolean) {
    const { tiles, ...plan } = this.denseTiles(layer, first);
    const paddedOutputs = roundUp(layer.outputs, 4);
    const pitch = oddLines(paddedOutputs * 4);
    this.needLists(denseListBytes(layer.outputs, this.batchSize));
    return {
      layer,
      ...plan,
      paddedOutputs,
      inputTiles: this.memory.take(tiles * this.batchSize * plan.tileVectors * 16),
      output: this.memory.imageBuffer('batch', pitch),
      outputGradient: this.memory.imageBuffer('batch', pitch),
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
    const half = halfInputs(this.network).find(({ firstLayers }) => firstLayers.includes(layer));
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
}
