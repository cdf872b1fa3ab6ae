/**
 * The gradients of a convolution's weights, bias and input for the images of a block. Pooling, ReLU and dropout2d let a
 * gradient through at few places only: those are listed channel by channel, and the list is streamed past a few vectors
 * of the kernel at a time, which stay in registers.
 */
import { f32, f32x4, i32, i32x4, v128, type Callable, type FunctionBuilder, type Local } from '../assembler';
import type { ConvolutionPlan } from '../memoryPlan';
import type { KernelContext } from './context';
import { argmaxPitch, channelBytes } from './convolutionForward';

/** A vector of a kernel: where it lies in the channel's weights, and what it meets in the input. */
interface KernelVector {
  /** Bytes from the channel's first weight. */
  readonly weights: number;
  /** Bytes from the window's first pixel. */
  readonly input: number;
  /** Numbers that are no padding. */
  readonly lanes: number;
}

/** Kernel vectors that are held in registers together. */
const VECTORS_AT_ONCE = 10;

/** Bytes of a list entry: the gradient, then the address of the window's first pixel. */
const ENTRY = 8;

/**
 * Generates (input, argmax, outputGradient, inputGradient, mask, images, list, gradients): the first five are addresses
 * of the block's first image, `gradients` is what to add to a weight's address to get its gradient's. Adds to the
 * gradients.
 */
export function convolutionBackward(context: KernelContext, plan: ConvolutionPlan): Callable {
  return context.module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [input, argmax, outputGradient, inputGradient, mask, images, list, gradients] = [
      0, 1, 2, 3, 4, 5, 6, 7,
    ].map((position) => f.parameter(position, 'i32'));
    if (plan.inputGradient) {
      if (plan.inputGradient.pitch !== plan.input.pitch) throw new Error('Input and gradient lie unlike');
      f.fillZero(inputGradient, i32.times(images, plan.input.pitch));
    }
    const groups = vectorGroups(plan);
    const toGradient = f.local('i32', i32.sub(inputGradient, input));
    const channel = f.local('i32');
    const weights = f.local('i32', i32.const(plan.weights));
    const end = f.local('i32');
    f.times(channel, plan.layer.output.channels, 1, () => {
      listGradients(f, plan, { input, argmax, outputGradient, mask, images, list, gradients, channel, end });
      f.if(i32.ne(list, end), () => {
        const gradient = f.local('i32', i32.add(weights, gradients));
        for (const group of groups) addWeightGradient(f, context, group, list, end, gradient);
        if (!plan.inputGradient) return;
        for (const group of groups) addInputGradient(f, context, group, list, end, weights, toGradient);
      });
      f.advance(weights, channelBytes(plan));
    });
  });
}

function vectorGroups(plan: ConvolutionPlan): KernelVector[][] {
  const { layer, form, rows, rowLength, rowVectors } = plan;
  const rowBytes = layer.input.width * (form === 'planar' ? 1 : layer.input.channels) * 4;
  const vectors = Array.from({ length: rows * rowVectors }, (_, number) => {
    const row = Math.floor(number / rowVectors);
    const vector = number % rowVectors;
    const start =
      form === 'planar'
        ? Math.floor(row / layer.kernel) * plan.inputPlanePitch + (row % layer.kernel) * rowBytes
        : row * rowBytes;
    return {
      weights: number * 16,
      input: start + vector * 16,
      lanes: Math.min(4, rowLength - vector * 4),
    };
  });
  const count = Math.ceil(vectors.length / VECTORS_AT_ONCE);
  const size = Math.ceil(vectors.length / count);
  return Array.from({ length: count }, (_, group) => vectors.slice(group * size, (group + 1) * size));
}

type Registers = Record<
  'input' | 'argmax' | 'outputGradient' | 'mask' | 'images' | 'list' | 'gradients' | 'channel' | 'end',
  Local<'i32'>
>;

