/** Dense layers, forward: SIMD lanes run along the inputs, in rows of numbers and of weights alike. */
import {
  f32x4,
  i32,
  v128,
  type Callable,
  type FunctionBuilder,
  type I32,
  type Local,
  type V128,
} from '../assembler';
import type { DensePlan } from '../layout';
import { laneSums, smaller, type KernelContext } from './context';
import { tilePitch, weightRow } from './denseWeights';

/** Outputs computed together: their sums become one vector. */
const OUTPUTS = 4;
/** Images computed together: with the outputs, as many sums as registers allow. */
const IMAGES = 2;

type Walk = Record<'input' | 'output' | 'mask', Local<'i32'>>;

/**
 * Generates (input, output, mask, images): addresses of the block's first image. A few rows of weights stay in the cache
 * while all images of the block pass.
 */
export function denseForward(context: KernelContext, plan: DensePlan): Callable {
  return context.module.function(`${plan.layer.name} forward`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [input, output, mask, images] = [0, 1, 2, 3].map((position) => f.parameter(position, 'i32'));
    const first = f.local('i32');
    f.times(first, plan.paddedOutputs / OUTPUTS, OUTPUTS * 4, () => {
      const number = f.local('i32', i32.shrUnsigned(first, i32.const(2)));
      const rows = f.local('i32', i32.plus(weightRow(plan, number), plan.weights));
      const walk = {
        input: f.local('i32', input),
        output: f.local('i32', i32.add(output, first)),
        mask: f.local('i32', i32.add(mask, first)),
      };
      const bias = f.local('v128', v128.load(first, plan.bias));
      inGroups(f, images, IMAGES, (count) => {
        forwardGroup(f, context, plan, rows, bias, count, walk);
        f.advance(walk.input, count * plan.input.pitch);
        f.advance(walk.output, count * plan.output.pitch);
        if (plan.mask) f.advance(walk.mask, count * plan.mask.pitch);
      });
    });
  });
}

/** A few outputs of a few images. */
function forwardGroup(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  plan: DensePlan,
  rows: Local<'i32'>,
  bias: Local<'v128'>,
  images: number,
  { input, output, mask }: Walk,
): void {
  const imageNumbers = [...Array(images).keys()];
  const outputNumbers = [...Array(OUTPUTS).keys()];
  const sums = imageNumbers.map(() => outputNumbers.map(() => f.local('v128', f32x4.all(0))));
  const numbers = f.local('i32', input);
  const weights = f.local('i32', rows);
  const rowBytes = plan.tileVectors * 16;
  const end = f.local('i32', i32.plus(numbers, plan.paddedInputs * 4));
  const tileEnd = f.local('i32', numbers);
  f.repeat(
    () => {
      f.set(tileEnd, smaller(f, i32.plus(tileEnd, rowBytes), end));
      f.repeat(
        () => {
          const values = imageNumbers.map((image) =>
            f.local('v128', v128.load(numbers, image * plan.input.pitch)),
          );
          outputNumbers.forEach((row) => {
            const weight = f.local('v128', v128.load(weights, row * rowBytes));
            values.forEach((value, image) => {
              f.set(sums[image][row], multiplyAdd(value, weight, sums[image][row]));
            });
          });
          f.advance(numbers, 16);
          f.advance(weights, 16);
        },
        () => i32.ne(numbers, tileEnd),
      );
      f.advance(weights, tilePitch(plan) - rowBytes);
    },
    () => i32.ne(numbers, end),
  );
  sums.forEach((ofImage, image) => finishOutputs(f, plan, ofImage, bias, { output, mask }, image));
}

/**
 * Stores four outputs of an image.
 * @param sums of each output, its lanes yet to be added up
 * @param to addresses of the first of the four outputs, and of what dropout scales them with
 * @param image how many images further
 */
export function finishOutputs(
  f: FunctionBuilder,
  plan: DensePlan,
  sums: readonly V128[],
  bias: V128,
  to: Record<'output' | 'mask', I32>,
  image = 0,
  vector = 0,
): void {
  const offset = vector * 16;
  const sum = f.local('v128', f32x4.add(laneSums(f, sums), bias));
  if (plan.layer.relu) f.set(sum, f32x4.pmax(sum, f32x4.all(0)));
  if (plan.mask) f.set(sum, f32x4.mul(sum, v128.load(to.mask, image * plan.mask.pitch + offset)));
  f.storeV128(to.output, sum, image * plan.output.pitch + offset);
}

/** The body for `size` images at a time, then for each that is left. */
function inGroups(f: FunctionBuilder, images: I32, size: number, body: (count: number) => void): void {
  const left = f.local('i32', images);
  f.while(i32.geSigned(left, i32.const(size)), () => {
    body(size);
    f.advance(left, -size);
  });
  f.while(left, () => {
    body(1);
    f.advance(left, -1);
  });
}
