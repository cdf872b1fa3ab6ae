/** The whole network for one block of images, forward and backward: which kernel runs on which buffers. */
import type { NetworkSpec } from '../../../shared/network/network';
import { callResult, i32, type Callable, type FunctionBuilder, type I32, type Local } from './assembler';
import { arrangePixels } from './kernels/arrangePixels';
import { averagePoolBackward, averagePoolForward } from './kernels/averagePool';
import type { KernelContext } from './kernels/context';
import { convolutionBackward } from './kernels/convolutionBackward';
import { convolutionForward } from './kernels/convolutionForward';
import { findInk, sumRowsOnBackground } from './kernels/emptyRows';
import { coefficientsBackward, coefficientsForward } from './kernels/coefficients';
import { denseForward } from './kernels/denseForward';
import { denseOnBackground, listInk } from './kernels/denseOnBackground';
import { denseInputTiles } from './kernels/denseInputTiles';
import { denseInputGradient } from './kernels/denseInputGradient';
import { gridGenerator } from './kernels/gridGenerator';
import { logSoftmaxLoss } from './kernels/logSoftmax';
import type { MathImports } from './kernels/math';
import { normalisePixels } from './kernels/normalisePixels';
import { samplerBackward, samplerForward } from './kernels/sampler';
import { identityPenalty } from './kernels/thetaPenalty';
import {
  lastDense,
  type DensePlan,
  type GridPlan,
  type ImageBuffer,
  type LayerPlan,
  type MaskPlan,
  type MemoryPlan,
  type PoolPlan,
  type TransformerPlan,
} from './layout';
import { CONTROL } from './tasks';

/** What the program's code works with. */
interface Registers {
  /** The worker's scratch memory. */
  readonly scratch: Local<'i32'>;
  /** Number of the block's first image in the batch. */
  readonly first: Local<'i32'>;
  /** Images in the block. */
  readonly images: Local<'i32'>;
}

type Emit = (f: FunctionBuilder, registers: Registers) => void;

/** Generates (scratch, first image, images). */
export function blockForward(
  context: KernelContext,
  math: MathImports,
  network: NetworkSpec,
  plan: MemoryPlan,
): Callable {
  const { transformers, classifier, logProbabilities } = plan;
  const steps = [
    normaliseImages(context, network, plan),
    ...arrangeImages(context, plan),
    ...poolForward(context, 'localization', plan.localizationPool),
    ...transformers.flatMap((transformer) => transformForward(context, math, network, plan, transformer)),
    ...poolForward(context, 'classifier', plan.classifierPool),
    ...forwardLayers(context, plan, classifier),
  ];
  const loss = logSoftmaxLoss(context, math, network.classes);
  const logits = lastDense(classifier);
  return context.module.function('forward', ['i32', 'i32', 'i32'], (f) => {
    const registers = parameters(f);
    const address = (buffer: ImageBuffer, image: I32) => imageAddress(registers, buffer, image);
    for (const emit of steps) emit(f, registers);
    forImages(f, registers, (image) => {
      const number = f.local('i32', i32.add(registers.first, image));
      const word = i32.shl(number, i32.const(2));
      f.call(
        loss,
        address(logits.output, image),
        i32.plus(number, plan.labels),
        address(logProbabilities, image),
        i32.plus(word, plan.losses),
        i32.plus(word, plan.correct),
        address(logits.outputGradient, image),
        i32.load(i32.const(CONTROL.imageCount)),
      );
    });
  });
}

/** Generates (scratch, first image, images, gradients): see `convolutionBackward`. Follows the forward pass. */
export function blockBackward(context: KernelContext, network: NetworkSpec, plan: MemoryPlan): Callable {
  const steps = [
    ...backwardLayers(context, plan, plan.classifier),
    ...poolBackward(context, 'classifier', plan.classifierPool),
    ...plan.transformers.flatMap((transformer) => transformBackward(context, network, plan, transformer)),
  ];
  return context.module.function('backward', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const registers = parameters(f);
    for (const emit of steps) emit(f, registers);
  });
}

/** From pixels to numbers, where pixels were given. */
function normaliseImages(
  context: KernelContext,
  { input }: NetworkSpec,
  { pixels, pixelTable, numbers }: MemoryPlan,
): Emit {
  const pitch = input.height * input.width * input.channels;
  const kernel = normalisePixels(context, pitch, pixelTable);
  const emit = eachImage(kernel, [{ space: 'batch', offset: pixels, pitch }, numbers]);
  return (f, registers) => f.if(i32.load(i32.const(CONTROL.pixelsGiven)), () => emit(f, registers));
}

