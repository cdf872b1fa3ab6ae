/** Copies the inputs of a block's images to where the weights' gradient reads them, tile by tile of all images. */
import { i32, v128, type Callable } from '../assembler';
import type { DensePlan } from '../layout';
import type { KernelContext } from './context';
import { forTiles, vectorOffsets } from './denseLists';

/** Generates (input, first image, images): the address of the first image's inputs, and its number in the batch. */
export function denseInputTiles(context: KernelContext, plan: DensePlan, batchSize: number): Callable {
  return context.module.function(`${plan.layer.name} input tiles`, ['i32', 'i32', 'i32'], (f) => {
    const [input, first, images] = [0, 1, 2].map((position) => f.parameter(position, 'i32'));
    const rowBytes = plan.tileVectors * 16;
    const firstRow = f.local('i32', i32.plus(i32.times(first, rowBytes), plan.inputTiles));
    forTiles(f, plan, (tile, vectors) => {
      const from = f.local('i32', i32.add(input, i32.times(tile, rowBytes)));
      const to = f.local('i32', i32.add(firstRow, i32.times(tile, batchSize * rowBytes)));
      const image = f.local('i32');
      f.for(image, i32.const(0), images, 1, () => {
        for (const offset of vectorOffsets(vectors)) f.storeV128(to, v128.load(from, offset), offset);
        f.advance(from, plan.input.pitch);
        f.advance(to, rowBytes);
      });
    });
  });
}
