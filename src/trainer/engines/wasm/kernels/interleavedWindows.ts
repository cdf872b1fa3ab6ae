/**
 * The windows of a convolution whose input has its channels last: SIMD lanes run along a kernel row's contiguous
 * (kx, input channel) numbers, in input and weights alike, and are summed at the end.
 */
import { f32, f32x4, i32, i32x4, v128, type FunctionBuilder, type I32, type Local } from '../assembler';
import type { ConvolutionPlan } from '../layout';
import { copyPointers, laneSums, overlappingBlocks, storeLanes, type KernelContext } from './context';
import { outputPlace, type OutputChannel, type OutputPlace } from './convolutionForward';

export function interleavedWindows(
  f: FunctionBuilder,
  context: KernelContext,
  plan: ConvolutionPlan,
  input: Local<'i32'>,
  channels: readonly OutputChannel[],
): void {
  const { pool, input: size, output } = plan.layer;
  const pixelBytes = size.channels * 4;
  const rowBytes = plan.inputRowPitch;
  // Four pixels at a time: a pool's window, or neighbours in a row.
  const pixels = pool === 2 ? 4 : Math.min(4, output.width);
  const pixelOffset = (pixel: number) =>
    pool === 2 ? (pixel >> 1) * rowBytes + (pixel & 1) * pixelBytes : pixel * pixelBytes;
  const offsets = [0, 1, 2, 3].map((pixel) => pixelOffset(pixel % pixels));
  const y = f.local('i32');
  f.times(y, output.height, 1, () => {
    overlappingBlocks(f, output.width, pool === 2 ? 1 : pixels, (x) => {
      const place = outputPlace(f, plan, y, x);
      const offset = f.local('i32', i32.add(i32.times(y, pool * rowBytes), i32.times(x, pool * pixelBytes)));
      const sums = sumRows(f, context, plan, i32.add(input, offset), offsets.slice(0, pixels), channels);
      channels.forEach((channel, number) => {
        const ofChannel = sums[number];
        const total = laneSums(
          f,
          [0, 1, 2, 3].map((pixel) => ofChannel[pixel % pixels]),
        );
        const value = f.local('v128', f32x4.add(total, channel.bias));
        if (pool === 2) storeMaximum(f, plan, channel, place, offset, value, rowBytes, pixelBytes);
        else storeNeighbours(f, plan, channel, place, offset, value, offsets, pixels);
      });
    });
  });
}

/** Sums by lane over the kernel's rows: [channel][pixel]. */
function sumRows(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  plan: ConvolutionPlan,
  start: I32,
  pixelOffsets: readonly number[],
  channels: readonly OutputChannel[],
): Local<'v128'>[][] {
  const pixel = f.local('i32', start);
  const { bases, pointers } = copyPointers(
    f,
    channels.map(({ weights }) => weights),
  );
  const sums = channels.map(() => pixelOffsets.map(() => f.local('v128', f32x4.all(0))));
  const rowEnd = f.local('i32');
  const end = f.local('i32', i32.plus(bases[0], plan.rows * plan.rowVectors * 16));
  f.repeat(
    () => {
      f.set(rowEnd, i32.plus(bases[0], plan.rowVectors * 16));
      f.repeat(
        () => {
          const values = pixelOffsets.map((offset) => f.local('v128', v128.load(pixel, offset)));
          const weights = pointers.map(({ base, offset }) => f.local('v128', v128.load(base, offset)));
          weights.forEach((weight, number) => {
            values.forEach((value, position) => {
              const sum = sums[number][position];
              f.set(sum, multiplyAdd(value, weight, sum));
            });
          });
          for (const pointer of [pixel, ...bases]) f.advance(pointer, 16);
        },
        () => i32.ne(bases[0], rowEnd),
      );
      f.advance(pixel, plan.inputRowPitch - plan.rowVectors * 16);
    },
    () => i32.ne(bases[0], end),
  );
  return sums;
}

/** The largest of the window's four sums (the first of equals), ReLU, scale. */
function storeMaximum(
  f: FunctionBuilder,
  { layer }: ConvolutionPlan,
  { output, argmax, scale }: OutputChannel,
  place: OutputPlace,
  offset: Local<'i32'>,
  window: Local<'v128'>,
  rowBytes: number,
  pixelBytes: number,
): void {
  const best = f.local('v128', f32x4.pmax(window, v128.shuffle(window, window, [1, 0, 3, 2])));
  f.set(best, f32x4.pmax(best, v128.shuffle(best, best, [2, 3, 0, 1])));
  // Sums that are no numbers equal nothing: then the last.
  const winner = f.local('i32', i32.ctz(i32.or(i32x4.bitmask(f32x4.eq(window, best)), i32.const(8))));
  const source = f.local(
    'i32',
    i32.add(
      i32.add(offset, i32.times(i32.shrUnsigned(winner, i32.const(1)), rowBytes)),
      i32.times(i32.and(winner, i32.const(1)), pixelBytes),
    ),
  );
  if (layer.relu) {
    const positive = f32.gt(f32x4.extractLane(best, 0), f32.const(0));
    f.set(source, i32.select(source, i32.const(-1), positive));
    f.set(best, f32x4.pmax(best, f32x4.all(0)));
  }
  if (scale) f.set(best, f32x4.mul(best, scale));
  f.storeF32(i32.add(output, place.output), f32x4.extractLane(best, 0));
  f.storeI32(i32.add(argmax, place.argmax), source);
}

/** ReLU and scale of up to four outputs without pooling. */
function storeNeighbours(
  f: FunctionBuilder,
  { layer }: ConvolutionPlan,
  { output, argmax, scale }: OutputChannel,
  place: OutputPlace,
  offset: Local<'i32'>,
  value: Local<'v128'>,
  offsets: readonly number[],
  lanes: number,
): void {
  const [a, b, c, d] = offsets;
  const source = f.local('v128', i32x4.add(i32x4.splat(offset), i32x4.const([a, b, c, d])));
  if (layer.relu) {
    f.set(source, v128.or(source, f32x4.le(value, f32x4.all(0))));
    f.set(value, f32x4.pmax(value, f32x4.all(0)));
  }
  if (scale) f.set(value, f32x4.mul(value, scale));
  const pitch = layer.output.channels * 4;
  storeLanes(f, i32.add(output, place.output), value, lanes, pitch);
  storeLanes(f, i32.add(argmax, place.argmax), source, lanes, 4);
}
