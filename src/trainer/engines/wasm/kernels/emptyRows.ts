/**
 * Most of a digit's image is background, all of one number. Where a row of the kernel meets nothing else, its products
 * sum up to the same number everywhere, which is computed once: such rows are added, not multiplied.
 */
import { f32, f32x4, i32, i32x4, v128, type Callable, type I32, type Local } from '../assembler';
import type { ConvolutionPlan, EmptyRows } from '../layout';
import type { KernelContext } from './context';

/**
 * Bytes for each row of the image: int32 first and last column with ink, in this row or the next of its plane, to
 * vectors; without ink the first lies behind the last.
 */
const EXTENT = 8;

/** Right of every image. */
const NO_COLUMN = 0xffff;

/** Bytes of the extents of an image. */
export function extentBytes({ layer: { input } }: Pick<ConvolutionPlan, 'layer'>): number {
  return input.channels * input.height * EXTENT;
}

/** Generates (image, extents): finds what is not background. */
export function findInk(
  { module }: KernelContext,
  { layer: { name, input }, inputRowPitch }: ConvolutionPlan,
  { background }: EmptyRows,
): Callable {
  return module.function(`${name} ink`, ['i32', 'i32'], (f) => {
    const [row, extent] = [0, 1].map((position) => f.parameter(position, 'i32'));
    const [plane, y, first, last] = [0, 1, 2, 3].map(() => f.local('i32'));
    const empty = f.constant(f32x4.all(background));
    const smaller = (a: I32, b: I32) => i32.select(a, b, i32.ltSigned(a, b));
    const larger = (a: I32, b: I32) => i32.select(b, a, i32.ltSigned(a, b));
    f.times(plane, input.channels, 1, () => {
      f.times(y, input.height, 1, () => {
        f.set(first, i32.const(NO_COLUMN));
        f.set(last, i32.const(-1));
        for (let column = 0; column < input.width; column += 4) {
          const start = Math.max(0, Math.min(column, input.width - 4));
          f.if(i32.eqz(i32x4.allTrue(f32x4.eq(v128.load(row, start * 4), empty))), () => {
            f.set(first, smaller(first, i32.const(start)));
            f.set(last, i32.const(start + 3));
          });
        }
        f.storeI32(extent, first);
        f.storeI32(extent, last, 4);
        f.if(y, () => {
          const before = f.local('i32', i32.plus(extent, -EXTENT));
          f.storeI32(before, smaller(first, i32.load(before)));
          f.storeI32(before, larger(last, i32.load(before, 4)), 4);
        });
        f.advance(row, inputRowPitch);
        f.advance(extent, EXTENT);
      });
    });
  });
}

/** Generates (row sums): what each row of each channel's kernel sums up to on background. */
export function sumRowsOnBackground(
  { module }: KernelContext,
  { layer: { name, kernel, output }, rows, rowVectors, weights }: ConvolutionPlan,
  { background }: EmptyRows,
): Callable {
  return module.function(`${name} on background`, ['i32'], (f) => {
    const target = f.parameter(0, 'i32');
    const weight = f.local('i32', i32.const(weights));
    const row = f.local('i32');
    const sum = f.local('f32');
    f.times(row, output.channels * rows, 1, () => {
      f.set(sum, f32.load(weight));
      for (let tap = 1; tap < kernel; tap++) f.set(sum, f32.add(sum, f32.load(weight, tap * 4)));
      f.storeF32(target, f32.mul(sum, f32.const(background)));
      f.advance(weight, rowVectors * 16);
      f.advance(target, 4);
    });
  });
}

/** Whether any of `rows` neighbouring rows has ink in the columns from `start` to before `end`. */
export function hasInk(extent: Local<'i32'>, rows: number, start: I32, end: I32): I32 {
  const inPair = (row: number) =>
    i32.and(
      i32.ltSigned(i32.load(extent, row * EXTENT), end),
      i32.geSigned(i32.load(extent, row * EXTENT + 4), start),
    );
  return Array.from({ length: Math.ceil(rows / 2) }, (_, pair) => inPair(pair * 2)).reduce(i32.or);
}

/** Address of a row's extent. */
export function extentOf(extents: I32, row: I32): I32 {
  return i32.add(extents, i32.times(row, EXTENT));
}

/** To the extent so many rows further. */
export function extentStep(rows: number): number {
  return rows * EXTENT;
}
