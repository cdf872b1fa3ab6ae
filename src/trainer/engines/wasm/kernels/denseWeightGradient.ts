/** The gradients of a panel's weights and biases for the whole batch: multiples of the images' inputs. */
import { f32, i32, v128, type Callable, type FunctionBuilder, type I32, type Local } from '../assembler';
import type { DensePlan } from '../layout';
import { PANEL_OUTPUTS } from '../tasks';
import { smaller, type KernelContext } from './context';
import { forTiles, LISTED_IMAGES, outputLists, vectorOffsets } from './denseLists';
import { tilePitch } from './denseWeights';
import { addListed, GRADIENT_ENTRY, listNonzero, type GradientList } from './gradientEntries';

/**
 * Generates (panel, images, gradients, lists). `gradients` is what to add to a weight's address to get its gradient's,
 * `lists` is scratch memory. Overwrites.
 */
export function denseWeightGradient(context: KernelContext, plan: DensePlan, batchSize: number): Callable {
  return context.module.function(`${plan.layer.name} weight gradient`, ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [panel, images, gradients, lists] = [0, 1, 2, 3].map((position) => f.parameter(position, 'i32'));
    const set = outputLists(batchSize);
    const rowBytes = plan.tileVectors * 16;
    const first = f.local('i32', i32.times(panel, PANEL_OUTPUTS));
    const outputs = smaller(f, i32.sub(i32.const(plan.layer.outputs), first), i32.const(PANEL_OUTPUTS));
    const weights = f.local('i32', i32.add(i32.times(panel, plan.panelPitch), gradients));
    const firstBias = i32.plus(i32.shl(first, i32.const(2)), plan.bias);
    const biases = f.local('i32', i32.add(firstBias, gradients));
    f.fillZero(i32.plus(weights, plan.weights), i32.const(plan.panelPitch));
    f.fillZero(biases, i32.shl(outputs, i32.const(2)));
    const image = f.local('i32');
    const number = f.local('i32');
    const overOutputs = (body: () => void) => f.for(number, i32.const(0), outputs, 1, body);
    f.for(image, i32.const(0), images, LISTED_IMAGES, () => {
      const count = smaller(f, i32.sub(images, image), i32.const(LISTED_IMAGES));
      const column = i32.add(i32.times(image, plan.outputGradient.pitch), i32.shl(first, i32.const(2)));
      const firstGradient = f.local('i32', i32.plus(column, plan.outputGradient.offset));
      const firstInputs = f.local('i32', i32.plus(i32.times(image, rowBytes), plan.inputTiles));
      overOutputs(() => {
        const ofOutput = {
          first: i32.add(firstGradient, i32.shl(number, i32.const(2))),
          pitch: plan.outputGradient.pitch,
          count,
        };
        const inputs = (position: Local<'i32'>) => i32.add(firstInputs, i32.times(position, rowBytes));
        const start = set.start(f, lists, number);
        const end = listNonzero(f, ofOutput, inputs, start);
        set.keepEnd(f, lists, number, end);
        addBias(f, i32.add(biases, i32.shl(number, i32.const(2))), { start, end });
      });
      forTiles(f, plan, (tile, vectors) => {
        const shift = f.local('i32', i32.times(tile, batchSize * rowBytes));
        const start = i32.plus(i32.times(tile, tilePitch(plan)), plan.weights);
        const row = f.local('i32', i32.add(weights, start));
        const offsets = vectorOffsets(vectors);
        overOutputs(() => {
          const list = set.list(f, lists, number);
          f.if(i32.ne(list.start, list.end), () => {
            const sums = offsets.map((offset) => f.local('v128', v128.load(row, offset)));
            addListed(f, context, list, offsets, sums, { shift });
            sums.forEach((sum, vector) => f.storeV128(row, sum, offsets[vector]));
          });
          f.advance(row, rowBytes);
        });
      });
    });
  });
}

/** bias += Σ gradient. */
function addBias(f: FunctionBuilder, bias: I32, { start, end }: GradientList): void {
  const address = f.local('i32', bias);
  const total = f.local('f32', f32.load(address));
  const entry = f.local('i32', start);
  f.while(i32.ne(entry, end), () => {
    f.set(total, f32.add(total, f32.load(entry)));
    f.advance(entry, GRADIENT_ENTRY);
  });
  f.storeF32(address, total);
}
