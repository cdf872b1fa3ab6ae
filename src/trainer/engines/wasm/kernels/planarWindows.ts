/**
 * The windows of a convolution whose input is a planar image (the network's first layers): SIMD lanes run along x, the
 * weight is the same in all lanes, so that any number of channels fills the lanes.
 */
import { f32x4, i32, i32x4, v128, type FunctionBuilder, type I32, type Local, type V128 } from '../assembler';
import type { ConvolutionPlan, EmptyRows } from '../layout';
import { copyPointers, overlappingBlocks, storeLanes, type KernelContext } from './context';
import { extentOf, extentStep, hasInk } from './emptyRows';
import { outputPlace, type OutputChannel, type OutputPlace } from './convolutionForward';

type Vectors = Local<'v128'>[];

/** Windows whose sums are computed together: neighbouring rows, each of some vectors. */
interface Block {
  readonly rows: number;
  readonly vectors: number;
}

export function planarWindows(
  f: FunctionBuilder,
  context: KernelContext,
  plan: ConvolutionPlan,
  input: Local<'i32'>,
  channels: readonly OutputChannel[],
  scratch: Local<'i32'>,
): void {
  const { pool, output } = plan.layer;
  // Only what the pool's windows use is computed.
  const height = output.height * pool;
  const width = output.width * pool;
  const compute = (block: Block, y: Local<'i32'>, x: Local<'i32'>) =>
    computeBlock(f, context, plan, input, channels, scratch, block, y, x);
  const block = { rows: Math.min(height, 2), vectors: width >= 8 ? 2 : 1 };
  const rest = width % 8;
  // Few columns are left over: a narrow, high block wastes less on them than one as wide as the others.
  const narrow = width > 8 && rest > 0 && rest <= 4 && height >= 4;
  overlappingBlocks(f, height, block.rows, (y) => {
    overlappingBlocks(f, narrow ? width - rest : width, block.vectors * 4, (x) => compute(block, y, x));
  });
  if (narrow) {
    const x = f.local('i32', i32.const(width - 4));
    overlappingBlocks(f, height, 4, (y) => compute({ rows: 4, vectors: 1 }, y, x));
  }
}

/** The block at window (y, x). */
function computeBlock(
  f: FunctionBuilder,
  context: KernelContext,
  plan: ConvolutionPlan,
  input: Local<'i32'>,
  channels: readonly OutputChannel[],
  scratch: Local<'i32'>,
  block: Block,
  y: Local<'i32'>,
  x: Local<'i32'>,
): void {
  const { rows, vectors } = block;
  const { pool, output } = plan.layer;
  const rowBytes = plan.inputRowPitch;
  // Byte offset of the block's first window in the image, and its place among the pooled outputs.
  const offset = f.local('i32', i32.add(i32.times(y, rowBytes), i32.shl(x, i32.const(2))));
  const shift = i32.const(pool - 1);
  const place = outputPlace(f, plan, i32.shrUnsigned(y, shift), i32.shrUnsigned(x, shift));
  const ink = plan.emptyRows && inkOf(f, plan, plan.emptyRows, scratch, block, y, x);
  const sums = sumTaps(f, context, plan, i32.add(input, offset), block, channels, ink);
  channels.forEach((channel, number) => {
    const store = (value: V128, source: V128, lanes: number, row: number, column: number) =>
      storeOutputs(f, plan, channel, place, value, source, lanes, row, column);
    const origin = f.local('v128', i32x4.splat(offset));
    if (pool === 2) {
      for (let row = 0; row < rows; row += 2) {
        const best = maxPool(f, sums[number].slice(row, row + 2), row * rowBytes, rowBytes);
        const lanes = Math.min(vectors * 2, output.width);
        store(best.value, i32x4.add(origin, best.source), lanes, row / 2, 0);
      }
      return;
    }
    sums[number].forEach((sumsOfRow, row) => {
      sumsOfRow.forEach((sum, vector) => {
        const first = row * rowBytes + vector * 16;
        const source = i32x4.add(origin, i32x4.const([first, first + 4, first + 8, first + 12]));
        store(sum, source, Math.min(4, output.width), row, vector * 4);
      });
    });
  });
}

/** Says of one row of the kernel after the other whether a block of windows meets ink there. */
interface Ink {
  /** Advances from row to row. */
  readonly extent: Local<'i32'>;
  readonly meets: () => I32;
}

function inkOf(
  f: FunctionBuilder,
  { layer: { kernel } }: ConvolutionPlan,
  { extents }: EmptyRows,
  scratch: Local<'i32'>,
  { rows, vectors }: Block,
  y: Local<'i32'>,
  x: Local<'i32'>,
): Ink {
  const extent = f.local('i32', extentOf(i32.plus(scratch, extents), y));
  const end = f.local('i32', i32.plus(x, vectors * 4 + kernel - 1));
  return { extent, meets: () => hasInk(extent, rows, x, end) };
}

