/** What follows when all parts of a batch have their gradients: summing them and stepping along. */
import { f32x4, i32, v128, type Callable } from '../assembler';
import type { MemoryPlan } from '../memoryPlan';
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

/** Generates (from, to, learningRate address): weights −= learning rate · gradient, `from` to `to` by 16 bytes. */
export function gradientDescent(context: KernelContext, plan: MemoryPlan): Callable {
  return context.module.function('gradient descent', ['i32', 'i32', 'i32'], (f) => {
    const [from, to, rate] = [0, 1, 2].map((position) => f.parameter(position, 'i32'));
    const weight = f.local('i32', from);
    const learningRate = f.local('v128', v128.load32Splat(rate));
    f.while(i32.ltUnsigned(weight, to), () => {
      const gradient = v128.load(weight, plan.gradients - plan.parameters);
      f.storeV128(weight, f32x4.sub(v128.load(weight), f32x4.mul(learningRate, gradient)));
      f.advance(weight, 16);
    });
  });
}
