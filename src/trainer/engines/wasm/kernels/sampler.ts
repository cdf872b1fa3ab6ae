/**
 * Grid generator and sampler of one image: theta moves each output pixel to a point of the input, which is read with
 * interpolation. The derivatives by the point are kept, so that the backward pass needs the input no more.
 */
import {
  f32,
  f32x4,
  i32,
  i32x4,
  v128,
  type Callable,
  type FunctionBuilder,
  type I32,
  type Local,
  type V128,
} from '../assembler';
import type { SamplerSpec } from '../../../model/network';
import type { SamplerPlan } from '../memoryPlan';
import { laneSums, type KernelContext } from './context';
import { axisTaps, type Tap } from './samplerAxis';

/** Generates (theta, input, output, derivativeX, derivativeY) for one image. */
export function samplerForward(context: KernelContext, spec: SamplerSpec, plan: SamplerPlan): Callable {
  const { input, output } = plan;
  return context.module.function(['i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [theta, image, target, derivativeX, derivativeY] = [0, 1, 2, 3, 4].map((position) =>
      f.parameter(position, 'i32'),
    );
    const thetas = [0, 1, 2, 3, 4, 5].map((number) => f.local('v128', v128.load32Splat(theta, number * 4)));
    const pixel = f.local('i32');
    f.times(pixel, output.planePitch / 16, 16, () => {
      const x = f.local('v128', v128.load(pixel, plan.baseX));
      const y = f.local('v128', v128.load(pixel, plan.baseY));
      const point = ([a, b, c]: readonly V128[]) => f32x4.add(f32x4.add(f32x4.mul(a, x), f32x4.mul(b, y)), c);
      const { width, height, channels } = input.size;
      const columns = axisTaps(f, spec, width, toPixels(spec, width, point(thetas.slice(0, 3))));
      const rows = axisTaps(f, spec, height, toPixels(spec, height, point(thetas.slice(3))));
      const addresses = tapAddresses(f, image, rows, columns, width);
      for (let channel = 0; channel < channels; channel++) {
        const read = interpolate(f, rows, columns, addresses, channel * input.planePitch);
        const offset = channel * output.planePitch;
        f.storeV128(i32.add(target, pixel), read.value, offset);
        f.storeV128(i32.add(derivativeX, pixel), read.byX, offset);
        f.storeV128(i32.add(derivativeY, pixel), read.byY, offset);
      }
    });
    clearPadding(f, plan, target);
  });
}

/** Generates (gradient, derivativeX, derivativeY, thetaGradient) for one image. */
export function samplerBackward(context: KernelContext, spec: SamplerSpec, plan: SamplerPlan): Callable {
  const { output, input } = plan;
  return context.module.function(['i32', 'i32', 'i32', 'i32'], (f) => {
    const [gradient, derivativeX, derivativeY, thetaGradient] = [0, 1, 2, 3].map((position) =>
      f.parameter(position, 'i32'),
    );
    const sums = Array.from({ length: 6 }, () => f.local('v128', f32x4.all(0)));
    const pixel = f.local('i32');
    f.times(pixel, output.planePitch / 16, 16, () => {
      const x = f.local('v128', v128.load(pixel, plan.baseX));
      const y = f.local('v128', v128.load(pixel, plan.baseY));
      [derivativeX, derivativeY].forEach((derivative, axis) => {
        const byPoint = f.local('v128', f32x4.all(0));
        for (let channel = 0; channel < output.size.channels; channel++) {
          const offset = channel * output.planePitch;
          const arriving = v128.load(i32.add(gradient, pixel), offset);
          const product = f32x4.mul(arriving, v128.load(i32.add(derivative, pixel), offset));
          f.set(byPoint, f32x4.add(byPoint, product));
        }
        const [a, b, c] = sums.slice(axis * 3);
        f.set(a, f32x4.add(a, f32x4.mul(byPoint, x)));
        f.set(b, f32x4.add(b, f32x4.mul(byPoint, y)));
        f.set(c, f32x4.add(c, byPoint));
      });
    });
    const none = f32x4.all(0);
    [input.size.width, input.size.height].forEach((size, axis) => {
      const totals = f.local('v128', laneSums(f, [...sums.slice(axis * 3, axis * 3 + 3), none]));
      for (let lane = 0; lane < 3; lane++) {
        const scaled = f32.mul(f32x4.extractLane(totals, lane), f32.const(pixelsPerUnit(spec, size)));
        f.storeF32(thetaGradient, scaled, (axis * 3 + lane) * 4);
      }
    });
  });
}

