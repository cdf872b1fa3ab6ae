/**
 * A dense layer that reads digits, as they are or sampled, forward. Most of a digit's image is background, all of one number: what a
 * row of weights makes of an empty image is computed once for a block, and only what differs from it is multiplied.
 */
import {
  f32x4,
  i32,
  i32x4,
  v128,
  type Callable,
  type FunctionBuilder,
  type I32,
  type Local,
} from '../assembler';
import type { DensePlan } from '../layout';
import { PANEL_OUTPUTS } from '../tasks';
import { laneSums, type KernelContext } from './context';
import { finishOutputs } from './denseForward';
import { forTiles, inkLists } from './denseLists';
import { tilePitch } from './denseWeights';
import type { GradientList } from './gradientEntries';

/** A list's entry for each vector of inputs: the bytes to it from the image's first, and to its weights from a panel's. */
const ENTRY = 8;

/** Up to this share of the vectors the lists are faster than going over all of them. */
const SPARSE = 0.7;

type OnBackground = DensePlan & { readonly background: number };

/** Generates (input, images, lists): lists what is not background; returns 1 where the lists are worth while, else 0. */
export function listInk({ module }: KernelContext, plan: OnBackground): Callable {
  return module.function(
    `${plan.layer.name} ink`,
    ['i32', 'i32', 'i32'],
    (f) => {
      const [input, images, lists] = [0, 1, 2].map((position) => f.parameter(position, 'i32'));
      const set = inkLists(plan);
      const empty = f.constant(f32x4.all(plan.background));
      const image = f.local('i32');
      const listed = f.local('i32', i32.const(0));
      f.for(image, i32.const(0), images, 1, () => {
        const start = set.start(f, lists, image);
        const end = f.local('i32', start);
        const from = f.local('i32', i32.const(0));
        const weights = f.local('i32', i32.const(0));
        forTiles(f, plan, (_, vectors) => {
          const tileEnd = f.local('i32', i32.plus(from, vectors * 16));
          f.repeat(
            () => {
              f.storeI32(end, from);
              f.storeI32(end, weights, 4);
              const isEmpty = i32x4.allTrue(f32x4.eq(v128.load(i32.add(input, from)), empty));
              f.set(end, i32.add(end, i32.times(i32.eqz(isEmpty), ENTRY)));
              f.advance(from, 16);
              f.advance(weights, 16);
            },
            () => i32.ne(from, tileEnd),
          );
          f.advance(weights, tilePitch(plan) - vectors * 16);
        });
        set.keepEnd(f, lists, image, end);
        f.set(listed, i32.add(listed, i32.sub(end, start)));
        f.advance(input, plan.input.pitch);
      });
      const most = Math.floor((plan.paddedInputs / 4) * SPARSE) * ENTRY;
      f.return(i32.ltUnsigned(listed, i32.times(images, most)));
    },
    'i32',
  );
}

/** Generates (input, output, mask, images, lists): as `denseForward`, by what `listInk` has listed. */
export function denseOnBackground(context: KernelContext, plan: OnBackground): Callable {
  const parameters = Array.from({ length: 5 }, () => 'i32' as const);
  return context.module.function(`${plan.layer.name} forward on background`, parameters, (f) => {
    const [input, output, mask, images, lists] = parameters.map((type, position) =>
      f.parameter(position, type),
    );
    const weights = f.local('i32', i32.const(plan.weights));
    const bias = f.local('i32', i32.const(plan.bias));
    const forPanel = (vectors: number) => {
      const onBackground = sumsOnBackground(f, plan, weights, bias, vectors);
      const walk = {
        input: f.local('i32', input),
        output: f.local('i32', output),
        mask: f.local('i32', mask),
      };
      const image = f.local('i32');
      f.for(image, i32.const(0), images, 1, () => {
        const sums = addInk(
          f,
          context,
          plan,
          inkLists(plan).list(f, lists, image),
          walk.input,
          weights,
          vectors,
        );
        onBackground.forEach((sum, vector) =>
          finishOutputs(f, plan, sums.slice(vector * 4, vector * 4 + 4), sum, walk, 0, vector),
        );
        f.advance(walk.input, plan.input.pitch);
        f.advance(walk.output, plan.output.pitch);
        if (plan.mask) f.advance(walk.mask, plan.mask.pitch);
      });
    };
    const vectorsOfPanel = PANEL_OUTPUTS / 4;
    const panel = f.local('i32');
    const panels = Math.floor(plan.paddedOutputs / PANEL_OUTPUTS);
    if (panels > 0) {
      f.times(panel, panels, 1, () => {
        forPanel(vectorsOfPanel);
        f.advance(weights, plan.panelPitch);
        for (const pointer of [bias, output, mask]) f.advance(pointer, PANEL_OUTPUTS * 4);
      });
    }
    const rest = (plan.paddedOutputs % PANEL_OUTPUTS) / 4;
    if (rest > 0) forPanel(rest);
  });
}

/** Of four outputs each: the bias and what their weights make of an empty image. */
function sumsOnBackground(
  f: FunctionBuilder,
  plan: OnBackground,
  panel: Local<'i32'>,
  bias: I32,
  vectors: number,
): Local<'v128'>[] {
  const rowBytes = plan.tileVectors * 16;
  const sums = Array.from({ length: vectors * 4 }, () => f.local('v128', f32x4.all(0)));
  const weights = f.local('i32', panel);
  const column = f.local('i32');
  forTiles(f, plan, (_, tileVectors) => {
    f.times(column, tileVectors, 1, () => {
      sums.forEach((sum, row) => f.set(sum, f32x4.add(sum, v128.load(weights, row * rowBytes))));
      f.advance(weights, 16);
    });
    f.advance(weights, tilePitch(plan) - tileVectors * 16);
  });
  return Array.from({ length: vectors }, (_, vector) => {
    const empty = laneSums(f, sums.slice(vector * 4, vector * 4 + 4));
    const scaled = f32x4.mul(empty, f32x4.all(plan.background));
    return f.local('v128', f32x4.add(scaled, v128.load(bias, vector * 16)));
  });
}

/** Sums of each output, lane by lane, of what differs from the background. */
function addInk(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  plan: OnBackground,
  { start, end }: GradientList,
  input: I32,
  panel: I32,
  vectors: number,
): Local<'v128'>[] {
  const rowBytes = plan.tileVectors * 16;
  const empty = f.constant(f32x4.all(plan.background));
  const sums = Array.from({ length: vectors * 4 }, () => f.local('v128', f32x4.all(0)));
  const entry = f.local('i32', start);
  f.while(i32.ne(entry, end), () => {
    const numbers = v128.load(i32.add(input, i32.load(entry)));
    const ink = f.local('v128', f32x4.sub(numbers, empty));
    const weights = f.local('i32', i32.add(panel, i32.load(entry, 4)));
    sums.forEach((sum, row) => f.set(sum, multiplyAdd(ink, v128.load(weights, row * rowBytes), sum)));
    f.advance(entry, ENTRY);
  });
  return sums;
}