/** Lists a channel's nonzero gradients of all images, and adds their sum to the bias's gradient. */
function listGradients(f: FunctionBuilder, plan: ConvolutionPlan, registers: Registers): void {
  const { input, argmax, outputGradient, mask, images, list, gradients, channel, end } = registers;
  const { height, width, channels } = plan.layer.output;
  const channelOffset = f.local('i32', i32.shl(channel, i32.const(2)));
  f.set(end, list);
  const sum = f.local('f32', f32.const(0));
  const image = f.local('i32');
  f.for(image, i32.const(0), images, 1, () => {
    const scale = f.local('f32');
    const listImage = () => {
      const source = f.local(
        'i32',
        i32.add(i32.add(argmax, i32.times(image, plan.argmax.pitch)), i32.times(channel, argmaxPitch(plan))),
      );
      const arriving = f.local(
        'i32',
        i32.add(i32.add(outputGradient, i32.times(image, plan.outputGradient.pitch)), channelOffset),
      );
      const origin = f.local('i32', i32.add(input, i32.times(image, plan.input.pitch)));
      const position = f.local('i32');
      f.times(position, height * width, 1, () => {
        const window = f.local('i32', i32.load(source));
        const gradient = f.local('f32', f32.load(arriving));
        if (plan.mask) f.set(gradient, f32.mul(gradient, scale));
        f.storeF32(end, gradient);
        f.storeI32(end, i32.add(origin, window), 4);
        const live = i32.and(i32.geSigned(window, i32.const(0)), f32.ne(gradient, f32.const(0)));
        const taken = f.local('i32', live);
        f.set(sum, f32.add(sum, f32.select(gradient, f32.const(0), taken)));
        f.set(end, i32.add(end, i32.shl(taken, i32.const(3))));
        f.advance(source, 4);
        f.advance(arriving, channels * 4);
      });
    };
    if (plan.mask) {
      const row = i32.add(mask, i32.times(image, plan.mask.pitch));
      f.set(scale, f32.load(i32.add(row, channelOffset)));
      f.if(f32.ne(scale, f32.const(0)), listImage);
    } else {
      listImage();
    }
  });
  const bias = f.local('i32', i32.add(gradients, channelOffset));
  f.storeF32(bias, f32.add(f32.load(bias, plan.bias), sum), plan.bias);
}

/** gradient += Σ entry.gradient · input. */
function addWeightGradient(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  group: readonly KernelVector[],
  list: Local<'i32'>,
  end: Local<'i32'>,
  gradient: Local<'i32'>,
): void {
  const sums = group.map(() => f.local('v128', f32x4.all(0)));
  const entry = f.local('i32', list);
  f.repeat(
    () => {
      const pixel = f.local('i32', i32.load(entry, 4));
      const factor = f.local('v128', v128.load32Splat(entry));
      group.forEach((vector, number) => {
        f.set(sums[number], multiplyAdd(factor, v128.load(pixel, vector.input), sums[number]));
      });
      f.advance(entry, ENTRY);
    },
    () => i32.ne(entry, end),
  );
  group.forEach(({ weights, lanes }, number) => {
    const sum = lanes === 4 ? sums[number] : v128.and(sums[number], firstLanes(lanes));
    f.storeV128(gradient, f32x4.add(v128.load(gradient, weights), sum), weights);
  });
}

/** inputGradient += entry.gradient · weights, for each entry. Padded weights are 0 and so add nothing. */
function addInputGradient(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  group: readonly KernelVector[],
  list: Local<'i32'>,
  end: Local<'i32'>,
  weights: Local<'i32'>,
  toGradient: Local<'i32'>,
): void {
  const kernel = group.map((vector) => f.local('v128', v128.load(weights, vector.weights)));
  const entry = f.local('i32', list);
  f.repeat(
    () => {
      const target = f.local('i32', i32.add(i32.load(entry, 4), toGradient));
      const factor = f.local('v128', v128.load32Splat(entry));
      group.forEach((vector, number) => {
        const sum = multiplyAdd(factor, kernel[number], v128.load(target, vector.input));
        f.storeV128(target, sum, vector.input);
      });
      f.advance(entry, ENTRY);
    },
    () => i32.ne(entry, end),
  );
}

function firstLanes(lanes: number) {
  const [a, b, c, d] = [0, 1, 2, 3].map((lane) => (lane < lanes ? -1 : 0));
  return i32x4.const([a, b, c, d]);
}
