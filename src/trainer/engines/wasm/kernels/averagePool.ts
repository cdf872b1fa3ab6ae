/** 2×2 average pool of a planar image, forward and backward. A last row or column that fills no window is not read. */
import { f32x4, i32, v128, type Callable, type FunctionBuilder, type Local } from '../assembler';
import type { PoolPlan } from '../layout';
import { firstLanes, type KernelContext } from './context';

/** Generates (input, output) for one image. */
export function averagePoolForward(context: KernelContext, name: string, plan: PoolPlan): Callable {
  return context.module.function(`${name} average pool`, ['i32', 'i32'], (f) => {
    const quarter = f.constant(f32x4.all(0.25));
    forVectors(f, plan, (from, to, lanes, inOffset, outOffset) => {
      const rows = [0, plan.input.rowPitch].map((row) =>
        [0, 16].map((vector) => f.local('v128', v128.load(from, inOffset + row + vector))),
      );
      const halves = [0, 1].map((half) => f.local('v128', f32x4.add(rows[0][half], rows[1][half])));
      const [left, right] = halves;
      const sums = f32x4.add(
        v128.shuffle(left, right, [0, 2, 4, 6]),
        v128.shuffle(left, right, [1, 3, 5, 7]),
      );
      const mean = f32x4.mul(sums, quarter);
      // What reaches beyond a row is 0, and the next row covers it.
      f.storeV128(to, lanes === 4 ? mean : v128.and(mean, firstLanes(f, lanes)), outOffset);
    });
  });
}

/** Generates (inputGradient, outputGradient) for one image. */
export function averagePoolBackward(context: KernelContext, name: string, plan: PoolPlan): Callable {
  return context.module.function(`${name} average pool backward`, ['i32', 'i32'], (f) => {
    const quarter = f.constant(f32x4.all(0.25));
    f.fillZero(f.parameter(0, 'i32'), i32.const(plan.input.buffer.pitch));
    forVectors(f, plan, (to, from, lanes, inOffset, outOffset) => {
      const share = f.local('v128', f32x4.mul(v128.load(from, outOffset), quarter));
      // Behind a row lies what is not its own: the next, or nothing.
      if (lanes < 4) f.set(share, v128.and(share, firstLanes(f, lanes)));
      for (const row of [0, plan.input.rowPitch]) {
        f.storeV128(to, v128.shuffle(share, share, [0, 0, 1, 1]), inOffset + row);
        // A row may end before its padding's share, and the next begin.
        if (lanes > 2) f.storeV128(to, v128.shuffle(share, share, [2, 2, 3, 3]), inOffset + row + 16);
      }
    });
  });
}

/** The body for each vector of outputs, with the addresses of the rows that it and its windows lie in. */
function forVectors(
  f: FunctionBuilder,
  { input, output }: PoolPlan,
  body: (
    inRow: Local<'i32'>,
    outRow: Local<'i32'>,
    lanes: number,
    inOffset: number,
    outOffset: number,
  ) => void,
): void {
  const { height, width, channels } = output.size;
  const inRow = f.local('i32', f.parameter(0, 'i32'));
  const outRow = f.local('i32', f.parameter(1, 'i32'));
  const channel = f.local('i32');
  const y = f.local('i32');
  f.times(channel, channels, 1, () => {
    f.times(y, height, 1, () => {
      for (let x = 0; x < width; x += 4) body(inRow, outRow, Math.min(4, width - x), x * 8, x * 4);
      f.advance(inRow, 2 * input.rowPitch);
      f.advance(outRow, output.rowPitch);
    });
    f.advance(inRow, input.planePitch - height * 2 * input.rowPitch);
  });
}
