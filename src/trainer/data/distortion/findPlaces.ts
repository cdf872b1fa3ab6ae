/** Generates what finds, for warps that a matrix alone does not make, the place in the digit that each pixel shows. */
import {
  f32x4,
  i16x8,
  i32,
  i32x4,
  v128,
  type Callable,
  type FunctionBuilder,
  type I32,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { bentBytes, PLACING, strokeWidth, type Room } from './brushMemory';

/** Places on the sheet that the pixels of a stroke show, 16 bits each. */
export interface Places {
  readonly x: V128;
  readonly y: V128;
}

/** Generates the places of one stroke after the other. */
interface Placer {
  beginRow(row: I32): void;
  /** @param column of the stroke's first pixel */
  places(column: I32): Places;
}

function makePlacer(f: FunctionBuilder, room: Room): Placer {
  return room.isNear ? nearPlacer(f, room) : farPlacer(f, room);
}

/** Places that the rows of nodes have already, column by column. */
function nearPlacer(f: FunctionBuilder, room: Room): Placer {
  const above = aboveRow(f, room);
  const at = f.local('i32');
  return {
    beginRow: above.begin,
    places: (column) => {
      f.set(at, i32.add(above.address, i32.times(column, bentBytes(room))));
      return betweenRows(f, room, at)(above.share);
    },
  };
}

/**
 * @param at address of eight columns of a row of nodes, from `bent` on
 * @returns the places that a share of the way down to the next row of nodes is, where places are near
 */
export function betweenRows(f: FunctionBuilder, room: Room, at: I32): (share: V128) => Places {
  const { columns, bent } = room;
  const [x, y] = [0, 1].map((axis) => {
    const here = bent + bentBytes(room) * axis * columns;
    const upper = f.local('v128', v128.load(at, here));
    const lower = v128.load(at, here + bentBytes(room) * 2 * columns);
    const step = f.local('v128', i16x8.subSaturated(lower, upper));
    return (share: V128) => i16x8.addSaturated(upper, i16x8.roundedProduct(step, share));
  });
  return (share) => ({ x: x(share), y: y(share) });
}

/** @returns what generates the nearest whole number of each of four, see `placing` */
export function rounder(f: FunctionBuilder, room: Room): (numbers: V128) => V128 {
  const rounding = readPlacing(f, room, PLACING.rounding);
  return (numbers) => i32x4.sub(f32x4.add(numbers, rounding), rounding);
}

/** @returns what generates 1 / depth, where no depth is less than the least */
export function nearnessFinder(f: FunctionBuilder, room: Room): (depth: V128) => V128 {
  const leastDepth = readPlacing(f, room, PLACING.leastDepth);
  const whole = readPlacing(f, room, PLACING.whole);
  return (depth) => f32x4.div(whole, f32x4.pmax(depth, leastDepth));
}

function readPlacing(f: FunctionBuilder, room: Room, number: number): V128 {
  return f.local('v128', v128.load(i32.const(0), room.placing + 16 * number));
}

/** By a matrix from the canvas, of which it may be bent before. */
function farPlacer(f: FunctionBuilder, room: Room): Placer {
  const { columns, bends, projects, toSheet, fromMiddle } = room;
  const [x, y, nearness, canvasY] = [0, 1, 2, 3].map(() => f.local('v128'));
  const rounded = rounder(f, room);
  const nearnessOf = nearnessFinder(f, room);
  const splat = (at: number): V128 => v128.load32Splat(i32.const(toSheet + 4 * at));
  const axes = projects ? [0, 1, 2] : [0, 1];
  const rows = axes.map((axis) => ({
    byX: f.local('v128', splat(3 * axis)),
    byY: f.local('v128', splat(3 * axis + 1)),
    begin: f.local('v128', splat(3 * axis + 2)),
    /** At a row of the canvas, where it isn't bent. */
    ofRow: f.local('v128'),
  }));
  const above = bends ? aboveRow(f, room) : undefined;
  const at = f.local('i32');
  const along = (axis: number): V128 => {
    const { byX, byY, begin, ofRow } = rows[axis];
    const first = f32x4.add(f32x4.mul(byX, x), above ? begin : ofRow);
    return above ? f32x4.add(first, f32x4.mul(byY, y)) : first;
  };
  const four = (column: I32, half: number): [V128, V128] => {
    if (above) {
      f.set(at, i32.add(above.address, i32.times(column, bentBytes(room))));
      [x, y].forEach((coordinate, axis) => {
        const here = room.bent + bentBytes(room) * (axis * columns + half);
        const upper = f.local('v128', v128.load(at, here));
        const lower = v128.load(at, here + bentBytes(room) * 2 * columns);
        f.set(coordinate, f32x4.add(upper, f32x4.mul(above.share, f32x4.sub(lower, upper))));
      });
    } else f.set(x, v128.load(i32.times(column, 4), fromMiddle + 4 * half));
    if (projects) {
      f.set(nearness, nearnessOf(along(2)));
    }
    const onSheet = (axis: number): V128 => {
      const place = projects ? f32x4.mul(along(axis), nearness) : along(axis);
      return f.local('v128', rounded(place));
    };
    return [onSheet(0), onSheet(1)];
  };
  return {
    beginRow: (row) => {
      above?.begin(row);
      f.set(canvasY, v128.load32Splat(i32.times(row, 4), fromMiddle));
      for (const { byY, begin, ofRow } of rows) f.set(ofRow, f32x4.add(begin, f32x4.mul(byY, canvasY)));
    },
    places: (column) => {
      const [firstX, firstY] = four(column, 0);
      const [lastX, lastY] = four(column, 4);
      return { x: i16x8.narrowSigned(firstX, lastX), y: i16x8.narrowSigned(firstY, lastY) };
    },
  };
}

/** The row of nodes above a row of the canvas: its address from `bent` on, and how far the row is from it to the next. */
function aboveRow(f: FunctionBuilder, { nodesAbove, isNear }: Room) {
  const address = f.local('i32');
  const share = f.local('v128');
  const begin = (row: I32): void => {
    f.set(address, i32.load(i32.times(row, 8), nodesAbove));
    const load = isNear ? v128.load16Splat : v128.load32Splat;
    f.set(share, load(i32.times(row, 8), nodesAbove + 4));
  };
  return { address, share, begin };
}

/** Generates (row, column, last, target): the places of a row's strokes between two columns, `target` bytes behind `placesX` and `placesY`. */
export function findRow(module: ModuleBuilder, room: Room): Callable {
  return module.function('find places', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [row, column, last, target] = [0, 1, 2, 3].map((at) => f.parameter(at, 'i32'));
    const placer = makePlacer(f, room);
    const to = f.local('i32');
    placer.beginRow(row);
    f.while(i32.geSigned(last, column), () => {
      const { x, y } = placer.places(column);
      f.set(to, i32.add(target, i32.times(column, 2)));
      f.storeV128(to, x, room.placesX);
      f.storeV128(to, y, room.placesY);
      f.advance(column, strokeWidth);
    });
  });
}

/** Generates (): the places that all of the canvas's pixels show. */
export function findPlaces(module: ModuleBuilder, { size, columns }: Room, find: Callable): Callable {
  return module.function('find all places', [], (f) => {
    const row = f.local('i32');
    const [first, last] = [0, size - 1].map(i32.const);
    f.times(row, size, 1, () => f.call(find, row, first, last, i32.times(row, 2 * columns)));
  });
}
