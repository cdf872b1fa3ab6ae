/**
 * Generates what paints a digit on a canvas, row by row: four pixels at once, each a bilinear mix of the four pixels of the
 * digit around the place that it shows.
 */
import { digitEdge } from '../../../shared/distortion';
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
import { margin, mixing, pitchBits, sheetPitch, STRETCH, stretchBytes, type Room } from './brushMemory';
import { findStretches } from './crossings';
import { columnOf } from './findPlaces';

/** Generates (digit, channel, firstRow, lastRow, stepX, stepY): see Brush. */
export function paintAffine(module: ModuleBuilder, room: Room): Callable {
  const find = findStretches(module, room);
  const stroke = affineStroke(module, room);
  return module.function('paint affine', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const steps = [4, 5].map((at) => f.parameter(at, 'i32'));
    steps.forEach((step, axis) => {
      const ofFour = i32x4.mul(i32x4.splat(step), i32x4.const([0, 1, 2, 3]));
      f.storeV128(i32.const(0), ofFour, room.ofFour + 16 * axis);
    });
    f.call(find, f.parameter(2, 'i32'), f.parameter(3, 'i32'));
    const [first, last, stretch] = [0, 1, 2].map(() => f.local('i32'));
    paintRows(f, room, (row, rowStart) => {
      f.set(stretch, i32.times(row, stretchBytes));
      const [firstColumn, lastColumn, ...begin] = Object.values(STRETCH).map((offset) =>
        i32.load(stretch, room.stretches + offset),
      );
      f.set(first, firstColumn);
      f.set(last, lastColumn);
      f.if(i32.geSigned(last, first), () => f.call(stroke, rowStart, first, last, ...begin, ...steps));
    });
  });
}

/** Generates (digit, channel, firstRow, lastRow, firstColumn, lastColumn): see Brush. */
export function paintFreely(module: ModuleBuilder, room: Room, find: Callable): Callable {
  const stroke = freeStroke(module, room);
  return module.function('paint freely', ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
    const groups = [4, 5].map((at) => f.local('i32', i32.shrUnsigned(f.parameter(at, 'i32'), i32.const(2))));
    paintRows(f, room, (row, rowStart) => {
      f.call(find, row, ...groups, i32.const(0));
      f.call(stroke, rowStart, ...groups);
    });
  });
}

/**
 * The body of a function whose first parameters are the digit's address, the channel, and the first and last row to paint.
 * @param paintRow is given the row and the address of its first byte, from the canvas on
 */
function paintRows(f: FunctionBuilder, room: Room, paintRow: (row: I32, rowStart: I32) => void): void {
  const { size, channels } = room;
  const [digit, channel, row, lastRow] = [0, 1, 2, 3].map((at) => f.parameter(at, 'i32'));
  const rowStart = f.local('i32');
  layOut(f, room, digit);
  f.while(i32.geSigned(lastRow, row), () => {
    f.set(rowStart, i32.add(i32.times(row, size * channels), channel));
    paintRow(row, rowStart);
    f.advance(row, 1);
  });
}

// A stroke is a function of its own: where all is one, a compiler keeps more than fits in registers.

/** Generates (rowStart, first, last, beginX, beginY, stepX, stepY): the pixels of a row from one column to another. */
function affineStroke(module: ModuleBuilder, room: Room): Callable {
  const parameters = Array.from({ length: 7 }, () => 'i32' as const);
  return module.function('affine stroke', parameters, (f) => {
    const [rowStart, first, last, ...rest] = parameters.map((type, at) => f.parameter(at, type));
    const [begin, steps] = [rest.slice(0, 2), rest.slice(2)];
    const places = begin.map((place, axis) =>
      f.local('v128', i32x4.add(i32x4.splat(place), v128.load(i32.const(0), room.ofFour + 16 * axis))),
    );
    const strides = steps.map((step) => f.local('v128', i32x4.splat(i32.times(step, 4))));
    const paintFour = fourPainter(f, room);
    const column = f.local('i32', first);
    const latest = i32.const(room.size - 4);
    f.while(i32.geSigned(last, column), () => {
      // The last four of a row begin earlier rather than end behind it.
      f.if(i32.ltSigned(latest, column), () => {
        places.forEach((place, axis) => {
          const back = i32.mul(i32.sub(latest, column), steps[axis]);
          f.set(place, i32x4.add(place, i32x4.splat(back)));
        });
        f.set(column, latest);
      });
      paintFour(i32.add(rowStart, i32.times(column, room.channels)), places[0], places[1]);
      places.forEach((place, axis) => f.set(place, i32x4.add(place, strides[axis])));
      f.advance(column, 4);
    });
  });
}

