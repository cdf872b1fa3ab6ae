/**
 * Generates what paints a digit on a canvas that is bent where places are near: band by band from one row of nodes to the
 * next, and in each band only what may show ink.
 */
import {
  i16x8,
  i32,
  v128,
  type Callable,
  type Local,
  type ModuleBuilder,
} from '../../engines/wasm/assembler';
import { nodeEdge } from './bending';
import { bentBytes, strokeWidth, type Room } from './brushMemory';
import { betweenRows } from './findPlaces';
import { layOut, strokePainter } from './strokes';

/** Generates (digit, channel, left, top, right, bottom): see Brush. */
export function paintBands(module: ModuleBuilder, room: Room): Callable {
  const { columns, pitch, channels, bands } = room;
  const paint = paintPiece(module, room);
  const parameters = Array.from({ length: 6 }, () => 'i32' as const);
  return module.function('paint bands', parameters, (f) => {
    const [digit, channel, ...box] = parameters.map((type, at) => f.parameter(at, type));
    const [left, top, right, bottom] = box.map((edge) => f.local('v128', i16x8.splat(edge)));
    const [band, column, at, rowStart] = [0, 1, 2, 3].map(() => f.local('i32'));
    const [upper, lower] = [0, 1].map(() => f.local('v128'));
    /** Whether places from the row of nodes above to the one below may be between two. */
    const isWithin = (axis: number, low: Local<'v128'>, high: Local<'v128'>) => {
      const here = room.bent + bentBytes(room) * axis * columns;
      f.set(upper, v128.load(at, here));
      f.set(lower, v128.load(at, here + bentBytes(room) * 2 * columns));
      return v128.and(
        i16x8.gtSigned(i16x8.maxSigned(upper, lower), low),
        i16x8.gtSigned(high, i16x8.minSigned(upper, lower)),
      );
    };
    layOut(f, room, digit);
    f.times(band, nodeEdge - 1, 1, () => {
      const row = f.local('i32', i32.load(i32.times(band, 8), bands));
      const endRow = f.local('i32', i32.load(i32.times(band, 8), bands + 4));
      f.set(rowStart, i32.add(i32.times(row, pitch), channel));
      f.times(column, columns / strokeWidth, strokeWidth, () => {
        const ofBand = i32.times(band, bentBytes(room) * 2 * columns);
        f.set(at, i32.add(ofBand, i32.times(column, bentBytes(room))));
        const across = f.local('v128', isWithin(0, left, right));
        f.if(v128.anyTrue(v128.and(across, isWithin(1, top, bottom))), () => {
          const target = i32.add(rowStart, i32.times(column, channels));
          f.call(paint, at, row, endRow, target);
        });
      });
    });
  });
}

/** Generates (at, row, endRow, target): the strokes of a band's rows one below the other; `at` is theirs in `bent`. */
function paintPiece(module: ModuleBuilder, room: Room): Callable {
  return module.function('paint piece', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [at, row, endRow, target] = [0, 1, 2, 3].map((parameter) => f.parameter(parameter, 'i32'));
    const places = betweenRows(f, room, at);
    const paint = strokePainter(f, room);
    const share = f.local('v128');
    f.while(i32.ltSigned(row, endRow), () => {
      f.set(share, v128.load16Splat(i32.times(row, 8), room.nodesAbove + 4));
      paint(target, places(share));
      f.advance(row, 1);
      f.advance(target, room.pitch);
    });
  });
}
