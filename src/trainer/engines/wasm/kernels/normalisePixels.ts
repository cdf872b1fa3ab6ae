/** From bytes to the network's numbers, by a table. */
import { f32, i32, v128, type Callable, type FunctionBuilder, type I32, type Local } from '../assembler';
import type { KernelContext } from './context';

const GROUP = 16;

/**
 * Generates (bytes, numbers) for one image. Most of a digit is 0, which is passed over four or 16 pixels at a time.
 * @param pixels bytes of an image
 * @param table address of 256 numbers
 */
export function normalisePixels({ module }: KernelContext, pixels: number, table: number): Callable {
  return module.function('normalise pixels', ['i32', 'i32'], (f) => {
    const [from, to] = [0, 1].map((position) => f.parameter(position, 'i32'));
    const empty = f.local('v128', v128.load32Splat(i32.const(table)));
    const storeEmpty = (vectors: number) => {
      for (let vector = 0; vector < vectors; vector++) f.storeV128(to, empty, vector * 16);
    };
    const group = f.local('i32');
    const word = f.local('i32');
    if (pixels >= GROUP) {
      f.times(group, Math.floor(pixels / GROUP), 1, () => {
        const any = v128.anyTrue(v128.load(from));
        const eachWord = () =>
          f.times(word, GROUP / 4, 1, () => {
            const byWord = () => convert(f, from, to, 4, table);
            f.if(i32.load(from), byWord, () => storeEmpty(1));
            f.advance(from, 4);
            f.advance(to, 16);
          });
        f.if(any, eachWord, () => {
          storeEmpty(GROUP / 4);
          f.advance(from, GROUP);
          f.advance(to, GROUP * 4);
        });
      });
    }
    convert(f, from, to, pixels % GROUP, table);
  });
}

/** Pixel by pixel. */
function convert(f: FunctionBuilder, from: Local<'i32'>, to: I32, pixels: number, table: number): void {
  for (let pixel = 0; pixel < pixels; pixel++) {
    const entry = i32.shl(i32.load8Unsigned(from, pixel), i32.const(2));
    f.storeF32(to, f32.load(entry, table), pixel * 4);
  }
}
