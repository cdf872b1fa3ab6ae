/**
 * Grid generator and sampler of one image: theta moves each output pixel to a point of the input, which is read with
 * interpolation. The derivatives by the point are kept, so that the backward pass needs the input no more.
 */
import {
  f32,
  f32x4,
  i32,
  v128,
  type Callable,
  type FunctionBuilder,
  type Local,
  type V128,
} from '../assembler';
import type { SamplerSpec } from '../../../model/network';
import type { SamplerPlan } from '../layout';
import { laneSums, type KernelContext } from './context';
import { bilinearReader, tapReader } from './samplerReader';

/** Generates (theta, input, output, derivativeX, derivativeY) for one image. */
export function samplerForward(context: KernelContext, spec: SamplerSpec, plan: SamplerPlan): Callable {
  const { input, output } = plan;
  return context.module.function('sampler forward', ['i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
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
      const pixelX = toPixels(f, spec, width, point(thetas.slice(0, 3)));
      const pixelY = toPixels(f, spec, height, point(thetas.slice(3)));
      const neighbours = spec.mode === 'bilinear' && width > 1 && height > 1;
      const read = (neighbours ? bilinearReader : tapReader)(f, spec, input, image, pixelX, pixelY);
      for (let channel = 0; channel < channels; channel++) {
        const { value, byX, byY } = read(channel * input.planePitch);
        const offset = channel * output.planePitch;
        f.storeV128(i32.add(target, pixel), value, offset);
        f.storeV128(i32.add(derivativeX, pixel), byX, offset);
        f.storeV128(i32.add(derivativeY, pixel), byY, offset);
      }
    });
    clearPadding(f, plan, target);
  });
}

/** Generates (gradient, derivativeX, derivativeY, thetaGradient) for one image. */
export function samplerBackward(context: KernelContext, spec: SamplerSpec, plan: SamplerPlan): Callable {
  const { output, input } = plan;
  return context.module.function('sampler backward', ['i32', 'i32', 'i32', 'i32'], (f) => {
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
function toPixels(f: FunctionBuilder, { alignCorners }: SamplerSpec, size: number, coordinate: V128): V128 {
  const all = (value: number) => f.constant(f32x4.all(value));
  const shifted = f32x4.add(coordinate, all(1));
  if (alignCorners) return f32x4.mul(f32x4.mul(shifted, all(0.5)), all(size - 1));
  return f32x4.mul(f32x4.sub(f32x4.mul(shifted, all(size)), all(1)), all(0.5));
}

/** What follows a row's last pixel stays 0, as dense layers count on. */
function clearPadding(f: FunctionBuilder, { output }: SamplerPlan, target: Local<'i32'>): void {
  const { width, height, channels } = output.size;
  const padding = output.rowPitch - width * 4;
  if (padding === 0) return;
  const row = f.local('i32', target);
  const count = f.local('i32');
  f.times(count, height * channels, 1, () => {
    for (let offset = 0; offset < padding; offset += 4) {
      f.storeF32(row, f32.const(0), width * 4 + offset);
    }
    f.advance(row, output.rowPitch);
  });
}
