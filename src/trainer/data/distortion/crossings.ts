/**
 * Where the rows of a canvas cross a digit's ink, for warps that are a matrix: each row along one stretch. For both axes of
 * the digit at once, x in the first lane, in float64: over a whole row, float32 would be off by some steps of a place.
 */
import {
  f64,
  f64x2,
  i32,
  i32x4,
  v128,
  type Callable,
  type FunctionBuilder,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { fineOne, one, strokeBits, strokeWidth, type Room } from './brushMemory';
import { writeStrokes } from './strokeList';

/** Slopes below this are none: a whole row stays far within a pixel. */
const flat = 1e-9;

/** Where a digit lies on the sheet. */
export interface OnSheet {
  /** Its middle. */
  readonly middleX: number;
  readonly middleY: number;
  /** The ink's box: only between these can a mix of four pixels hold ink. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Number of each pair in `Room.crossings`. */
const PAIR = { byRow: 0, shift: 1, back: 2, step: 3, entry: 4, exit: 5, inverse: 6, spare: 7 } as const;

/**
 * Writes what rows have in common.
 * @param toDigit a matrix from canvas to digit, see Warp
 * @param centre of the canvas
 */
export function writeCrossings(
  crossings: Float64Array,
  toDigit: Float64Array,
  centre: number,
  { middleX, middleY, left, right, top, bottom }: OnSheet,
): void {
  for (let axis = 0; axis < 2; axis++) {
    const slope = toDigit[3 * axis];
    const [middle, low, high] = axis === 0 ? [middleX, left, right] : [middleY, top, bottom];
    const isFlat = Math.abs(slope) < flat;
    crossings[2 * PAIR.byRow + axis] = toDigit[3 * axis + 1];
    crossings[2 * PAIR.shift + axis] = toDigit[3 * axis + 2] + middle;
    crossings[2 * PAIR.back + axis] = slope * centre;
    crossings[2 * PAIR.step + axis] = slope;
    crossings[2 * PAIR.entry + axis] = slope > 0 ? low : high;
    crossings[2 * PAIR.exit + axis] = slope > 0 ? high : low;
    // A flat row is within the box from its first pixel on and for ever, or nowhere; there, what is painted is empty.
    crossings[2 * PAIR.inverse + axis] = isFlat ? 0 : 1 / slope;
    crossings[2 * PAIR.spare + axis] = isFlat ? Infinity : 0;
  }
}

/**
 * Of a stroke, in 32 bits each: the place on the sheet that its first pixel shows, x and y, as `fineOne`; the address that it goes
 * to, from the canvas on; nothing.
 */
export const STROKE = { x: 0, y: 4, target: 8 } as const;

/**
 * Generates (row, lastRow, rowStart, stepX, stepY) -> end: the strokes that the rows between two take, one behind the other
 * from `strokes` on, to the address that is returned.
 * @param rowStart address of the first row's first byte, from the canvas on
 */
export function findStrokes(module: ModuleBuilder, room: Room): Callable {
  const { size, channels, pitch, crossings, strokes, fromMiddleExactly } = room;
  const parameters = Array.from({ length: 5 }, () => 'i32' as const);
  const define = (f: FunctionBuilder): void => {
    const [row, lastRow, rowStart, ...steps] = parameters.map((type, at) => f.parameter(at, type));
    const pair = (name: keyof typeof PAIR) =>
      f.local('v128', v128.load(i32.const(0), crossings + 16 * PAIR[name]));
    const [byRow, shift, back, step] = [pair('byRow'), pair('shift'), pair('back'), pair('step')];
    const [entry, exit, inverse, spare] = [pair('entry'), pair('exit'), pair('inverse'), pair('spare')];
    const all = (value: number): V128 => f.constant(f64x2.splat(f64.const(value)));
    const other = (vector: V128): V128 => v128.shuffle(vector, vector, [2, 3, 0, 1]);
    const [begin, enters, leaves, first, columns, stroke] = Array.from({ length: 6 }, () => f.local('v128'));
    const [column, left] = [0, 1].map(() => f.local('i32'));
    const target = f.local('i32', i32.const(strokes));
    const [strideX, strideY] = steps.map((each) => i32.times(each, strokeWidth));
    const stride = f.local('v128', i32x4.fromLanes(strideX, strideY, i32.const(strokeWidth * channels)));
    const write = (offset: number): void => {
      f.storeV128(target, stroke, offset);
      f.set(stroke, i32x4.add(stroke, stride));
    };
    f.while(i32.geSigned(lastRow, row), () => {
      const down = v128.load64Splat(i32.times(row, 8), fromMiddleExactly);
      f.set(begin, f64x2.sub(f64x2.add(f64x2.mul(byRow, down), shift), back));
      f.set(enters, f64x2.mul(f64x2.sub(entry, begin), inverse));
      f.set(leaves, f64x2.add(f64x2.mul(f64x2.sub(exit, begin), inverse), spare));
      const latest = f64x2.pmax(all(0), f64x2.pmax(enters, other(enters)));
      const earliest = f64x2.pmin(all(size - 1), f64x2.pmin(leaves, other(leaves)));
      f.set(first, f64x2.ceil(latest));
      f.set(columns, i32x4.truncatePair(v128.shuffle(first, f64x2.floor(earliest), [0, 1, 4, 5])));
      f.set(column, i32x4.extractLane(columns, 0));
      // How many strokes are left; below 1 where there is none.
      const length = i32.sub(i32x4.extractLane(columns, 1), column);
      f.set(left, i32.shrSigned(i32.plus(length, strokeWidth), i32.const(strokeBits)));
      const place = f64x2.mul(f64x2.add(begin, f64x2.mul(first, step)), all(fineOne));
      // What is read of it is rounded down.
      f.set(stroke, i32x4.truncatePair(f64x2.add(place, all(fineOne / one / 2))));
      f.set(stroke, i32x4.replaceLane(stroke, 2, i32.add(rowStart, i32.times(column, channels))));
      writeStrokes(f, target, left, write);
      f.advance(rowStart, pitch);
      f.advance(row, 1);
    });
    f.return(target);
  };
  return module.function('find strokes', parameters, define, 'i32');
}