/** Generates (rowStart, firstGroup, lastGroup): the pixels of a row whose places were found. */
function freeStroke(module: ModuleBuilder, room: Room): Callable {
  return module.function('free stroke', ['i32', 'i32', 'i32'], (f) => {
    const [rowStart, group, lastGroup] = [0, 1, 2].map((at) => f.parameter(at, 'i32'));
    const [column, place] = [0, 1].map(() => f.local('i32'));
    const paintFour = fourPainter(f, room);
    f.while(i32.geSigned(lastGroup, group), () => {
      f.set(column, columnOf(group, room.size));
      f.set(place, i32.times(column, 4));
      const [x, y] = [room.placesX, room.placesY].map((places) => v128.load(place, places));
      paintFour(i32.add(rowStart, i32.times(column, room.channels)), x, y);
      f.advance(group, 1);
    });
  });
}

/** Puts a digit on the sheet. All of it at once: it is seldom in a cache, and waiting for one line is waiting for all. */
function layOut(f: FunctionBuilder, { sheet }: Room, digit: I32): void {
  for (let row = 0; row < digitEdge; row++) {
    // Two vectors that overlap make a row of 28.
    for (const column of [0, digitEdge - 16]) {
      const to = sheet + (row + margin) * sheetPitch + margin + column;
      f.storeV128(i32.const(0), v128.load(digit, row * digitEdge + column), to);
    }
  }
}

/**
 * @returns what generates the painting of four pixels: given the address of the first, from the canvas on, and x and y of
 * the places that they show
 */
function fourPainter(f: FunctionBuilder, room: Room): (at: I32, x: V128, y: V128) => void {
  const { channels, canvas, sheet } = room;
  const [edge, byte, whole, bytes, half] = mixing.map((_, at) =>
    f.local('v128', v128.load(i32.const(0), room.mixing + 16 * at)),
  );
  const zero = f.constant(i32x4.all(0));
  const [x, y, pairs, right, below, mixed, painted, address] = Array.from({ length: 8 }, () =>
    f.local('v128'),
  );
  const [pixel, target] = [0, 1].map(() => f.local('i32'));
  return (at, placeX, placeY) => {
    // All around the digit there is nothing to see.
    f.set(x, i32x4.minSigned(i32x4.maxSigned(placeX, zero), edge));
    f.set(y, i32x4.minSigned(i32x4.maxSigned(placeY, zero), edge));
    f.set(address, i32x4.add(i32x4.shl(i32x4.shrSigned(y, 16), pitchBits), i32x4.shrSigned(x, 16)));
    // Eight pairs of neighbours: those above, then those below; in each the left one is the lower byte.
    for (let lane = 0; lane < 4; lane++) {
      f.set(pixel, i32x4.extractLane(address, lane));
      // Into none at first: what was there before would have to be waited for.
      f.set(pairs, v128.load16Lane(pixel, lane === 0 ? zero : pairs, lane, sheet));
      f.set(pairs, v128.load16Lane(pixel, pairs, lane + 4, sheet + sheetPitch));
    }
    // The upper eight bits behind the point, for those above and those below.
    for (const [part, place] of [[right, x] as const, [below, y] as const]) {
      f.set(part, v128.and(i32x4.shrUnsigned(place, 8), byte));
      f.set(part, i16x8.narrow(part, part));
    }
    const ofLeft = i16x8.mul(v128.and(pairs, bytes), i16x8.sub(whole, right));
    f.set(mixed, i16x8.add(ofLeft, i16x8.mul(i16x8.shrUnsigned(pairs, 8), right)));
    const sum = i32x4.add(
      i16x8.productsOfFirst(mixed, i16x8.sub(whole, below)),
      i16x8.productsOfLast(mixed, below),
    );
    // 0 to 255.
    f.set(painted, i32x4.shrUnsigned(i32x4.add(sum, half), 16));
    f.set(target, at);
    if (channels === 1) f.storeLane(target, asBytes(painted), 0, canvas);
    else {
      for (let lane = 0; lane < 4; lane++) {
        f.storeByte(target, i32x4.extractLane(painted, lane), canvas + channels * lane);
      }
    }
  };
}

/** Four numbers of 0 to 255 as the bytes of the first lane. */
function asBytes(values: Local<'v128'>): V128 {
  const halves = i16x8.narrow(values, values);
  return i8x16.narrow(halves, halves);
}
