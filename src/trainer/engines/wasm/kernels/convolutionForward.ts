/**
 * Convolution + bias + max-pool + ReLU + dropout2d of one image in one pass. Output channels are computed in pairs,
 * which share the loads of the input; channels that dropout2d drops are not computed at all. (Scaling after pooling and
 * ReLU is the same as dropping before: the scale is not negative.)
 */
import { f32, i32, v128, type Callable, type FunctionBuilder, type I32, type Local } from '../assembler';
import { roundUp, type ConvolutionPlan } from '../layout';
import type { KernelContext, Pointer } from './context';
import { interleavedWindows } from './interleavedWindows';
import { planarWindows } from './planarWindows';

/** An output channel that is being computed. */
export interface OutputChannel {
  readonly weights: Pointer;
  /** In all lanes. */
  readonly bias: Local<'v128'>;
  /** What dropout2d multiplies with, in all lanes. */
  readonly scale?: Local<'v128'>;
  /** Of the channel's first output. */
  readonly output: Local<'i32'>;
  readonly argmax: Local<'i32'>;
  /** Where the channel's sums of rows on background are; missing where none are kept. */
  readonly rowSums?: Local<'i32'>;
}

/** Bytes from a channel's first output (or arg-max) to the block's. */
export interface OutputPlace {
  readonly output: Local<'i32'>;
  readonly argmax: Local<'i32'>;
}

export function outputPlace(
  f: FunctionBuilder,
  { layer, outputRowPitch }: ConvolutionPlan,
  y: I32,
  x: I32,
): OutputPlace {
  const { width, channels } = layer.output;
  return {
    output: f.local('i32', i32.add(i32.times(y, outputRowPitch), i32.times(x, channels * 4))),
    argmax: f.local('i32', i32.shl(i32.add(i32.times(y, width), x), i32.const(2))),
  };
}

/**
 * Generates (input, output, argmax, mask, channelList, scratch) for one image; the mask is this image's row of scales.
 * Where the plan has `emptyRows`, they have been found for this image.
 */
export function convolutionForward(context: KernelContext, plan: ConvolutionPlan): Callable {
  return context.module.function(
    `${plan.layer.name} forward`,
    ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    (f) => {
      const [input, output, argmax, mask, list, scratch] = [0, 1, 2, 3, 4, 5].map((position) =>
        f.parameter(position, 'i32'),
      );
      const { channels } = plan.layer.output;
      const compute = (group: readonly OutputChannel[]) => {
        if (plan.form === 'planar') planarWindows(f, context, plan, input, group, scratch);
        else interleavedWindows(f, context, plan, input, group);
      };
      const place = { output, argmax, scratch };
      if (plan.mask) {
        f.fillZero(output, i32.const(plan.output.pitch));
        const end = listKeptChannels(f, channels, mask, list);
        const kept = (entry: Local<'i32'>, position: number) => {
          const channel = f.local('i32', i32.load(entry, position * 4));
          const weights = f.local('i32', i32.plus(i32.times(channel, channelBytes(plan)), plan.weights));
          const scale = f.local('v128', v128.load32Splat(i32.add(mask, i32.shl(channel, i32.const(2)))));
          return outputChannel(f, plan, channel, { base: weights, offset: 0 }, place, scale);
        };
        const entry = f.local('i32');
        const lastPair = f.local('i32', i32.plus(end, -4));
        f.set(entry, list);
        f.while(i32.ltUnsigned(entry, lastPair), () => {
          compute([kept(entry, 0), kept(entry, 1)]);
          f.advance(entry, 8);
        });
        f.if(i32.ltUnsigned(entry, end), () => compute([kept(entry, 0)]));
      } else {
        const channel = f.local('i32');
        const every = (count: number) => {
          const weights = f.local('i32', i32.plus(i32.times(channel, channelBytes(plan)), plan.weights));
          const group = Array.from({ length: count }, (_, position) => {
            const number = f.local('i32', i32.plus(channel, position));
            const pointer = { base: weights, offset: position * channelBytes(plan) };
            return outputChannel(f, plan, number, pointer, place);
          });
          compute(group);
        };
        const pairs = Math.floor(channels / 2);
        if (pairs > 0) f.times(channel, pairs, 2, () => every(2));
        if (channels % 2 === 1) every(1);
      }
    },
  );
}

/** Bytes of one output channel's weights. */
export function channelBytes(plan: ConvolutionPlan): number {
  return plan.rows * plan.rowVectors * 16;
}

/** Bytes of one channel's arg-max. */
export function argmaxPitch({ layer: { output } }: ConvolutionPlan): number {
  return roundUp(output.height * output.width, 4) * 4;
}

/** Writes the numbers of the channels with a scale other than 0; returns the list's end. */
function listKeptChannels(f: FunctionBuilder, channels: number, mask: I32, list: I32): Local<'i32'> {
  const end = f.local('i32', list);
  const channel = f.local('i32');
  f.times(channel, channels, 1, () => {
    f.storeI32(end, channel);
    const kept = f32.ne(f32.load(i32.add(mask, i32.shl(channel, i32.const(2)))), f32.const(0));
    f.set(end, i32.add(end, i32.shl(kept, i32.const(2))));
  });
  return end;
}

function outputChannel(
  f: FunctionBuilder,
  plan: ConvolutionPlan,
  channel: I32,
  weights: Pointer,
  { output, argmax, scratch }: Record<'output' | 'argmax' | 'scratch', Local<'i32'>>,
  scale?: Local<'v128'>,
): OutputChannel {
  const { emptyRows, rows } = plan;
  return {
    weights,
    bias: f.local('v128', v128.load32Splat(i32.shl(channel, i32.const(2)), plan.bias)),
    output: f.local('i32', i32.add(output, i32.shl(channel, i32.const(2)))),
    argmax: f.local('i32', i32.add(argmax, i32.times(channel, argmaxPitch(plan)))),
    ...(scale ? { scale } : {}),
    ...(emptyRows
      ? {
          rowSums: f.local(
            'i32',
            i32.add(i32.plus(scratch, emptyRows.rowSums), i32.times(channel, rows * 4)),
          ),
        }
      : {}),
  };
}
