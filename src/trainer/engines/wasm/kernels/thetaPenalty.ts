/** What `ThetaPenalty` adds to gradients, per image of the batch. */
import { f32, f32x4, i32, v128, type Callable, type FunctionBuilder, type V128 } from '../assembler';
import type { GridSize } from '../../../../shared/transformers/gridGenerator';
import { identityTheta, type TransformerSpec } from '../../../../shared/transformers/spec';
import { roundUp } from '../layout';
import { CONTROL } from '../tasks';
import type { KernelContext } from './context';

/** Generates (theta, thetaGradient) for one image: adds the gradient of factor · |theta − identity|² / images. */
export function identityPenalty(context: KernelContext, spec: TransformerSpec, factor: number): Callable {
  return context.module.function('identity penalty', ['i32', 'i32'], (f) => {
    const [theta, gradient] = [0, 1].map((position) => f.parameter(position, 'i32'));
    const scale = perImage(f, 2 * factor);
    const identity = identityTheta(spec);
    // The padding is 0 in theta and has to stay so in its gradient.
    const padded = Array.from({ length: roundUp(identity.length, 4) }, (_, at) => identity[at] ?? 0);
    for (let first = 0; first < padded.length; first += 4) {
      const [a, b, c, d] = padded.slice(first);
      const distance = f32x4.sub(v128.load(theta, first * 4), f32x4.const([a, b, c, d]));
      const sum = f32x4.add(v128.load(gradient, first * 4), f32x4.mul(scale, distance));
      f.storeV128(gradient, sum, first * 4);
    }
  });
}

/**
 * The gradient, by a coordinate of four points, of factor · max(0, |coordinate| − 1)² / (images · points).
 * @param counted 1 for points, 0 for a row's padding
 */
export function outsidePenalty(
  f: FunctionBuilder,
  factor: number,
  { height, width }: GridSize,
): (coordinate: V128, counted: V128) => V128 {
  const scale = perImage(f, (2 * factor) / (height * width));
  const [low, high] = [-1, 1].map((end) => f.constant(f32x4.all(end)));
  return (coordinate, counted) => {
    const point = f.local('v128', coordinate);
    const excess = f32x4.sub(point, f32x4.pmin(f32x4.pmax(point, low), high));
    return f32x4.mul(f32x4.mul(excess, scale), counted);
  };
}

/** factor / images of the batch, in all lanes. */
function perImage(f: FunctionBuilder, factor: number): V128 {
  const images = f32.convert(i32.load(i32.const(CONTROL.imageCount)));
  return f.local('v128', f32x4.splat(f32.div(f32.const(factor), images)));
}