/** Sums over all taps: [channel][row][vector]. One tap a round keeps sums, inputs and weights in registers. */
function sumTaps(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  plan: ConvolutionPlan,
  start: I32,
  { rows, vectors }: Block,
  channels: readonly OutputChannel[],
  ink: Ink | undefined,
): Vectors[][] {
  const { kernel, input } = plan.layer;
  const rowBytes = plan.inputRowPitch;
  const sums = channels.map(({ bias }) =>
    Array.from({ length: rows }, () => Array.from({ length: vectors }, () => f.local('v128', bias))),
  );
  const pixel = f.local('i32', start);
  const { bases, pointers } = copyPointers(
    f,
    channels.map(({ weights }) => weights),
  );
  const rowEnd = f.local('i32');
  const sumRow = () => {
    f.set(rowEnd, i32.plus(bases[0], kernel * 4));
    f.repeat(
      () => {
        const pixels = sums[0].map((ofRow, row) =>
          ofRow.map((_, vector) => f.local('v128', v128.load(pixel, row * rowBytes + vector * 16))),
        );
        const taps = pointers.map(({ base, offset }) => f.local('v128', v128.load32Splat(base, offset)));
        pixels.forEach((ofRow, row) => {
          ofRow.forEach((value, vector) => {
            taps.forEach((tap, number) => {
              const sum = sums[number][row][vector];
              f.set(sum, multiplyAdd(value, tap, sum));
            });
          });
        });
        for (const pointer of [pixel, ...bases]) f.advance(pointer, 4);
      },
      () => i32.ne(bases[0], rowEnd),
    );
  };
  const rowSums = channels.flatMap(({ rowSums }) => (rowSums ? [f.local('i32', rowSums)] : []));
  const addRow = () => {
    rowSums.forEach((place, number) => {
      const sum = f.local('v128', v128.load32Splat(place));
      for (const total of sums[number].flat()) f.set(total, f32x4.add(total, sum));
    });
    for (const pointer of [pixel, ...bases]) f.advance(pointer, kernel * 4);
  };
  const planes = f.local('i32');
  const kernelRows = f.local('i32');
  f.times(planes, input.channels, 1, () => {
    f.times(kernelRows, kernel, 1, () => {
      if (ink) {
        f.if(ink.meets(), sumRow, addRow);
        for (const place of rowSums) f.advance(place, 4);
        f.advance(ink.extent, extentStep(1));
      } else {
        sumRow();
      }
      f.advance(pixel, rowBytes - kernel * 4);
      for (const base of bases) f.advance(base, plan.rowVectors * 16 - kernel * 4);
    });
    f.advance(pixel, plan.inputPlanePitch - kernel * rowBytes);
    if (ink) f.advance(ink.extent, extentStep(input.height - kernel));
  });
  return sums;
}

/**
 * The largest of each 2×2 window of two rows, which lie `start` bytes from the block's first window, and its byte offset
 * from there; the first of equals, as PyTorch.
 */
function maxPool(
  f: FunctionBuilder,
  sums: Vectors[],
  start: number,
  rowBytes: number,
): { value: V128; source: V128 } {
  const best = f.local('v128');
  const source = f.local('v128');
  sums.forEach((vectors, row) => {
    const left = vectors[0];
    const right = vectors[vectors.length - 1];
    [0, 1].forEach((column) => {
      const value = f.local('v128', v128.shuffle(left, right, [column, 2 + column, 4 + column, 6 + column]));
      const first = start + row * rowBytes + column * 4;
      const sources = i32x4.const([first, first + 8, first + 16, first + 24]);
      if (row === 0 && column === 0) {
        f.set(best, value);
        f.set(source, sources);
      } else {
        f.set(source, v128.bitselect(sources, source, f32x4.gt(value, best)));
        f.set(best, f32x4.pmax(best, value));
      }
    });
  });
  return { value: best, source };
}

/** ReLU, scale and store of neighbouring outputs of one channel. */
function storeOutputs(
  f: FunctionBuilder,
  { layer, outputRowPitch }: ConvolutionPlan,
  { output, argmax, scale }: OutputChannel,
  place: OutputPlace,
  sum: V128,
  origin: V128,
  lanes: number,
  row: number,
  column: number,
): void {
  const value = f.local('v128', sum);
  const source = f.local('v128', origin);
  if (layer.relu) {
    f.set(source, v128.or(source, f32x4.le(value, f32x4.all(0))));
    f.set(value, f32x4.pmax(value, f32x4.all(0)));
  }
  if (scale) f.set(value, f32x4.mul(value, scale));
  const pitch = layer.output.channels * 4;
  const first = row * outputRowPitch + column * pitch;
  storeLanes(f, i32.add(output, place.output), value, lanes, pitch, first);
  const firstArgmax = (row * layer.output.width + column) * 4;
  storeLanes(f, i32.add(argmax, place.argmax), source, lanes, 4, firstArgmax);
}
