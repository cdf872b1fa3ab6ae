/**
 * Dense layers. Forward and input gradient are computed for the images of a block, the weights' gradient for the whole
 * batch at once. Weights lie in panels of eight outputs: see `DensePlan`.
 */
import { f32x4, i32, v128, type Callable, type FunctionBuilder, type I32, type Local } from '../assembler';
import type { DensePlan, ImageBuffer, MaskPlan } from '../layout';
import { laneSums, type KernelContext } from './context';

/** Vectors of outputs in each panel: all have two but the last, which may have one. */
export function panels({ paddedOutputs }: DensePlan): number[] {
  const vectors = paddedOutputs / 4;
  return Array.from({ length: Math.ceil(vectors / 2) }, (_, panel) => Math.min(2, vectors - panel * 2));
}

/** Bytes of a panel of two vectors, and so from a panel to the next. */
export function panelBytes({ paddedInputs }: DensePlan): number {
  return paddedInputs * 32;
}

/** Generates (input, output, mask, images): addresses of the block's first image. */
export function denseForward(context: KernelContext, plan: DensePlan): Callable {
  return context.module.function(`${plan.layer.name} forward`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [input, output, mask, images] = [0, 1, 2, 3].map((position) => f.parameter(position, 'i32'));
    const panel = f.local('i32');
    forPanels(f, plan, panel, (vectors) => {
      const walk = {
        input: f.local('i32', input),
        output: f.local('i32', output),
        mask: f.local('i32', mask),
      };
      f.set(walk.output, i32.add(output, panel));
      f.set(walk.mask, i32.add(mask, panel));
      inGroups(f, images, 4, (count) => {
        forwardPanel(f, context, plan, panel, vectors, count, walk);
        f.advance(walk.input, count * plan.input.pitch);
        f.advance(walk.output, count * plan.output.pitch);
        if (plan.mask) f.advance(walk.mask, count * plan.mask.pitch);
      });
    });
  });
}

function forwardPanel(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  plan: DensePlan,
  panel: I32,
  vectors: number,
  images: number,
  { input, output, mask }: Record<'input' | 'output' | 'mask', Local<'i32'>>,
): void {
  const imageNumbers = [...Array(images).keys()];
  const vectorNumbers = [...Array(vectors).keys()];
  const sums = imageNumbers.map(() =>
    vectorNumbers.map((vector) => f.local('v128', v128.load(panel, plan.bias + vector * 16))),
  );
  const number = f.local('i32', input);
  const weights = f.local('i32', panelAddress(plan, panel));
  const end = f.local('i32', i32.plus(weights, plan.paddedInputs * vectors * 16));
  f.repeat(
    () => {
      const row = vectorNumbers.map((vector) => f.local('v128', v128.load(weights, vector * 16)));
      const values = imageNumbers.map((image) =>
        f.local('v128', v128.load32Splat(number, image * plan.input.pitch)),
      );
      values.forEach((value, image) => {
        row.forEach((weight, vector) => {
          f.set(sums[image][vector], multiplyAdd(value, weight, sums[image][vector]));
        });
      });
      f.advance(number, 4);
      f.advance(weights, vectors * 16);
    },
    () => i32.ne(weights, end),
  );
  sums.forEach((ofImage, image) => {
    ofImage.forEach((sum, vector) => {
      if (plan.layer.relu) f.set(sum, f32x4.pmax(sum, f32x4.all(0)));
      if (plan.mask) f.set(sum, f32x4.mul(sum, v128.load(mask, image * plan.mask.pitch + vector * 16)));
      f.storeV128(output, sum, image * plan.output.pitch + vector * 16);
    });
  });
}

/** What precedes a dense layer, as far as its gradient goes through an activation of its own here. */
export interface Preceding {
  readonly output: ImageBuffer;
  readonly relu: boolean;
  readonly mask?: MaskPlan;
}

/**
 * Generates (outputGradient, inputGradient, precedingOutput, precedingMask, images). Where a dense layer precedes, its
 * dropout and ReLU are differentiated too, so that what is written is the gradient of its sums.
 */
export function denseInputGradient(
  context: KernelContext,
  plan: DensePlan,
  inputGradient: ImageBuffer,
  preceding: Preceding | undefined,
): Callable {
  return context.module.function(
    `${plan.layer.name} input gradient`,
    ['i32', 'i32', 'i32', 'i32', 'i32'],
    (f) => {
      const [gradient, target, output, mask, images] = [0, 1, 2, 3, 4].map((position) =>
        f.parameter(position, 'i32'),
      );
      inGroups(f, images, 2, (count) => {
        const row = f.local('i32');
        f.times(row, plan.paddedInputs / 4, 16, () => {
          const sums = gradientOfFourInputs(f, context, plan, gradient, row, count);
          sums.forEach((sum, image) => {
            const value = f.local('v128', sum);
            if (preceding?.mask) {
              const scale = v128.load(i32.add(mask, row), image * preceding.mask.pitch);
              f.set(value, f32x4.mul(value, scale));
            }
            if (preceding?.relu) {
              const before = v128.load(i32.add(output, row), image * preceding.output.pitch);
              f.set(value, v128.and(value, f32x4.gt(before, f32x4.all(0))));
            }
            f.storeV128(i32.add(target, row), value, image * inputGradient.pitch);
          });
        });
        f.advance(gradient, count * plan.outputGradient.pitch);
        f.advance(target, count * inputGradient.pitch);
        if (preceding) f.advance(output, count * preceding.output.pitch);
        if (preceding?.mask) f.advance(mask, count * preceding.mask.pitch);
      });
    },
  );
}

