/**
 * Generates what paints rows of a canvas: four pixels at once, each a bilinear mix of the four pixels of the digit around
 * the place that it shows.
 */
import {
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
import { pitchBits, sheetEdge, sheetPitch, strokeWords, type Room } from './brushMemory';

/** Generates (rows, channel, stepX, stepY): see Brush. */
export function affineStrokes(module: ModuleBuilder, room: Room): Callable {
  return module.function('affine strokes', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const axes = [2, 3].map((parameter, axis) => {
      const step = f.parameter(parameter, 'i32');
      const ofFour = f.local('v128', i32x4.mul(i32x4.splat(step), i32x4.const([0, 1, 2, 3])));
      return (stroke: I32, column: I32): V128 => {
        const begin = i32.load(stroke, room.strokes + 4 * (3 + axis));
        return i32x4.add(i32x4.splat(i32.add(begin, i32.mul(column, step))), ofFour);
      };
    });
    paintRows(f, room, (stroke, column) => axes.map((place) => place(stroke, column)));
  });
}

/** Generates (rows, channel): see Brush. */
export function freeStrokes(module: ModuleBuilder, room: Room): Callable {
  return module.function('free strokes', ['i32', 'i32'], (f) => {
    paintRows(f, room, (stroke, column) => {
      const address = f.local('i32', i32.times(i32.add(i32.load(stroke, room.strokes), column), 4));
      return [room.placesX, room.placesY].map((places) => v128.load(address, places));
    });
  });
}

/**
 * The body of a function whose first parameters are the number of rows and the channel.
 * @param placesOf x and y of the places that four pixels from a column on show
 */
function paintRows(f: FunctionBuilder, room: Room, placesOf: (stroke: I32, column: I32) => V128[]): void {
  const { size, channels, strokes, canvas } = room;
  const [stroke, column, last, four, target] = [0, 1, 2, 3, 4].map(() => f.local('i32'));
  const strokeBytes = 4 * strokeWords;
  const end = f.local('i32', i32.times(f.parameter(0, 'i32'), strokeBytes));
  f.for(stroke, i32.const(0), end, strokeBytes, () => {
    f.set(column, i32.load(stroke, strokes + 4));
    f.set(last, i32.load(stroke, strokes + 8));
    f.while(i32.geSigned(last, column), () => {
      // The last four of a row begin earlier rather than end behind it.
      const latest = i32.const(size - 4);
      f.set(four, i32.select(column, latest, i32.ltSigned(column, latest)));
      const [x, y] = placesOf(stroke, four).map((place) => onSheet(f, place));
      const painted = f.local('v128', mix(f, room, x, y));
      const pixel = i32.times(i32.add(i32.load(stroke, strokes), four), channels);
      f.set(target, i32.add(pixel, f.parameter(1, 'i32')));
      if (channels === 1) f.storeLane(target, asBytes(painted), 0, canvas);
      else {
        for (let lane = 0; lane < 4; lane++) {
          f.storeByte(target, i32x4.extractLane(painted, lane), canvas + channels * lane);
        }
      }
      f.advance(column, 4);
    });
  });
}

/** All around the digit there is nothing to see. */
function onSheet(f: FunctionBuilder, place: V128): V128 {
  const edge = f.constant(i32x4.all((sheetEdge - 2) << 16));
  return f.local('v128', i32x4.minSigned(i32x4.maxSigned(place, f.constant(i32x4.all(0))), edge));
}

/** The bilinear mixes at four places; 0 to 255. */
function mix(f: FunctionBuilder, { sheet }: Room, x: V128, y: V128): V128 {
  const whole = f.constant(i16x8.all(256));
  // Eight pairs of neighbours: those above, then those below; in each the left one is the lower byte.
  const pairs = f.local('v128');
  const row = i32x4.shl(i32x4.shrSigned(y, 16), pitchBits);
  const at = f.local('v128', i32x4.add(row, i32x4.shrSigned(x, 16)));
  for (let lane = 0; lane < 4; lane++) {
    const address = f.local('i32', i32x4.extractLane(at, lane));
    f.set(pairs, v128.load16Lane(address, pairs, lane, sheet));
    f.set(pairs, v128.load16Lane(address, pairs, lane + 4, sheet + sheetPitch));
  }
  // The upper eight bits behind the point, for those above and those below.
  const [right, below] = [x, y].map((place) => {
    const part = f.local('v128', v128.and(i32x4.shrUnsigned(place, 8), f.constant(i32x4.all(255))));
    return f.local('v128', i16x8.narrow(part, part));
  });
  const ofLeft = i16x8.mul(v128.and(pairs, f.constant(i16x8.all(255))), i16x8.sub(whole, right));
  const mixed = f.local('v128', i16x8.add(ofLeft, i16x8.mul(i16x8.shrUnsigned(pairs, 8), right)));
  const sum = i32x4.add(
    i16x8.productsOfFirst(mixed, i16x8.sub(whole, below)),
    i16x8.productsOfLast(mixed, below),
  );
  return i32x4.shrUnsigned(i32x4.add(sum, f.constant(i32x4.all(0x8000))), 16);
}

/** Four numbers of 0 to 255 as the bytes of the first lane. */
function asBytes(values: Local<'v128'>): V128 {
  const halves = i16x8.narrow(values, values);
  return i8x16.narrow(halves, halves);
}
