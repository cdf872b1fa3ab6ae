/** The gradient of a dense layer's inputs for the images of a block: multiples of rows of weights. */
import { f32x4, i32, v128, type Callable, type Local } from '../assembler';
import type { DensePlan, ImageBuffer, MaskPlan } from '../layout';
import { PANEL_OUTPUTS } from '../tasks';
import type { KernelContext } from './context';
import { forTiles, imageLists, vectorOffsets } from './denseLists';
import { weightRow } from './denseWeights';
import { addListed, listNonzero } from './gradientEntries';

/** What precedes a dense layer, as far as its gradient goes through an activation of its own here. */
export interface Preceding {
  readonly output: ImageBuffer;
  readonly relu: boolean;
  readonly mask?: MaskPlan;
}

/**
 * Generates (outputGradient, inputGradient, precedingOutput, precedingMask, images, lists): addresses of the block's
 * first image, and scratch memory. Where a dense layer precedes, its dropout and ReLU are differentiated too, so that
 * what is written is the gradient of its sums.
 */
export function denseInputGradient(
  context: KernelContext,
  plan: DensePlan,
  inputGradient: ImageBuffer,
  preceding: Preceding | undefined,
): Callable {
  const parameters = Array.from({ length: 6 }, () => 'i32' as const);
  return context.module.function(`${plan.layer.name} input gradient`, parameters, (f) => {
    const [gradient, target, output, mask, images, lists] = parameters.map((type, position) =>
      f.parameter(position, type),
    );
    const set = imageLists(plan.layer.outputs);
    const image = f.local('i32');
    f.for(image, i32.const(0), images, 1, () => {
      const ofImage = {
        first: i32.add(gradient, i32.times(image, plan.outputGradient.pitch)),
        pitch: 4,
        count: i32.const(plan.layer.outputs),
      };
      const row = (number: Local<'i32'>) => i32.plus(weightRow(plan, number), plan.weights);
      set.keepEnd(f, lists, image, listNonzero(f, ofImage, row, set.start(f, lists, image)));
    });
    forTiles(f, plan, (tile, vectors) => {
      const start = f.local('i32', i32.times(tile, plan.tileVectors * 16));
      const shift = f.local('i32', i32.times(start, PANEL_OUTPUTS));
      const place = f.local('i32', i32.add(target, start));
      const before = f.local('i32', i32.add(output, start));
      const scales = f.local('i32', i32.add(mask, start));
      const offsets = vectorOffsets(vectors);
      f.for(image, i32.const(0), images, 1, () => {
        const list = set.list(f, lists, image);
        const sums = offsets.map(() => f.local('v128', f32x4.all(0)));
        f.if(i32.ne(list.start, list.end), () => addListed(f, context, list, offsets, sums, { shift }));
        sums.forEach((sum, vector) => {
          if (preceding?.mask) f.set(sum, f32x4.mul(sum, v128.load(scales, offsets[vector])));
          if (preceding?.relu) {
            const positive = f32x4.gt(v128.load(before, offsets[vector]), f32x4.all(0));
            f.set(sum, v128.and(sum, positive));
          }
          f.storeV128(place, sum, offsets[vector]);
        });
        f.advance(place, inputGradient.pitch);
        if (preceding) f.advance(before, preceding.output.pitch);
        if (preceding?.mask) f.advance(scales, preceding.mask.pitch);
      });
    });
  });
}