/** Weights · gradient for four neighbouring inputs: a vector for each image. */
function gradientOfFourInputs(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  plan: DensePlan,
  gradient: Local<'i32'>,
  /** Bytes of the first input in a row of numbers. */
  row: Local<'i32'>,
  images: number,
) {
  const imageNumbers = [...Array(images).keys()];
  const sums = imageNumbers.map(() => [0, 1, 2, 3].map(() => f.local('v128', f32x4.all(0))));
  const factor = f.local('i32', gradient);
  const weights = f.local('i32');
  const addVector = (rowPitch: number, offset: number) => {
    const factors = imageNumbers.map((image) =>
      f.local('v128', v128.load(factor, image * plan.outputGradient.pitch + offset)),
    );
    [0, 1, 2, 3].forEach((input) => {
      const weight = f.local('v128', v128.load(weights, input * rowPitch + offset));
      factors.forEach((value, image) => {
        f.set(sums[image][input], multiplyAdd(value, weight, sums[image][input]));
      });
    });
  };
  const sizes = panels(plan);
  const full = sizes.filter((vectors) => vectors === 2).length;
  f.set(weights, i32.plus(i32.times(row, 8), plan.weights));
  if (full > 0) {
    const panel = f.local('i32');
    f.times(panel, full, 1, () => {
      addVector(32, 0);
      addVector(32, 16);
      f.advance(factor, 32);
      f.advance(weights, panelBytes(plan));
    });
  }
  if (full < sizes.length) {
    f.set(weights, i32.plus(i32.times(row, 4), plan.weights + full * panelBytes(plan)));
    addVector(16, 0);
  }
  return sums.map((ofImage) => laneSums(f, ofImage));
}

/**
 * Generates (panel, images, gradients) for all images of the batch: the gradient of one panel of weights, and of its
 * biases. `panel` is the panel's first output in bytes; `gradients` is what to add to a weight's address to get its
 * gradient's. Overwrites.
 */
export function denseWeightGradient(context: KernelContext, plan: DensePlan): Callable {
  return context.module.function(`${plan.layer.name} weight gradient`, ['i32', 'i32', 'i32'], (f) => {
    const [panel, images, gradients] = [0, 1, 2].map((position) => f.parameter(position, 'i32'));
    const sizes = panels(plan);
    const compute = (vectors: number) => panelGradient(f, context, plan, panel, images, gradients, vectors);
    const wide = sizes.includes(2);
    const narrow = sizes.includes(1);
    if (wide && narrow) {
      const last = i32.eq(panel, i32.const((sizes.length - 1) * 32));
      f.if(
        last,
        () => compute(1),
        () => compute(2),
      );
    } else {
      compute(wide ? 2 : 1);
    }
  });
}

function panelGradient(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  plan: DensePlan,
  panel: Local<'i32'>,
  images: Local<'i32'>,
  gradients: Local<'i32'>,
  vectors: number,
): void {
  const vectorNumbers = [...Array(vectors).keys()];
  const first = f.local('i32', i32.plus(panel, plan.outputGradient.offset));
  const end = f.local('i32', i32.add(first, i32.times(images, plan.outputGradient.pitch)));
  const gradient = f.local('i32');
  const loadGradients = () =>
    vectorNumbers.map((vector) => f.local('v128', v128.load(gradient, vector * 16)));
  const overImages = (body: () => void) => {
    f.set(gradient, first);
    f.repeat(
      () => {
        body();
        f.advance(gradient, plan.outputGradient.pitch);
      },
      () => i32.ne(gradient, end),
    );
  };

  const biases = vectorNumbers.map(() => f.local('v128', f32x4.all(0)));
  overImages(() => {
    loadGradients().forEach((value, vector) => f.set(biases[vector], f32x4.add(biases[vector], value)));
  });
  const biasTarget = f.local('i32', i32.add(panel, gradients));
  biases.forEach((sum, vector) => f.storeV128(biasTarget, sum, plan.bias + vector * 16));

  const target = f.local('i32', i32.add(panelAddress(plan, panel), gradients));
  const row = f.local('i32');
  f.times(row, plan.paddedInputs / 4, 16, () => {
    const sums = [0, 1, 2, 3].map(() => vectorNumbers.map(() => f.local('v128', f32x4.all(0))));
    const number = f.local('i32', i32.plus(row, plan.input.offset));
    overImages(() => {
      const values = loadGradients();
      const inputs = [0, 1, 2, 3].map((input) => f.local('v128', v128.load32Splat(number, input * 4)));
      inputs.forEach((factor, input) => {
        values.forEach((value, vector) => {
          f.set(sums[input][vector], multiplyAdd(factor, value, sums[input][vector]));
        });
      });
      f.advance(number, plan.input.pitch);
    });
    sums.forEach((ofInput, input) => {
      ofInput.forEach((sum, vector) => f.storeV128(target, sum, (input * vectors + vector) * 16));
    });
    f.advance(target, vectors * 64);
  });
}

/** Address of the weights of the panel that starts at output `panel` / 4. */
function panelAddress(plan: DensePlan, panel: I32): I32 {
  return i32.plus(i32.times(panel, plan.paddedInputs), plan.weights);
}

/** The body for each panel, with `panel` set to its first output in bytes. */
function forPanels(
  f: FunctionBuilder,
  plan: DensePlan,
  panel: Local<'i32'>,
  body: (vectors: number) => void,
): void {
  const sizes = panels(plan);
  const full = sizes.filter((vectors) => vectors === 2).length;
  if (full > 0) f.times(panel, full, 32, () => body(2));
  if (full < sizes.length) {
    f.set(panel, i32.const(full * 32));
    body(1);
  }
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
