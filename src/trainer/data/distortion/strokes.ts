/**
 * Generates what paints a digit on a canvas, stroke by stroke: eight pixels of a row at once, each a bilinear mix of the four
 * pixels of the digit around the place that it shows.
 */
import {
  callResult,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  i8x16,
  v128,
  type Callable,
  type FunctionBuilder,
  type I32,
  type I64,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import {
  cellBits,
  cellBytes,
  margin,
  mixingVectors,
  noInk,
  one,
  placeBits,
  strokeWidth,
  type Room,
} from './brushMemory';
import { findStrokes, STROKE } from './crossings';
import type { Places } from './findPlaces';
import { strokeBytes } from './strokeList';

/** Generates (digit, channel, firstRow, lastRow, stepX, stepY): see Brush. */
export function paintAffine(module: ModuleBuilder, room: Room): Callable {
  const parameters = Array.from({ length: 6 }, () => 'i32' as const);
  const find = findStrokes(module, room);
  const paint = affineStrokes(module, room);
  return module.function('paint affine', parameters, (f) => {
    const [digit, channel, row, lastRow, ...steps] = parameters.map((type, at) => f.parameter(at, type));
    layOut(f, room, digit);
    const rowStart = i32.add(i32.times(row, room.pitch), channel);
    f.call(paint, callResult(find, 'i32', row, lastRow, rowStart, ...steps), ...steps);
  });
}

/** Generates (digit, channel, firstRow, lastRow, firstColumn, lastColumn): see Brush. */
export function paintFreely(module: ModuleBuilder, room: Room, find: Callable): Callable {
  const paint = freeStrokes(module, room);
  const parameters = Array.from({ length: 6 }, () => 'i32' as const);
  return module.function('paint freely', parameters, (f) => {
    const [digit, channel, row, lastRow, ...columns] = parameters.map((type, at) => f.parameter(at, type));
    const rowStart = f.local('i32');
    layOut(f, room, digit);
    f.while(i32.geSigned(lastRow, row), () => {
      f.set(rowStart, i32.add(i32.times(row, room.pitch), channel));
      f.call(find, row, ...columns, i32.const(0));
      f.call(paint, rowStart, ...columns);
      f.advance(row, 1);
    });
  });
}

// What paints strokes is a function of its own: where all is one, a compiler keeps more than fits in registers.

/** Generates (end, stepX, stepY): all strokes that were found, up to the last one's end. */
function affineStrokes(module: ModuleBuilder, room: Room): Callable {
  return module.function('affine strokes', ['i32', 'i32', 'i32'], (f) => {
    const [end, ...steps] = [0, 1, 2].map((at) => f.parameter(at, 'i32'));
    /** How far a stroke's pixels are from its first, along x and y. */
    const [right, down] = steps.map((step) => {
      // With fewer bits behind the point: the eighth pixel may be far away.
      const coarse = i32x4.splat(i32.shrSigned(step, i32.const(placeBits)));
      const [first, last] = [i32x4.const([0, 1, 2, 3]), i32x4.const([4, 5, 6, 7])].map((numbers) => {
        const rounded = i32x4.add(i32x4.mul(coarse, numbers), i32x4.all(1 << (15 - placeBits)));
        return i32x4.shrSigned(rounded, 16 - placeBits);
      });
      return f.local('v128', i16x8.narrowSigned(first, last));
    });
    const paint = strokePainter(f, room);
    const stroke = f.local('i32', i32.const(room.strokes));
    const target = f.local('i32');
    f.while(i32.ne(stroke, end), () => {
      const [x, y] = [right, down].map((offsets, axis) =>
        // The upper half of a fine place.
        i16x8.addSaturated(v128.load16Splat(stroke, (axis === 0 ? STROKE.x : STROKE.y) + 2), offsets),
      );
      f.set(target, i32.load(stroke, STROKE.target));
      paint(target, { x, y });
      f.advance(stroke, strokeBytes);
    });
  });
}

/** Generates (rowStart, firstColumn, lastColumn): the strokes of a row whose places were found. */
function freeStrokes(module: ModuleBuilder, room: Room): Callable {
  return module.function('free strokes', ['i32', 'i32', 'i32'], (f) => {
    const [rowStart, column, last] = [0, 1, 2].map((at) => f.parameter(at, 'i32'));
    const [place, target] = [0, 1].map(() => f.local('i32'));
    const paint = strokePainter(f, room);
    f.while(i32.geSigned(last, column), () => {
      f.set(target, i32.add(rowStart, i32.times(column, room.channels)));
      f.set(place, i32.times(column, 2));
      paint(target, { x: v128.load(place, room.placesX), y: v128.load(place, room.placesY) });
      f.advance(column, strokeWidth);
    });
  });
}

/** Bytes of two vectors, by turns: the first eight of each, then the last eight. */
const interleaved = [0, 8].map((from) =>
  Array.from({ length: 16 }, (_, at) => from + Math.floor(at / 2) + 16 * (at % 2)),
);

/** Puts a digit on the sheet. All of it at once: it is seldom in a cache, and waiting for one line is waiting for all. */
export function layOut(f: FunctionBuilder, { sheet, sheetPitch, edge }: Room, digit: I32): void {
  const empty = f.constant(i32x4.all((noInk & 0xff) * 0x0101_0101));
  // A row is one vector, or two that overlap, of the second of which only the last half may be new.
  const vectors = [{ column: 0, halves: [0, 1] }];
  if (edge > 16) vectors.push({ column: edge - 16, halves: edge > 24 ? [0, 1] : [1] });
  const upper = vectors.map(() => f.local('v128'));
  const lower = vectors.map(() => f.local('v128', empty));
  for (let row = 0; row <= edge; row++) {
    vectors.forEach(({ column, halves }, at) => {
      f.set(upper[at], lower[at]);
      const own = v128.xor(v128.load(digit, row * edge + column), empty);
      f.set(lower[at], row < edge ? own : empty);
      for (const half of halves) {
        const cell = (row + margin - 1) * sheetPitch + cellBytes * (margin + column + 8 * half);
        const cells = i8x16.shuffle(upper[at], lower[at], interleaved[half]);
        f.storeV128(i32.const(0), cells, sheet + cell);
      }
    });
  }
}

/** @returns what generates a stroke: given the address of its first pixel, from the canvas on, and its places */
export function strokePainter(f: FunctionBuilder, room: Room): (at: I32, places: Places) => void {
  const { channels, canvas } = room;
  const mix = mixer(f, room);
  return (at, places) => {
    const [first, last] = mix(places);
    if (channels === 1) {
      const halves = f.local('v128', i16x8.narrow(first, last));
      f.storeHalf(at, i8x16.narrow(halves, halves), 0, canvas);
      return;
    }
    [first, last].forEach((values, half) => {
      for (let lane = 0; lane < 4; lane++) {
        f.storeByte(at, i32x4.extractLane(values, lane), canvas + channels * (4 * half + lane));
      }
    });
  };
}

/** Bytes of pairs of 16-bit numbers, the left vector's first: of the first four of each, then of the last four. */
export const paired = [0, 8].map((from) =>
  Array.from({ length: 16 }, (_, at) => from + 2 * Math.floor(at / 4) + (at % 2) + (at % 4 < 2 ? 0 : 16)),
);

/** @returns what generates the mixing of the pixels of a stroke, 0 to 255 each: the first four, and the last four */
function mixer(f: FunctionBuilder, room: Room): (places: Places) => [V128, V128] {
  const { sheet } = room;
  const [furthest, pitch, all, toPixel] = Array.from({ length: mixingVectors }, (_, at) =>
    f.local('v128', v128.load(i32.const(0), room.mixing + 16 * at)),
  );
  const [ownX, ownY, cellX, cellY, address, pixels, left, right, below, columns, between] = Array.from(
    { length: 11 },
    () => f.local('v128'),
  );
  const four = f.local('i64');
  const mixed = [0, 1].map(() => f.local('v128'));
  // All around the digit there is nothing to see, so that what is left of it or above may as well be right of it or below.
  const cellOf = (place: V128): V128 => i16x8.minUnsigned(i16x8.shrUnsigned(place, placeBits), furthest);
  return ({ x, y }) => {
    f.set(ownX, x);
    f.set(ownY, y);
    f.set(cellX, cellOf(ownX));
    f.set(cellY, cellOf(ownY));
    f.set(address, i16x8.add(i16x8.mul(cellY, pitch), i16x8.shl(cellX, cellBits)));
    // All bits of it that are behind the point.
    f.set(right, v128.and(ownX, f.constant(i16x8.all(one - 1))));
    f.set(left, i16x8.sub(all, right));
    // The upper eight of them.
    f.set(below, i16x8.shrUnsigned(i16x8.shl(ownY, 16 - placeBits), 8));
    paired.forEach((bytes, half) => {
      f.set(four, i64x2.extractLane(address, half));
      shortsOf(four).forEach((pixel, lane) =>
        // Into none at first: what was there before would have to be waited for.
        f.set(
          pixels,
          lane === 0 ? v128.load32Zero(pixel, sheet) : v128.load32Lane(pixel, pixels, lane, sheet),
        ),
      );
      f.set(columns, i16x8.shl(pixels, 8));
      const difference = i16x8.sub(i16x8.shrSigned(pixels, 8), i16x8.shrSigned(columns, 8));
      const down = i16x8.mul(difference, i8x16.shuffle(below, below, bytes));
      f.set(between, i16x8.add(columns, down));
      const sum = i16x8.dot(between, i8x16.shuffle(left, right, bytes));
      f.set(mixed[half], i32x4.shrUnsigned(i32x4.add(sum, toPixel), 17));
    });
    return [mixed[0], mixed[1]];
  };
}

/** The four numbers of 16 bits, without signs, that one of 64 holds: a vector gives its lanes one by one more slowly. */
function shortsOf(four: I64): I32[] {
  const short = i32.const(0xffff);
  return [
    i32.and(i64.wrap(four), short),
    i32.shrUnsigned(i64.wrap(four), i32.const(16)),
    i32.and(i64.wrap(i64.shrUnsigned(four, 32)), short),
    i64.wrap(i64.shrUnsigned(four, 48)),
  ];
}
