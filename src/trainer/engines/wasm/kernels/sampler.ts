/**
 * The sampler of one image: the grid generator moves each output pixel to a point of the input, which is read with
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
import type { SamplerSpec } from '../../../../shared/network/network';
import type { SamplerPlan } from '../layout';
import type { KernelContext } from './context';
import type { GridGenerator } from './gridPoints';
import {
  areInside,
  bilinearReader,
  insideReader,
  LARGEST_PLANE,
  tapReader,
  type Reader,
} from './samplerReader';
import { outsidePenalty } from './thetaPenalty';

/** Generates (coefficients, grid's work, input, output, derivativeX, derivativeY) for one image. */
export function samplerForward(
  context: KernelContext,
  spec: SamplerSpec,
  plan: SamplerPlan,
  grid: GridGenerator,
): Callable {
  const { input, output } = plan;
  const parameters = Array.from({ length: 6 }, () => 'i32' as const);
  return context.module.function('sampler forward', parameters, (f) => {
    const [coefficients, work, image, target, derivativeX, derivativeY] = parameters.map((type, position) =>
      f.parameter(position, type),
    );
    const points = grid.forward(f, { coefficients, work });
    const pixel = f.local('i32');
    f.times(pixel, output.planePitch / 16, 16, () => {
      const { width, height, channels } = input.size;
      const { x, y } = points(pixel);
      const pixelX = f.local('v128', toPixels(f, spec, width, x));
      const pixelY = f.local('v128', toPixels(f, spec, height, y));
      const sample = (reader: Reader) => {
        const read = reader(f, spec, input, image, pixelX, pixelY);
        for (let channel = 0; channel < channels; channel++) {
          const { value, byX, byY } = read(channel * input.planePitch);
          const offset = channel * output.planePitch;
          f.storeV128(i32.add(target, pixel), value, offset);
          f.storeV128(i32.add(derivativeX, pixel), byX, offset);
          f.storeV128(i32.add(derivativeY, pixel), byY, offset);
        }
      };
      const bilinear = spec.mode === 'bilinear' && width > 1 && height > 1;
      const general = () => sample(bilinear ? bilinearReader : tapReader);
      if (bilinear && input.planePitch <= LARGEST_PLANE) {
        f.if(areInside(f, spec, input.size, pixelX, pixelY), () => sample(insideReader), general);
      } else {
        general();
      }
    });
    clearPadding(f, plan, target);
  });
}

/**
 * Generates (coefficients, grid's work, gradient, derivativeX, derivativeY, coefficientsGradient) for one image.
 * @param outside factor of the penalty for points outside the image
 */
export function samplerBackward(
  context: KernelContext,
  spec: SamplerSpec,
  plan: SamplerPlan,
  grid: GridGenerator,
  outside: number,
): Callable {
  const { output, input, counted } = plan;
  const parameters = Array.from({ length: 6 }, () => 'i32' as const);
  return context.module.function('sampler backward', parameters, (f) => {
    const [coefficients, work, gradient, derivativeX, derivativeY, target] = parameters.map(
      (type, position) => f.parameter(position, type),
    );
    const units = [input.size.width, input.size.height].map((size) =>
      f.constant(f32x4.all(pixelsPerUnit(spec, size))),
    );
    const penalty = counted === undefined ? undefined : outsidePenalty(f, outside, output.size);
    const backward = grid.backward(f, { coefficients, work });
    const pixel = f.local('i32');
    f.times(pixel, output.planePitch / 16, 16, () => {
      const points = backward.at(pixel);
      const [byX, byY] = [derivativeX, derivativeY].map((derivative, axis) => {
        const sum = f.local('v128', f32x4.all(0));
        for (let channel = 0; channel < output.size.channels; channel++) {
          const offset = channel * output.planePitch;
          const arriving = v128.load(i32.add(gradient, pixel), offset);
          const product = f32x4.mul(arriving, v128.load(i32.add(derivative, pixel), offset));
          f.set(sum, f32x4.add(sum, product));
        }
        f.set(sum, f32x4.mul(sum, units[axis]));
        if (penalty) {
          const coordinate = axis === 0 ? points.x : points.y;
          f.set(sum, f32x4.add(sum, penalty(coordinate, v128.load(pixel, counted))));
        }
        return sum;
      });
      points.add(byX, byY);
    });
    backward.finish(target);
  });
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