function arrangeImages(context: KernelContext, { numbers, images }: MemoryPlan): Emit[] {
  if (images.buffer === numbers) return [];
  return [eachImage(arrangePixels(context, images), [numbers, images.buffer])];
}

function poolForward(context: KernelContext, name: string, pool: PoolPlan | undefined): Emit[] {
  if (!pool) return [];
  const kernel = averagePoolForward(context, name, pool);
  return [eachImage(kernel, [pool.input.buffer, pool.output.buffer])];
}

function poolBackward(context: KernelContext, name: string, pool: PoolPlan | undefined): Emit[] {
  if (!pool?.gradients) return [];
  const kernel = averagePoolBackward(context, name, pool);
  return [eachImage(kernel, [pool.gradients.input, pool.gradients.output])];
}

/** Localization, grid generator and sampler. */
function transformForward(
  context: KernelContext,
  math: MathImports,
  network: NetworkSpec,
  plan: MemoryPlan,
  { localization, grid, sampler }: TransformerPlan,
): Emit[] {
  const { theta, coefficients } = grid;
  const { input, output, derivativeX, derivativeY } = sampler;
  const convert = () => eachImage(coefficientsForward(context, math, grid.spec), [theta, coefficients]);
  const generator = gridGenerator(context, grid, sampler);
  return [
    ...forwardLayers(context, plan, localization),
    ...(coefficients === theta ? [] : [convert()]),
    eachImage(samplerForward(context, network.sampler, sampler, generator), [
      ...[coefficients, gridWork(grid)],
      ...[input.buffer, output.buffer, derivativeX, derivativeY],
    ]),
  ];
}

function transformBackward(
  context: KernelContext,
  network: NetworkSpec,
  plan: MemoryPlan,
  { localization, grid, sampler }: TransformerPlan,
): Emit[] {
  const { theta, thetaGradient, coefficients, coefficientsGradient } = grid;
  const { outputGradient, derivativeX, derivativeY } = sampler;
  const { identity = 0, outside = 0 } = network.penalty ?? {};
  const generator = gridGenerator(context, grid, sampler);
  const convert = () =>
    eachImage(coefficientsBackward(context, grid.spec), [coefficients, coefficientsGradient, thetaGradient]);
  const penalize = () => eachImage(identityPenalty(context, grid.spec, identity), [theta, thetaGradient]);
  return [
    eachImage(samplerBackward(context, network.sampler, sampler, generator, outside), [
      ...[coefficients, gridWork(grid)],
      ...[outputGradient, derivativeX, derivativeY, coefficientsGradient],
    ]),
    ...(coefficients === theta ? [] : [convert()]),
    ...(identity > 0 ? [penalize()] : []),
    ...backwardLayers(context, plan, localization),
  ];
}

/** Splines alone have some; others are given an address that they don't use. */
function gridWork({ spline, coefficients }: GridPlan): ImageBuffer {
  return spline?.work ?? coefficients;
}

/** Calls a kernel for one image after the other. */
function eachImage(kernel: Callable, buffers: readonly ImageBuffer[]): Emit {
  return (f, registers) => {
    forImages(f, registers, (image) => {
      f.call(kernel, ...buffers.map((buffer) => imageAddress(registers, buffer, image)));
    });
  };
}

function forwardLayers(context: KernelContext, plan: MemoryPlan, layers: readonly LayerPlan[]): Emit[] {
  return layers.map((layer): Emit => {
    if (layer.kind === 'convolution') {
      const kernel = convolutionForward(context, layer);
      const { emptyRows } = layer;
      const rowSums = emptyRows && sumRowsOnBackground(context, layer, emptyRows);
      const ink = emptyRows && findInk(context, layer, emptyRows);
      return (f, registers) => {
        const { scratch } = registers;
        if (rowSums) f.call(rowSums, i32.plus(scratch, emptyRows.rowSums));
        forImages(f, registers, (image) => {
          const input = f.local('i32', imageAddress(registers, layer.input, image));
          if (ink) f.call(ink, input, i32.plus(scratch, emptyRows.extents));
          f.call(
            kernel,
            input,
            imageAddress(registers, layer.output, image),
            imageAddress(registers, layer.argmax, image),
            maskAddress(registers, layer.mask, image),
            i32.plus(scratch, plan.channelList),
            scratch,
          );
        });
      };
    }
    return denseLayer(context, plan, layer);
  });
}

