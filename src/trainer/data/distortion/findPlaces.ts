/** Generates what finds, for warps that a matrix alone does not make, the place in the digit that each pixel shows. */
import {
  f32x4,
  i32,
  i32x4,
  v128,
  type Callable,
  type FunctionBuilder,
  type I32,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { nodeEdge, nodeVectors, pixelsBetweenNodes } from './bending';
import { controls, groupsOfFour, placing, type Room } from './brushMemory';

const sum = (...terms: V128[]): V128 => terms.reduce(f32x4.add);

/** Generates (): how far the nodes move, and so each row of them, column by column. */
export function bend(module: ModuleBuilder, room: Room): Callable {
  return module.function('bend', [], (f) => {
    moveNodes(f, room);
    moveColumns(f, room);
  });
}

function moveNodes(f: FunctionBuilder, { moves, shares, nodes, reach }: Room): void {
  const [share, target, round] = [0, 1, 2].map(() => f.local('i32'));
  const ends = [0, 1].map(() => [
    f.local('v128', f32x4.all(Infinity)),
    f.local('v128', f32x4.all(-Infinity)),
  ]);
  f.times(round, nodeVectors, 1, () => {
    for (const [axis, [least, most]] of ends.entries()) {
      const products = Array.from({ length: controls }, (_, control) =>
        f32x4.mul(
          v128.load(share, shares + 16 * control),
          v128.load32Splat(i32.const(0), moves + 4 * (2 * control + axis)),
        ),
      );
      const moved = f.local('v128', sum(...products));
      f.storeV128(target, moved, nodes + 16 * nodeVectors * axis);
      f.set(least, f32x4.pmin(least, moved));
      f.set(most, f32x4.pmax(most, moved));
    }
    f.advance(share, 16 * controls);
    f.advance(target, 16);
  });
  ends.flat().forEach((end, at) => f.storeV128(i32.const(0), end, reach + 16 * at));
}

/** Between two nodes of a row, moves are linear. */
function moveColumns(f: FunctionBuilder, { size, nodes, bent }: Room): void {
  const [node, target, round] = [0, 1, 2].map(() => f.local('i32'));
  const [low, high, left] = [0, 1, 2].map(() => f.local('v128'));
  const columns = pixelsBetweenNodes(size);
  f.times(round, nodeEdge, 1, () => {
    for (const [group, column] of groupsOfFour(size).entries()) {
      const [a, b, c, d] = columns.slice(column, column + 4);
      const first = a.node;
      const lanes = [0, b.node - first, c.node - first, d.node - first] as const;
      const after = [1, lanes[1] + 1, lanes[2] + 1, lanes[3] + 1] as const;
      const shares = f.constant(f32x4.const([a.share, b.share, c.share, d.share]));
      for (const axis of [0, 1]) {
        const from = nodes + 16 * nodeVectors * axis + 4 * first;
        f.set(low, v128.load(node, from));
        f.set(high, v128.load(node, from + 16));
        f.set(left, v128.shuffle(low, high, lanes));
        const step = f32x4.sub(v128.shuffle(low, high, after), left);
        f.storeV128(target, f32x4.add(left, f32x4.mul(shares, step)), bent + 32 * group + 16 * axis);
      }
    }
    f.advance(node, 4 * nodeEdge);
    f.advance(target, 32 * groupsOfFour(size).length);
  });
}

/**
 * Generates (row, firstGroup, lastGroup, target): the places on the sheet that the pixels of a row show, in those of the
 * groups of four between two; their x and y go to `placesX` and `placesY`, `target` bytes behind.
 */
export function findRow(module: ModuleBuilder, room: Room): Callable {
  const { size, bends, projects, toDigit, fromMiddle, bent, nodesAbove, placesX, placesY } = room;
  return module.function('find places', ['i32', 'i32', 'i32', 'i32'], (f) => {
    const [row, group, lastGroup, target] = [0, 1, 2, 3].map((at) => f.parameter(at, 'i32'));
    const [above, column, place] = [0, 1, 2].map(() => f.local('i32'));
    const [down, x, y, nearness] = [0, 1, 2, 3].map(() => f.local('v128'));
    const matrix = Array.from({ length: projects ? 9 : 6 }, (_, at) =>
      f.local('v128', v128.load32Splat(i32.const(toDigit + 4 * at))),
    );
    const [toSheet, rounding, leastDepth, whole] = placing.map((_, at) =>
      f.local('v128', v128.load(i32.const(0), room.placing + 16 * at)),
    );
    const along = (axis: number): V128 => {
      const [byX, byY, begin] = matrix.slice(3 * axis);
      return sum(f32x4.mul(byX, x), f32x4.mul(byY, y), begin);
    };
    /** How far four pixels are bent along an axis: linear from the row of nodes above to the one below. */
    const bentBy = (axis: number): V128 => {
      const upper = bent + 16 * axis;
      const lower = v128.load(place, upper + 32 * groupsOfFour(size).length);
      const begin = f.local('v128', v128.load(place, upper));
      return f32x4.add(begin, f32x4.mul(down, f32x4.sub(lower, begin)));
    };
    const canvasY = f.local('v128', v128.load32Splat(i32.times(row, 4), fromMiddle));
    if (bends) {
      const entry = f.local('i32', i32.times(row, 8));
      f.set(down, v128.load32Splat(entry, nodesAbove + 4));
      f.set(above, i32.load(entry, nodesAbove));
    }
    f.while(i32.geSigned(lastGroup, group), () => {
      f.set(column, columnOf(group, size));
      const canvasX = v128.load(i32.times(column, 4), fromMiddle);
      if (bends) f.set(place, i32.add(above, i32.times(group, 32)));
      f.set(x, bends ? f32x4.add(canvasX, bentBy(0)) : canvasX);
      f.set(y, bends ? f32x4.add(canvasY, bentBy(1)) : canvasY);
      if (projects) {
        f.set(nearness, f32x4.div(whole, f32x4.pmax(along(2), leastDepth)));
      }
      const to = f.local('i32', i32.add(target, i32.times(column, 4)));
      for (const [axis, places] of [placesX, placesY].entries()) {
        const inDigit = projects ? f32x4.mul(along(axis), nearness) : along(axis);
        f.storeV128(to, i32x4.sub(f32x4.add(inDigit, toSheet), rounding), places);
      }
      f.advance(group, 1);
    });
  });
}

/** The first column of a group in `groupsOfFour`. */
export function columnOf(group: I32, size: number): I32 {
  const [own, latest] = [i32.times(group, 4), i32.const(size - 4)];
  return i32.select(own, latest, i32.ltSigned(own, latest));
}

/** Generates (): the places that all of the canvas's pixels show. */
export function findPlaces(module: ModuleBuilder, { size }: Room, find: Callable): Callable {
  return module.function('find all places', [], (f) => {
    const row = f.local('i32');
    const lastGroup = i32.const(groupsOfFour(size).length - 1);
    f.times(row, size, 1, () => f.call(find, row, i32.const(0), lastGroup, i32.times(row, 4 * size)));
  });
}
