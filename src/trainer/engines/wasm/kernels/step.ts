/** What follows when all parts of a batch have their gradients: summing them and stepping along. */
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
import { adam, type OptimizerSpec } from '../../../model/optimizer';
import type { MemoryPlan } from '../layout';
import { CONTROL } from '../tasks';
import type { KernelContext } from './context';

/**
 * Generates (from, to, parts): gradient of the convolutions' weights from `from` to `to` (addresses of weights, a
 * multiple of 64 bytes apart) as the sum over the parts of the batch, in their order.
 */
export function sumPartGradients(context: KernelContext, plan: MemoryPlan): Callable {
  return context.module.function('sum of parts', ['i32', 'i32', 'i32'], (f) => {
    const [from, to, parts] = [0, 1, 2].map((position) => f.parameter(position, 'i32'));
    const weight = f.local('i32', from);
    const firstPart = plan.partGradients - plan.parameters;
    f.while(i32.ltUnsigned(weight, to), () => {
      const part = f.local('i32', i32.plus(weight, firstPart));
      const offsets = [0, 16, 32, 48];
      const sums = offsets.map((offset) => f.local('v128', v128.load(part, offset)));
      const left = f.local('i32', i32.plus(parts, -1));
      f.while(left, () => {
        f.advance(part, plan.convolutionBytes);
        offsets.forEach((offset, number) => {
          f.set(sums[number], f32x4.add(sums[number], v128.load(part, offset)));
        });
        f.advance(left, -1);
      });
      offsets.forEach((offset, number) => {
        f.storeV128(weight, sums[number], plan.gradients - plan.parameters + offset);
      });
      f.advance(weight, 64);
    });
  });
}

/** Generates (from, to): the sum of the squares of these weights' gradients. */
export function sumOfSquares(context: KernelContext, plan: MemoryPlan): Callable {
  return context.module.function(
    'sum of squares',
    ['i32', 'i32'],
    (f) => {
      const total = f.local('v128', f32x4.all(0));
      forWeights(f, (weight) => {
        const gradient = f.local('v128', v128.load(weight, plan.gradients - plan.parameters));
        f.set(total, f32x4.add(total, f32x4.mul(gradient, gradient)));
      });
      const [a, b, c, d] = [0, 1, 2, 3].map((lane) => f32x4.extractLane(total, lane));
      f.return(f32.add(f32.add(a, b), f32.add(c, d)));
    },
    'f32',
  );
}

/** Generates (from, to, address of the learning rate): the optimizer's step of these weights. */
export function optimizerStep(context: KernelContext, plan: MemoryPlan, spec: OptimizerSpec): Callable {
  return context.module.function(`${spec.kind} step`, ['i32', 'i32', 'i32'], (f) => {
    const rate = f.local('v128', v128.load32Splat(f.parameter(2, 'i32')));
    const word = (offset: number) => f.local('v128', v128.load32Splat(i32.const(offset)));
    const clip = spec.gradientClip > 0 ? word(CONTROL.clipFactor) : undefined;
    const corrections = [word(CONTROL.firstCorrection), word(CONTROL.secondCorrection)];
    forWeights(f, (weight) => {
      const value = f.local('v128', v128.load(weight));
      const gradient = f.local('v128', v128.load(weight, plan.gradients - plan.parameters));
      if (clip) f.set(gradient, f32x4.mul(gradient, clip));
      if (spec.weightDecay > 0) {
        f.set(gradient, f32x4.add(gradient, f32x4.mul(value, all(f, spec.weightDecay))));
      }
      const direction = stepDirection(f, plan, spec, weight, gradient, corrections);
      f.storeV128(weight, f32x4.sub(value, f32x4.mul(rate, direction)));
    });
  });
}

function stepDirection(
  f: FunctionBuilder,
  plan: MemoryPlan,
  spec: OptimizerSpec,
  weight: Local<'i32'>,
  gradient: V128,
  corrections: readonly V128[],
): V128 {
  const [first, second] = plan.means.map((address) => address - plan.parameters);
  /** mean = decay · mean + added, stored. */
  const update = (offset: number, decay: number, added: V128) => {
    const mean = f32x4.add(f32x4.mul(v128.load(weight, offset), all(f, decay)), added);
    const updated = f.local('v128', mean);
    f.storeV128(weight, updated, offset);
    return updated;
  };
  switch (spec.kind) {
    case 'sgd':
      return gradient;
    case 'momentum':
      return update(first, spec.momentum, gradient);
    case 'nesterov': {
      const velocity = update(first, spec.momentum, gradient);
      return f32x4.add(gradient, f32x4.mul(velocity, all(f, spec.momentum)));
    }
    case 'adam': {
      const mean = update(first, adam.beta1, f32x4.mul(gradient, all(f, 1 - adam.beta1)));
      const squared = f32x4.mul(f32x4.mul(gradient, gradient), all(f, 1 - adam.beta2));
      const square = update(second, adam.beta2, squared);
      const root = f32x4.sqrt(f32x4.div(square, corrections[1]));
      return f32x4.div(f32x4.div(mean, corrections[0]), f32x4.add(root, all(f, adam.epsilon)));
    }
  }
}

/** The body for each vector of weights from parameter 0 to parameter 1. */
function forWeights(f: FunctionBuilder, body: (weight: Local<'i32'>) => void): void {
  const weight = f.local('i32', f.parameter(0, 'i32'));
  f.while(i32.ltUnsigned(weight, f.parameter(1, 'i32')), () => {
    body(weight);
    f.advance(weight, 16);
  });
}

function all(f: FunctionBuilder, value: number): V128 {
  return f.constant(f32x4.all(value));
}
