/**
 * Pooling, ReLU and dropout2d let a gradient through at few places of a convolution's output only. They are listed
 * channel by channel, each with the address in the input of its window's first pixel.
 */
import { f32, i32, type FunctionBuilder, type Local } from '../assembler';
import type { ConvolutionPlan } from '../layout';
import { argmaxPitch } from './convolutionForward';
import { listGradient } from './gradientEntries';

/** Addresses are of the block's first image. */
export interface ListRegisters {
  readonly input: Local<'i32'>;
  readonly argmax: Local<'i32'>;
  readonly outputGradient: Local<'i32'>;
  readonly mask: Local<'i32'>;
  readonly images: Local<'i32'>;
  readonly list: Local<'i32'>;
  readonly channel: Local<'i32'>;
}

/** Lists a channel's nonzero gradients of all images of the block; returns the list's end. */
export function listGradients(
  f: FunctionBuilder,
  plan: ConvolutionPlan,
  { input, argmax, outputGradient, mask, images, list, channel }: ListRegisters,
): Local<'i32'> {
  const channelOffset = f.local('i32', i32.shl(channel, i32.const(2)));
  const end = f.local('i32', list);
  const image = f.local('i32');
  f.for(image, i32.const(0), images, 1, () => {
    const source = f.local('i32', i32.add(argmax, i32.times(image, plan.argmax.pitch)));
    f.set(source, i32.add(source, i32.times(channel, argmaxPitch(plan))));
    const arriving = f.local('i32', i32.add(outputGradient, channelOffset));
    f.set(arriving, i32.add(arriving, i32.times(image, plan.outputGradient.pitch)));
    const origin = f.local('i32', i32.add(input, i32.times(image, plan.input.pitch)));
    if (!plan.mask) {
      listImage(f, plan, source, arriving, origin, end);
      return;
    }
    const row = i32.add(mask, i32.times(image, plan.mask.pitch));
    const scale = f.local('f32', f32.load(i32.add(row, channelOffset)));
    f.if(f32.ne(scale, f32.const(0)), () => listImage(f, plan, source, arriving, origin, end, scale));
  });
  return end;
}

function listImage(
  f: FunctionBuilder,
  plan: ConvolutionPlan,
  source: Local<'i32'>,
  arriving: Local<'i32'>,
  origin: Local<'i32'>,
  end: Local<'i32'>,
  scale?: Local<'f32'>,
): void {
  const { height, width, channels } = plan.layer.output;
  const rowBytes = width * channels * 4;
  const position = f.local('i32');
  const listRow = (positions: number) =>
    f.times(position, positions, 1, () => {
      const window = f.local('i32', i32.load(source));
      const gradient = f.local('f32', f32.load(arriving));
      if (scale) f.set(gradient, f32.mul(gradient, scale));
      listGradient(f, end, gradient, i32.add(origin, window), i32.geSigned(window, i32.const(0)));
      f.advance(source, 4);
      f.advance(arriving, channels * 4);
    });
  if (plan.outputRowPitch === rowBytes) {
    listRow(height * width);
    return;
  }
  const y = f.local('i32');
  f.times(y, height, 1, () => {
    listRow(width);
    f.advance(arriving, plan.outputRowPitch - rowBytes);
  });
}
