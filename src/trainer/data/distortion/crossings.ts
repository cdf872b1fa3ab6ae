/**
 * Where the rows of a canvas cross a digit's ink, for warps that are a matrix: each row along one stretch. For both axes of
 * the digit at once, x in the first lane, in float64: a place a thousandth of a pixel off would be another pixel.
 */
import {
  f64,
  f64x2,
  i32,
  i32x4,
  v128,
  type Callable,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { middle, one, STRETCH, stretchBytes, type Room } from './brushMemory';

/** Slopes below this are none: a whole row stays far within a pixel. */
const flat = 1e-9;

/** The ink's box on the sheet: only between these can a mix of four pixels hold ink. */
export interface InkBox {
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
  { left, right, top, bottom }: InkBox,
): void {
  for (let axis = 0; axis < 2; axis++) {
    const slope = toDigit[3 * axis];
    const [low, high] = axis === 0 ? [left, right] : [top, bottom];
    const isFlat = Math.abs(slope) < flat;
    crossings[2 * PAIR.byRow + axis] = toDigit[3 * axis + 1];
    crossings[2 * PAIR.shift + axis] = toDigit[3 * axis + 2];
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
 * Generates (firstRow, lastRow): the stretches of the rows between two; first > last where there is none. All of them before
 * any is painted: a processor finds several at a time, but would wait for each that it is to paint at once.
 */
export function findStretches(module: ModuleBuilder, room: Room): Callable {
  const { size, crossings, stretches, fromMiddleExactly } = room;
  return module.function('find stretches', ['i32', 'i32'], (f) => {
    const [row, lastRow] = [0, 1].map((at) => f.parameter(at, 'i32'));
    const pair = (name: keyof typeof PAIR) =>
      f.local('v128', v128.load(i32.const(0), crossings + 16 * PAIR[name]));
    const [byRow, shift, back, step] = [pair('byRow'), pair('shift'), pair('back'), pair('step')];
    const [entry, exit, inverse, spare] = [pair('entry'), pair('exit'), pair('inverse'), pair('spare')];
    const all = (value: number): V128 => f.constant(f64x2.splat(f64.const(value)));
    const other = (vector: V128): V128 => v128.shuffle(vector, vector, [2, 3, 0, 1]);
    const [begin, enters, leaves, first] = [0, 1, 2, 3].map(() => f.local('v128'));
    const target = f.local('i32', i32.times(row, stretchBytes));
    f.while(i32.geSigned(lastRow, row), () => {
      const down = v128.load64Splat(i32.times(row, 8), fromMiddleExactly);
      const shifted = f64x2.sub(f64x2.add(f64x2.mul(byRow, down), shift), back);
      f.set(begin, f64x2.add(shifted, all(middle)));
      f.set(enters, f64x2.mul(f64x2.sub(entry, begin), inverse));
      f.set(leaves, f64x2.add(f64x2.mul(f64x2.sub(exit, begin), inverse), spare));
      const latest = f64x2.pmax(all(0), f64x2.pmax(enters, other(enters)));
      const earliest = f64x2.pmin(all(size - 1), f64x2.pmin(leaves, other(leaves)));
      f.set(first, f64x2.ceil(latest));
      const store = (name: 'first' | 'last', column: V128): void =>
        f.storeI32(target, i32.truncate(f64x2.extractLane(column, 0)), stretches + STRETCH[name]);
      store('first', first);
      store('last', f64x2.floor(earliest));
      const place = f64x2.mul(f64x2.add(begin, f64x2.mul(first, step)), all(one));
      const rounded = i32x4.truncatePair(f64x2.floor(f64x2.add(place, all(0.5))));
      f.storeHalf(target, rounded, 0, stretches + STRETCH.beginX);
      f.advance(row, 1);
      f.advance(target, stretchBytes);
    });
  });
}
