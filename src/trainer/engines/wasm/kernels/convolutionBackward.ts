/**
 * The gradients of a convolution's weights, bias and input for the images of a block, from the list of places where a
 * gradient arrives. For the weights, the list is streamed past a few vectors of the kernel at a time, whose sums stay
 * in registers.
 */
import {
  f32,
  f32x4,
  i32,
  v128,
  type Callable,
  type FunctionBuilder,
  type I32,
  type Local,
} from '../assembler';
import type { ConvolutionPlan } from '../layout';
import { firstLanes, type KernelContext } from './context';
import { channelBytes } from './convolutionForward';
import { addListed, type GradientList } from './gradientEntries';
import { listGradients } from './gradientList';
import { scatterToInput } from './scatter';

/** A vector of a kernel: where it lies in the channel's weights, and what it meets in the input. */
interface KernelVector {
  /** Bytes from the channel's first weight. */
  readonly weights: number;
  /** Bytes from the window's first pixel. */
  readonly input: number;
  /** Numbers that are no padding. */
  readonly lanes: number;
}

/**
 * Generates (input, argmax, outputGradient, inputGradient, mask, images, list, shifted, gradients): the first five are
 * addresses of the block's first image, list and shifted lie in scratch memory, `gradients` is what to add to a weight's
 * address to get its gradient's. Adds to the weights' gradients.
 */
export function convolutionBackward(context: KernelContext, plan: ConvolutionPlan): Callable {
  const parameters = Array.from({ length: 9 }, () => 'i32' as const);
  return context.module.function(`${plan.layer.name} backward`, parameters, (f) => {
    const [input, argmax, outputGradient, inputGradient, mask, images, list, shifted, gradients] =
      parameters.map((type, position) => f.parameter(position, type));
    if (plan.inputGradient) {
      if (plan.inputGradient.pitch !== plan.input.pitch) throw new Error('Input and gradient lie unlike');
      f.fillZero(inputGradient, i32.times(images, plan.input.pitch));
    }
    const groups = vectorGroups(context, plan);
    const toGradient = f.local('i32', i32.sub(inputGradient, input));
    const channel = f.local('i32');
    const weights = f.local('i32', i32.const(plan.weights));
    f.times(channel, plan.layer.output.channels, 1, () => {
      const end = listGradients(f, plan, { input, argmax, outputGradient, mask, images, list, channel });
      f.if(i32.ne(list, end), () => {
        const gradient = f.local('i32', i32.add(weights, gradients));
        const [first, ...others] = groups;
        const bias = f.local('v128', f32x4.all(0));
        addWeightGradient(f, context, first, { start: list, end }, gradient, bias);
        for (const group of others) addWeightGradient(f, context, group, { start: list, end }, gradient);
        addBiasGradient(f, plan, i32.add(gradients, i32.shl(channel, i32.const(2))), bias);
        if (plan.inputGradient) scatterToInput(f, context, plan, { list, end, weights, shifted, toGradient });
      });
      f.advance(weights, channelBytes(plan));
    });
  });
}

/** Groups of vectors whose sums are held in registers together. */
function vectorGroups({ vectorsAtOnce }: KernelContext, plan: ConvolutionPlan): KernelVector[][] {
  const { layer, form, rows, rowLength, rowVectors, inputRowPitch, inputPlanePitch } = plan;
  const vectors = Array.from({ length: rows * rowVectors }, (_, number) => {
    const row = Math.floor(number / rowVectors);
    const vector = number % rowVectors;
    const start =
      form === 'planar'
        ? Math.floor(row / layer.kernel) * inputPlanePitch + (row % layer.kernel) * inputRowPitch
        : row * inputRowPitch;
    return {
      weights: number * 16,
      input: start + vector * 16,
      lanes: Math.min(4, rowLength - vector * 4),
    };
  });
  const count = Math.ceil(vectors.length / vectorsAtOnce);
  const size = Math.ceil(vectors.length / count);
  return Array.from({ length: count }, (_, group) => vectors.slice(group * size, (group + 1) * size));
}

/** gradient += Σ entry.gradient · input, and the sum of the entries' gradients where it is wanted. */
function addWeightGradient(
  f: FunctionBuilder,
  context: KernelContext,
  group: readonly KernelVector[],
  list: GradientList,
  gradient: Local<'i32'>,
  total?: Local<'v128'>,
): void {
  const sums = group.map(() => f.local('v128', f32x4.all(0)));
  const offsets = group.map(({ input }) => input);
  addListed(f, context, list, offsets, sums, total ? { total } : {});
  group.forEach(({ weights, lanes }, number) => {
    const sum = lanes === 4 ? sums[number] : v128.and(sums[number], firstLanes(f, lanes));
    f.storeV128(gradient, f32x4.add(v128.load(gradient, weights), sum), weights);
  });
}

function addBiasGradient(f: FunctionBuilder, plan: ConvolutionPlan, place: I32, total: Local<'v128'>): void {
  const address = f.local('i32', place);
  const sum = f32.add(f32.load(address, plan.bias), f32x4.extractLane(total, 0));
  f.storeF32(address, sum, plan.bias);
}