/** The base grid's coordinate of each pixel along an axis; −1 and 1 are the outermost pixels' centres or edges. */
export function baseCoordinates(size: number, alignCorners: boolean): number[] {
  if (size === 1) return [0];
  return Array.from({ length: size }, (_, position) =>
    alignCorners ? -1 + (2 * position) / (size - 1) : (2 * position + 1) / size - 1,
  );
}

function pixelsPerUnit({ alignCorners }: SamplerSpec, size: number): number {
  return (alignCorners ? size - 1 : size) / 2;
}

/** From −1 … 1 to pixels, in PyTorch's order of operations. */
function toPixels({ alignCorners }: SamplerSpec, size: number, coordinate: V128): V128 {
  const shifted = f32x4.add(coordinate, f32x4.all(1));
  if (alignCorners) return f32x4.mul(f32x4.mul(shifted, f32x4.all(0.5)), f32x4.all(size - 1));
  const doubled = f32x4.sub(f32x4.mul(shifted, f32x4.all(size)), f32x4.all(1));
  return f32x4.mul(doubled, f32x4.all(0.5));
}

/** [row][column][lane]: where the four points' pixels lie in the first plane. */
function tapAddresses(
  f: FunctionBuilder,
  image: I32,
  rows: readonly Tap[],
  columns: readonly Tap[],
  width: number,
): Local<'i32'>[][][] {
  const starts = rows.map(({ index }) =>
    f.local('v128', i32x4.add(i32x4.splat(image), i32x4.mul(index, i32x4.all(width * 4)))),
  );
  const offsets = columns.map(({ index }) => f.local('v128', i32x4.shl(index, 2)));
  return starts.map((start) =>
    offsets.map((offset) => {
      const address = f.local('v128', i32x4.add(start, offset));
      return [0, 1, 2, 3].map((lane) => f.local('i32', i32x4.extractLane(address, lane)));
    }),
  );
}

function interpolate(
  f: FunctionBuilder,
  rows: readonly Tap[],
  columns: readonly Tap[],
  addresses: readonly Local<'i32'>[][][],
  offset: number,
): Record<'value' | 'byX' | 'byY', Local<'v128'>> {
  const value = f.local('v128', f32x4.all(0));
  const byX = f.local('v128', f32x4.all(0));
  const byY = f.local('v128', f32x4.all(0));
  const add = (sum: Local<'v128'>, factor: V128, term: V128) =>
    f.set(sum, f32x4.add(sum, f32x4.mul(factor, term)));
  rows.forEach((row, rowNumber) => {
    const ofRow = f.local('v128', f32x4.all(0));
    const ofRowByX = f.local('v128', f32x4.all(0));
    columns.forEach((column, columnNumber) => {
      const [first, ...others] = addresses[rowNumber][columnNumber];
      const pixels = f.local('v128', v128.load32Splat(first, offset));
      others.forEach((address, lane) => f.set(pixels, v128.load32Lane(address, pixels, lane + 1, offset)));
      add(ofRow, column.weight, pixels);
      if (column.slope) add(ofRowByX, column.slope, pixels);
    });
    add(value, row.weight, ofRow);
    add(byX, row.weight, ofRowByX);
    if (row.slope) add(byY, row.slope, ofRow);
  });
  return { value, byX, byY };
}

/** What follows the output's last pixel stays 0, as dense layers and the backward pass count on. */
function clearPadding(f: FunctionBuilder, { output }: SamplerPlan, target: I32): void {
  const bytes = output.size.height * output.size.width * 4;
  if (bytes === output.planePitch) return;
  for (let channel = 0; channel < output.size.channels; channel++) {
    f.fillZero(i32.plus(target, channel * output.planePitch + bytes), i32.const(output.planePitch - bytes));
  }
}
