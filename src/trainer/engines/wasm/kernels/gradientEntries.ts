/**
 * Sparse gradients. Pooling, ReLU and dropout leave most gradients 0; those that are not are listed, and what they
 * multiply is added up along the list, so that the others cost nothing.
 */
import { f32, f32x4, i32, v128, type F32, type FunctionBuilder, type I32, type Local } from '../assembler';
import type { KernelContext } from './context';

/** Bytes of a list entry: the gradient (float32), then the address of the numbers that it multiplies. */
export const GRADIENT_ENTRY = 8;

export interface GradientList {
  readonly start: Local<'i32'>;
  /** Of the last entry. */
  readonly end: Local<'i32'>;
}

/** Lists a gradient if it is not 0, and if `condition` (0 or 1) where there is one. */
export function listGradient(
  f: FunctionBuilder,
  end: Local<'i32'>,
  gradient: F32,
  address: I32,
  condition?: I32,
): void {
  // Always written, but only kept where it is one: a branch would be guessed wrong half the time.
  f.storeF32(end, gradient);
  f.storeI32(end, address, 4);
  const nonzero = f32.ne(gradient, f32.const(0));
  f.set(end, i32.add(end, i32.times(condition ? i32.and(condition, nonzero) : nonzero, GRADIENT_ENTRY)));
}

/** Gradients at even distances in bytes. */
export interface Gradients {
  readonly first: I32;
  readonly pitch: number;
  readonly count: I32;
}

/**
 * Lists at `start` the gradients that are not 0, at least one looked at; returns the list's end. `factor` is the address
 * of what the gradient of this number multiplies.
 */
export function listNonzero(
  f: FunctionBuilder,
  { first, pitch, count }: Gradients,
  factor: (number: Local<'i32'>) => I32,
  start: Local<'i32'>,
): Local<'i32'> {
  const end = f.local('i32', start);
  const gradient = f.local('i32', first);
  const number = f.local('i32', i32.const(0));
  const last = f.local('i32', count);
  f.repeat(
    () => {
      listGradient(f, end, f.local('f32', f32.load(gradient)), factor(number));
      f.advance(gradient, pitch);
      f.advance(number, 1);
    },
    () => i32.ne(number, last),
  );
  return end;
}

interface ListedExtras {
  /** Added to every address. */
  readonly shift?: I32;
  /** The sum of the gradients themselves, in all lanes. */
  readonly total?: Local<'v128'>;
}

/**
 * sums += Σ gradient · vectors, over a list that is not empty; `offsets` are the vectors' from the entries' addresses.
 * All sums are to fit in registers: see `vectorsAtOnce`.
 */
export function addListed(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  { start, end }: GradientList,
  offsets: readonly number[],
  sums: readonly Local<'v128'>[],
  { shift, total }: ListedExtras = {},
): void {
  const entry = f.local('i32', start);
  f.repeat(
    () => {
      const address = i32.load(entry, 4);
      const numbers = f.local('i32', shift ? i32.add(address, shift) : address);
      const gradient = f.local('v128', v128.load32Splat(entry));
      offsets.forEach((offset, position) => {
        const sum = sums[position];
        f.set(sum, multiplyAdd(gradient, v128.load(numbers, offset), sum));
      });
      if (total) f.set(total, f32x4.add(total, gradient));
      f.advance(entry, GRADIENT_ENTRY);
    },
    () => i32.ne(entry, end),
  );
}
