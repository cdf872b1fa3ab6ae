/** Log-softmax, negative log-likelihood and its gradient for one image, in float64: it is little work. */
import { callResult, f32, f64, i32, type Callable, type Local } from '../assembler';
import type { KernelContext } from './context';
import type { MathImports } from './math';

/**
 * Generates (logits, label, logProbabilities, loss, correct, gradient, images): addresses of this image's numbers, and
 * the count that the loss is averaged over.
 */
export function logSoftmaxLoss(context: KernelContext, { exp, log }: MathImports, classes: number): Callable {
  return context.module.function('log-softmax', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const [logits, label, logProbabilities, loss, correct, gradient, images] = [0, 1, 2, 3, 4, 5, 6].map(
      (position) => f.parameter(position, 'i32'),
    );
    const offset = f.local('i32');
    const at = (base: Local<'i32'>) => i32.add(base, offset);
    const overClasses = (body: () => void) => f.times(offset, classes, 4, body);

    const largest = f.local('f32', f32.load(logits));
    const best = f.local('i32', i32.const(0));
    overClasses(() => {
      f.if(f32.gt(f32.load(at(logits)), largest), () => {
        f.set(largest, f32.load(at(logits)));
        f.set(best, offset);
      });
    });

    const shifted = f.local('f64');
    const setShifted = () => f.set(shifted, f64.sub(f64.promote(f32.load(at(logits))), f64.promote(largest)));
    const sum = f.local('f64');
    overClasses(() => {
      setShifted();
      f.set(sum, f64.add(sum, callResult(exp, 'f64', shifted)));
    });
    const logSum = f.local('f64', callResult(log, 'f64', sum));

    const right = f.local('i32', i32.shl(i32.load8Unsigned(label), i32.const(2)));
    const scale = f.local('f64', f64.promote(f32.div(f32.const(1), f32.convert(images))));
    overClasses(() => {
      setShifted();
      f.storeF32(at(logProbabilities), f32.demote(f64.sub(shifted, logSum)));
      const probability = f64.div(callResult(exp, 'f64', shifted), sum);
      const target = f64.promote(f32.convert(i32.eq(offset, right)));
      f.storeF32(at(gradient), f32.demote(f64.mul(f64.sub(probability, target), scale)));
    });
    f.storeF32(loss, f32.sub(f32.const(0), f32.load(i32.add(logProbabilities, right))));
    f.storeI32(correct, i32.eq(best, right));
  });
}
