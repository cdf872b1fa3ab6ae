/**
 * Generates what paints a digit by a homography. Each row of the canvas shows the ink's box, which is a quadrilateral there, along
 * one stretch, and only that is painted; as with affine warps, all strokes are found first.
 */
import {
  callResult,
  f32x4,
  i16x8,
  i32,
  i32x4,
  v128,
  type Callable,
  type FunctionBuilder,
  type Local,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { strokeBits, strokeWidth, type Room } from './brushMemory';
import { nearnessFinder, rounder } from './findPlaces';
import { strokeBytes, writeStrokes } from './strokeList';
import { layOut, strokePainter } from './strokes';

/**
 * Of a stroke, in 32 bits each: the place on the sheet that its first pixel shows, before it is divided by the depth; the depth;
 * the address that it goes to, from the canvas on.
 */
const STROKE = { x: 0, y: 4, depth: 8, target: 12 } as const;

/** Further than any canvas's edge. */
const farAway = 1e6;
/** Stands for a slope of 0: further than any canvas, what is within is so everywhere. */
const flat = 1e-20;

/** Generates (digit, channel, firstRow, lastRow, left, right, top, bottom): see Brush. */
export function paintProjected(module: ModuleBuilder, room: Room): Callable {
  const find = findStrokes(module, room);
  const paint = projectedStrokes(module, room);
  const parameters = [...rowParameters, ...boxParameters];
  return module.function('paint projected', parameters, (f) => {
    const [digit, ...rows] = rowParameters.map((type, at) => f.parameter(at, type));
    const box = boxParameters.map((type, at) => f.parameter(rowParameters.length + at, type));
    layOut(f, room, digit);
    f.call(paint, callResult(find, 'i32', ...rows, ...box));
  });
}

const rowParameters = ['i32', 'i32', 'i32', 'i32'] as const;
const boxParameters = ['f32', 'f32', 'f32', 'f32'] as const;

/**
 * Where rows begin and end to show ink, from the middle of the canvas: y times `slopes`, plus `starts`, are lanes whose largest is
 * the column of the first, and such lanes for the last, negative.
 */
interface Stretch {
  readonly slopes: V128;
  readonly starts: V128;
}

/** Generates (channel, row, lastRow, left, right, top, bottom) -> end of the strokes, from `strokes` on. */
function findStrokes(module: ModuleBuilder, room: Room): Callable {
  const { size, pitch, channels, fromMiddle, strokes } = room;
  const define = (f: FunctionBuilder): void => {
    const [channel, row, lastRow] = [0, 1, 2].map((at) => f.parameter(at, 'i32'));
    const { byX, byY, constant } = matrixColumns(f, room);
    const [first, last] = stretches(f, byX, byY, constant);
    const centre = (size - 1) / 2;
    const fromEdge = f.constant(f32x4.const([centre, centre, -centre, -centre]));
    const earliest = f.constant(f32x4.const([0, 0, 1 - size, 1 - size]));
    const rounded = rounder(f, room);
    const stride = f.local('v128', f32x4.mul(byX, f.constant(f32x4.all(strokeWidth))));
    const target = f.local('i32', i32.const(strokes));
    const [column, pixel, left] = [0, 1, 2].map(() => f.local('i32'));
    const [y, ends, stroke] = [0, 1, 2].map(() => f.local('v128'));
    const rowStart = f.local('i32', i32.add(i32.times(row, pitch), channel));
    const write = (offset: number): void => {
      f.storeV128(target, stroke, offset);
      f.storeI32(target, pixel, offset + STROKE.target);
      f.set(stroke, f32x4.add(stroke, stride));
      f.advance(pixel, strokeWidth * channels);
    };
    f.while(i32.geSigned(lastRow, row), () => {
      f.set(y, v128.load32Splat(i32.times(row, 4), fromMiddle));
      const [begins, stops] = [first, last].map(({ slopes, starts }) =>
        f.local('v128', f32x4.add(f32x4.mul(slopes, y), starts)),
      );
      f.set(
        ends,
        f32x4.pmax(v128.shuffle(begins, stops, [0, 1, 4, 5]), v128.shuffle(begins, stops, [2, 3, 6, 7])),
      );
      f.set(ends, f32x4.add(f32x4.pmax(ends, v128.shuffle(ends, ends, [1, 0, 3, 2])), fromEdge));
      f.set(ends, f32x4.pmin(f32x4.pmax(ends, earliest), f.constant(f32x4.all(size))));
      f.set(ends, f32x4.ceil(ends));
      const whole = f.local('v128', rounded(ends));
      f.set(column, i32x4.extractLane(whole, 0));
      const beyond = i32.add(column, i32x4.extractLane(whole, 2));
      f.set(left, i32.shrSigned(i32.sub(i32.const(strokeWidth), beyond), i32.const(strokeBits)));
      const x = f32x4.sub(v128.shuffle(ends, ends, [0, 0, 0, 0]), f.constant(f32x4.all(centre)));
      const ofRow = f32x4.add(f32x4.mul(byY, y), constant);
      f.set(stroke, f32x4.add(f32x4.mul(byX, x), ofRow));
      f.set(pixel, i32.add(rowStart, i32.times(column, channels)));
      writeStrokes(f, target, left, write);
      f.advance(rowStart, pitch);
      f.advance(row, 1);
    });
    f.return(target);
  };
  return module.function(
    'find projected strokes',
    [...rowParameters.slice(1), ...boxParameters],
    define,
    'i32',
  );
}

/** Of the matrix to the sheet: of x, y and the depth each what comes by x, by y and anyway. */
function matrixColumns(f: FunctionBuilder, { toSheet }: Room) {
  const [byX, byY, constant] = [0, 1, 2].map((column) => {
    const at = toSheet + 4 * column;
    const gathered = f.local('v128', v128.load32Zero(i32.const(at)));
    f.set(gathered, v128.load32Lane(i32.const(at + 12), gathered, 1));
    f.set(gathered, v128.load32Lane(i32.const(at + 24), gathered, 2));
    return gathered;
  });
  return { byX, byY, constant };
}

/**
 * The four edges of the box (parameters 3 to 6: left, right, top, bottom, as places): x - left · depth is positive to the right of the
 * left one, and a line; so are the others. Where what comes by x is positive, that holds from a column on, else up to one.
 */
function stretches(
  f: FunctionBuilder,
  byX: Local<'v128'>,
  byY: Local<'v128'>,
  constant: Local<'v128'>,
): [first: Stretch, last: Stretch] {
  const [left, ...others] = [0, 1, 2, 3].map((at) => f.parameter(3 + at, 'f32'));
  const box = f.local('v128', f32x4.fromLanes(left, ...others));
  const turned = f.constant(i32x4.const([0, 1 << 31, 0, 1 << 31]));
  const [a, b, c] = [byX, byY, constant].map((ofMatrix) => {
    const depth = v128.shuffle(ofMatrix, ofMatrix, [2, 2, 2, 2]);
    const place = v128.shuffle(ofMatrix, ofMatrix, [0, 0, 1, 1]);
    return f.local('v128', v128.xor(f32x4.sub(place, f32x4.mul(box, depth)), turned));
  });
  const zero = f.constant(f32x4.all(0));
  f.set(a, v128.bitselect(f.constant(f32x4.all(flat)), a, f32x4.eq(a, zero)));
  const isFirst = f.local('v128', f32x4.gt(a, zero));
  const slope = f.local('v128', f32x4.neg(f32x4.div(b, a)));
  const start = f.local('v128', f32x4.neg(f32x4.div(c, a)));
  const nowhere = f.constant(f32x4.all(-farAway));
  const first = {
    slopes: f.local('v128', v128.and(slope, isFirst)),
    starts: f.local('v128', v128.bitselect(start, nowhere, isFirst)),
  };
  const last = {
    slopes: f.local('v128', v128.andNot(f32x4.neg(slope), isFirst)),
    starts: f.local('v128', v128.bitselect(nowhere, f32x4.neg(start), isFirst)),
  };
  return [first, last];
}

/** Generates (end): the strokes that were found, up to the last one's end. */
function projectedStrokes(module: ModuleBuilder, room: Room): Callable {
  return module.function('projected strokes', ['i32'], (f) => {
    const end = f.parameter(0, 'i32');
    const rounded = rounder(f, room);
    const nearnessOf = nearnessFinder(f, room);
    /** Of x, y and the depth, by how much a stroke's pixels differ from its first. */
    const offsets = [0, 1, 2].map((row) => {
      const byX = f.local('v128', v128.load32Splat(i32.const(room.toSheet + 12 * row)));
      return [f32x4.const([0, 1, 2, 3]), f32x4.const([4, 5, 6, 7])].map((numbers) =>
        f.local('v128', f32x4.mul(byX, numbers)),
      );
    });
    const stroke = f.local('i32', i32.const(room.strokes));
    const target = f.local('i32');
    const firsts = [0, 1, 2].map(() => f.local('v128'));
    const nearness = f.local('v128');
    const paint = strokePainter(f, room);
    f.while(i32.ne(stroke, end), () => {
      [STROKE.x, STROKE.y, STROKE.depth].forEach((at, row) =>
        f.set(firsts[row], v128.load32Splat(stroke, at)),
      );
      f.set(target, i32.load(stroke, STROKE.target));
      const halves = [0, 1].map((half) => {
        const [x, y, depth] = firsts.map((first, row) => f32x4.add(first, offsets[row][half]));
        f.set(nearness, nearnessOf(depth));
        return [x, y].map((along) => f.local('v128', rounded(f32x4.mul(along, nearness))));
      });
      const [x, y] = [0, 1].map((axis) => i16x8.narrowSigned(halves[0][axis], halves[1][axis]));
      paint(target, { x, y });
      f.advance(stroke, strokeBytes);
    });
  });
}
