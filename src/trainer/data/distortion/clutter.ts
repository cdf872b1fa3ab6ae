/** Generates what puts pieces of other digits on a canvas. */
import { pieceEdge } from '../../../shared/distortion';
import {
  i16x8,
  i32,
  i32x4,
  i8x16,
  v128,
  type Callable,
  type ModuleBuilder,
} from '../../engines/wasm/assembler';
import type { Room } from './brushMemory';

/** Generates (channel): all pieces. Where there is ink already, the stronger shows. */
export function paintClutter(
  module: ModuleBuilder,
  { edge, pitch, channels, pieces, clutter, canvas }: Room,
): Callable {
  return module.function('clutter', ['i32'], (f) => {
    if (pieces === 0) return;
    const channel = f.parameter(0, 'i32');
    const [piece, from, to] = [0, 1, 2].map(() => f.local('i32'));
    // Of eight bytes that are read, those of the piece.
    const own = f.constant(i32x4.const([-1, (1 << (8 * (pieceEdge - 4))) - 1, 0, 0]));
    f.times(piece, pieces, 8, () => {
      f.set(from, i32.load(piece, clutter));
      f.set(to, i32.add(i32.load(piece, clutter + 4), channel));
      for (let row = 0; row < pieceEdge; row++) {
        const pixels = v128.and(v128.load64Zero(from, row * edge), own);
        const at = canvas + row * pitch;
        if (channels === 1) f.storeHalf(to, i8x16.maxUnsigned(pixels, v128.load64Zero(to, at)), 0, at);
        // The other channel's pixels lie between.
        else f.storeV128(to, i8x16.maxUnsigned(i16x8.extendFirst(pixels), v128.load(to, at)), at);
      }
    });
  });
}