function denseLayer(context: KernelContext, { gradientLists }: MemoryPlan, layer: DensePlan): Emit {
  const kernel = denseForward(context, layer);
  const addresses = (registers: Registers) =>
    [
      imageAddress(registers, layer.input),
      imageAddress(registers, layer.output),
      maskAddress(registers, layer.mask),
      registers.images,
    ] as const;
  const { background } = layer;
  if (background === undefined) return (f, registers) => f.call(kernel, ...addresses(registers));
  const ink = listInk(context, { ...layer, background });
  const sparse = denseOnBackground(context, { ...layer, background });
  return (f, registers) => {
    const lists = f.local('i32', i32.plus(registers.scratch, gradientLists));
    const worthWhile = callResult(ink, 'i32', imageAddress(registers, layer.input), registers.images, lists);
    f.if(
      worthWhile,
      () => f.call(sparse, ...addresses(registers), lists),
      () => f.call(kernel, ...addresses(registers)),
    );
  };
}

/** Last layer first. */
function backwardLayers(context: KernelContext, plan: MemoryPlan, layers: readonly LayerPlan[]): Emit[] {
  return layers
    .map((layer, position): Emit => {
      const { inputGradient } = layer;
      if (layer.kind === 'convolution') {
        const kernel = convolutionBackward(context, layer);
        return (f, registers) => {
          f.call(
            kernel,
            imageAddress(registers, layer.input),
            imageAddress(registers, layer.argmax),
            imageAddress(registers, layer.outputGradient),
            inputGradient ? imageAddress(registers, inputGradient) : i32.const(0),
            maskAddress(registers, layer.mask),
            registers.images,
            i32.plus(registers.scratch, plan.gradientLists),
            i32.plus(registers.scratch, layer.shiftedKernel),
            f.parameter(3, 'i32'),
          );
        };
      }
      const tiles = denseInputTiles(context, layer, plan.batchSize);
      const copyInputs: Emit = (f, registers) =>
        f.call(tiles, imageAddress(registers, layer.input), registers.first, registers.images);
      if (!inputGradient) return copyInputs;
      const before = layers[position - 1] as LayerPlan | undefined;
      const dense = before?.kind === 'dense' ? before : undefined;
      const kernel = denseInputGradient(context, layer, inputGradient, activation(dense));
      return (f, registers) => {
        copyInputs(f, registers);
        f.call(
          kernel,
          imageAddress(registers, layer.outputGradient),
          imageAddress(registers, inputGradient),
          dense ? imageAddress(registers, dense.output) : i32.const(0),
          maskAddress(registers, dense?.mask),
          registers.images,
          i32.plus(registers.scratch, plan.gradientLists),
        );
      };
    })
    .reverse();
}

function activation(dense: DensePlan | undefined) {
  if (!dense) return undefined;
  const { output, layer, mask } = dense;
  return { output, relu: layer.relu, ...(mask ? { mask } : {}) };
}

function parameters(f: FunctionBuilder): Registers {
  return { scratch: f.parameter(0, 'i32'), first: f.parameter(1, 'i32'), images: f.parameter(2, 'i32') };
}

function forImages(f: FunctionBuilder, { images }: Registers, body: (image: Local<'i32'>) => void): void {
  const image = f.local('i32');
  f.for(image, i32.const(0), images, 1, () => body(image));
}

/** Address of an image's numbers; without an image, of the block's first. */
function imageAddress({ scratch, first }: Registers, buffer: ImageBuffer, image?: I32): I32 {
  if (buffer.space === 'batch') {
    const number = image ? i32.add(first, image) : first;
    return i32.plus(i32.times(number, buffer.pitch), buffer.offset);
  }
  const start = i32.plus(scratch, buffer.offset);
  return image ? i32.add(start, i32.times(image, buffer.pitch)) : start;
}

function maskAddress(registers: Registers, mask: MaskPlan | undefined, image?: I32): I32 {
  if (!mask) return i32.const(0);
  return imageAddress(registers, { space: 'batch', offset: mask.address, pitch: mask.pitch }, image);
}
