/**
 * Generates what paints a digit on a canvas that is bent where places are near. Band by band from one row of nodes to the next,
 * rows are painted from the first column that may show ink to the last.
 */
import {
  callResult,
  i16x8,
  i32,
  i32x4,
  i8x16,
  v128,
  type Callable,
  type FunctionBuilder,
  type I32,
  type Local,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { nodeEdge } from './bending';
import { bentBytes, strokeBits, strokeWidth, type Room } from './brushMemory';
import { betweenRows } from './findPlaces';
import { strokeBytes, writeStrokes } from './strokeList';
import { layOut, strokePainter } from './strokes';

/**
 * Of a stroke, in 32 bits each: how far behind the beginning of its row of nodes its first column is; the address that it goes
 * to, from the canvas on; then what `nodesAbove` has of its row.
 */
const STROKE = { column: 0, target: 4, above: 8, share: 12 } as const;

/** Generates (digit, channel, left, top, right, bottom): see Brush. */
export function paintBands(module: ModuleBuilder, room: Room): Callable {
  const find = findStrokes(module, room);
  const paint = bentStrokes(module, room);
  const parameters = Array.from({ length: 6 }, () => 'i32' as const);
  return module.function('paint bands', parameters, (f) => {
    const [digit, channel, ...box] = parameters.map((type, at) => f.parameter(at, type));
    layOut(f, room, digit);
    f.call(paint, callResult(find, 'i32', channel, ...box));
  });
}

/** Generates (channel, left, top, right, bottom) -> end of the strokes that may show a box of the sheet, from `strokes` on. */
function findStrokes(module: ModuleBuilder, room: Room): Callable {
  const { size, pitch, channels, bands, nodesAbove, strokes } = room;
  const parameters = Array.from({ length: 5 }, () => 'i32' as const);
  const define = (f: FunctionBuilder): void => {
    const [channel, ...edges] = parameters.map((type, at) => f.parameter(at, type));
    const box = edges.map((edge) => f.local('v128', i16x8.splat(edge)));
    const target = f.local('i32', i32.const(strokes));
    const [band, row, left] = [0, 1, 2].map(() => f.local('i32'));
    const [rowStart, stroke] = [0, 1].map(() => f.local('v128'));
    const stride = f.constant(i32x4.const([strokeWidth * bentBytes(room), strokeWidth * channels, 0, 0]));
    const write = (offset: number): void => {
      f.storeV128(target, stroke, offset);
      f.set(stroke, i32x4.add(stroke, stride));
    };
    f.times(band, nodeEdge - 1, 1, () => {
      const { first, last } = columnsWithin(f, room, band, box);
      f.set(row, i32.load(i32.times(band, 8), bands));
      const endRow = f.local('i32', i32.load(i32.times(band, 8), bands + 4));
      const pixel = i32.add(i32.times(row, pitch), i32.times(first, channels));
      f.set(rowStart, i32x4.splat(i32.times(first, bentBytes(room))));
      f.set(rowStart, i32x4.replaceLane(rowStart, 1, i32.add(pixel, channel)));
      // Behind the canvas's edge is nothing to paint.
      const edge = i32.const(size - 1);
      const length = i32.sub(i32.select(last, edge, i32.ltSigned(last, edge)), first);
      const count = f.local('i32', i32.shrSigned(i32.plus(length, strokeWidth), i32.const(strokeBits)));
      f.while(i32.ltSigned(row, endRow), () => {
        f.set(stroke, v128.load64Lane(i32.times(row, 8), rowStart, 1, nodesAbove));
        f.set(left, count);
        writeStrokes(f, target, left, write);
        f.set(rowStart, i32x4.add(rowStart, f.constant(i32x4.const([0, pitch, 0, 0]))));
        f.advance(row, 1);
      });
    });
    f.return(target);
  };
  return module.function('find bent strokes', parameters, define, 'i32');
}

/** The columns of a band between which ink may show; first > last where none does. */
function columnsWithin(
  f: FunctionBuilder,
  room: Room,
  band: I32,
  [left, top, right, bottom]: readonly V128[],
): { first: Local<'i32'>; last: Local<'i32'> } {
  const { columns, bent } = room;
  const below = bentBytes(room) * 2 * columns;
  const ofBand = f.local('i32', i32.times(band, below));
  const first = f.local('i32', i32.const(columns));
  const last = f.local('i32', i32.const(-1));
  const [upper, lower] = [0, 1].map(() => f.local('v128'));
  /** Whether places from the row of nodes above to the one below may be between two. */
  const between = (column: number, axis: number, low: V128, high: V128): V128 => {
    const here = bent + bentBytes(room) * (axis * columns + column);
    f.set(upper, v128.load(ofBand, here));
    f.set(lower, v128.load(ofBand, here + below));
    const [least, most] = [i16x8.minSigned(upper, lower), i16x8.maxSigned(upper, lower)];
    return f.local('v128', v128.and(i16x8.gtSigned(most, low), i16x8.gtSigned(high, least)));
  };
  const within = (column: number): V128 =>
    v128.and(between(column, 0, left, right), between(column, 1, top, bottom));
  for (let column = 0; column < columns; column += 2 * strokeWidth) {
    const here = f.local('v128', within(column));
    const isLast = column + strokeWidth === columns;
    const next = isLast ? f.constant(i32x4.all(0)) : within(column + strokeWidth);
    const shows = f.local('i32', i8x16.bitmask(i8x16.narrowSigned(here, next)));
    const lowest = f.local('i32', i32.plus(i32.ctz(shows), column));
    const isFirst = i32.and(i32.ne(shows, i32.const(0)), i32.eq(first, i32.const(columns)));
    f.set(first, i32.select(lowest, first, isFirst));
    f.set(last, i32.select(i32.sub(i32.const(column + 31), i32.clz(shows)), last, shows));
  }
  return { first, last };
}

/** Generates (end): the strokes that were found, up to the last one's end. */
function bentStrokes(module: ModuleBuilder, room: Room): Callable {
  return module.function('bent strokes', ['i32'], (f) => {
    const end = f.parameter(0, 'i32');
    const stroke = f.local('i32', i32.const(room.strokes));
    const [at, target] = [0, 1].map(() => f.local('i32'));
    const share = f.local('v128');
    const paint = strokePainter(f, room);
    f.while(i32.ne(stroke, end), () => {
      f.set(at, i32.add(i32.load(stroke, STROKE.column), i32.load(stroke, STROKE.above)));
      f.set(target, i32.load(stroke, STROKE.target));
      f.set(share, v128.load16Splat(stroke, STROKE.share));
      paint(target, betweenRows(f, room, at)(share));
      f.advance(stroke, strokeBytes);
    });
  });
}
