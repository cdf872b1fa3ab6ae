/** From an image as the engine is given it, channels last, to planes with padded rows. */
import { f32, v128, type Callable, type FunctionBuilder, type Local } from '../assembler';
import type { PlanarImage } from '../layout';
import type { KernelContext } from './context';

/** Generates (pixels, image) for one image. The padding is left as it is. */
export function arrangePixels(context: KernelContext, { size, rowPitch, planePitch }: PlanarImage): Callable {
  return context.module.function('arrange pixels', ['i32', 'i32'], (f) => {
    const [from, to] = [0, 1].map((position) => f.parameter(position, 'i32'));
    const { height, width, channels } = size;
    const row = f.local('i32');
    f.times(row, height, 1, () => {
      if (channels === 1 && width >= 4) {
        copyRow(f, from, to, width);
        f.advance(from, width * 4);
        f.advance(to, rowPitch);
      } else {
        const column = f.local('i32');
        f.times(column, width, 1, () => {
          for (let channel = 0; channel < channels; channel++) {
            f.storeF32(to, f32.load(from, channel * 4), channel * planePitch);
          }
          f.advance(from, channels * 4);
          f.advance(to, 4);
        });
        f.advance(to, rowPitch - width * 4);
      }
    });
  });
}

/** By vectors; where the width is no multiple of four, the last overlaps the one before. */
function copyRow(f: FunctionBuilder, from: Local<'i32'>, to: Local<'i32'>, width: number): void {
  for (let column = 0; column < width; column += 4) {
    const offset = Math.min(column, width - 4) * 4;
    f.storeV128(to, v128.load(from, offset), offset);
  }
}
