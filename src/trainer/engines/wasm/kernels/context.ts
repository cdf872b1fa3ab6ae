/** What every kernel's generator gets, and small pieces of code that several kernels use. */
import {
  i32,
  i32x4,
  v128,
  f32x4,
  type FunctionBuilder,
  type I32,
  type Local,
  type ModuleBuilder,
  type MultiplyAdd,
  type V128,
} from '../assembler';

export interface KernelContext {
  readonly module: ModuleBuilder;
  readonly multiplyAdd: MultiplyAdd;
  /** See `Features`. */
  readonly vectorsAtOnce: number;
}

/** An address: a local, which loops advance, and a constant that costs nothing. */
export interface Pointer {
  readonly base: Local<'i32'>;
  readonly offset: number;
}

/** Copies to walk with: pointers with the same base share one copy, which a loop then advances once. */
export function copyPointers(
  f: FunctionBuilder,
  pointers: readonly Pointer[],
): { bases: Local<'i32'>[]; pointers: Pointer[] } {
  const copies = new Map<number, Local<'i32'>>();
  for (const { base } of pointers) {
    if (!copies.has(base.index)) copies.set(base.index, f.local('i32', base));
  }
  return {
    bases: [...copies.values()],
    pointers: pointers.map(({ base, offset }) => ({ base: copies.get(base.index) ?? base, offset })),
  };
}

/**
 * Blocks of `block` items that cover `extent` items; where it is no multiple, the last block overlaps the one before
 * (and computes the same once more), so that one piece of code without bounds tests serves all.
 */
export function overlappingBlocks(
  f: FunctionBuilder,
  extent: number,
  block: number,
  body: (start: Local<'i32'>) => void,
): void {
  const last = extent - block;
  const start = f.local('i32', i32.const(0));
  if (last <= 0) {
    body(start);
    return;
  }
  const done = f.local('i32', i32.const(0));
  f.repeat(
    () => {
      body(start);
      f.set(done, i32.eq(start, i32.const(last)));
      f.advance(start, block);
      f.set(start, i32.select(start, i32.const(last), i32.ltUnsigned(start, i32.const(last))));
    },
    () => i32.eqz(done),
  );
}

/** The smaller of two unsigned integers. */
export function smaller(f: FunctionBuilder, left: I32, right: I32): Local<'i32'> {
  const a = f.local('i32', left);
  const b = f.local('i32', right);
  return f.local('i32', i32.select(a, b, i32.ltUnsigned(a, b)));
}

/** The sums of four vectors' lanes, as one vector. */
export function laneSums(f: FunctionBuilder, vectors: readonly V128[]): V128 {
  const [a, b, c, d] = vectors;
  const halves = (left: V128, right: V128) =>
    f.local(
      'v128',
      f32x4.add(v128.shuffle(left, right, [0, 1, 4, 5]), v128.shuffle(left, right, [2, 3, 6, 7])),
    );
  const first = halves(a, b);
  const second = halves(c, d);
  return f32x4.add(v128.shuffle(first, second, [0, 2, 4, 6]), v128.shuffle(first, second, [1, 3, 5, 7]));
}

/** A mask of the first lanes. */
export function firstLanes(f: FunctionBuilder, lanes: number): V128 {
  const [a, b, c, d] = [0, 1, 2, 3].map((lane) => (lane < lanes ? -1 : 0));
  return f.constant(i32x4.const([a, b, c, d]));
}

/** Stores the first `lanes` lanes `pitch` bytes apart. */
export function storeLanes(
  f: FunctionBuilder,
  address: I32,
  vector: V128,
  lanes: number,
  pitch: number,
  offset = 0,
): void {
  if (lanes === 4 && pitch === 4) {
    f.storeV128(address, vector, offset);
    return;
  }
  for (let lane = 0; lane < lanes; lane++) f.storeLane(address, vector, lane, offset + lane * pitch);
}
