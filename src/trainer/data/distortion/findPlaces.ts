/** Generates what finds, for warps that a matrix alone does not make, the place in the digit that each pixel shows. */
import {
  f32,
  f32x4,
  i32,
  i32x4,
  v128,
  type Callable,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { nodeEdge } from './bending';
import { controls, groupsOfFour, middle, one, type Room } from './brushMemory';

/** What is not in front of the eye, which a homography would show mirrored, goes far away instead. */
const leastDepth = 1e-3;

const sum = (...terms: V128[]): V128 => terms.reduce(f32x4.add);

/** Generates (): how far each row of nodes is bent, column by column. */
export function bend(module: ModuleBuilder, { size, moves, shares, bent }: Room): Callable {
  return module.function('bend', [], (f) => {
    const [share, target, round] = [0, 1, 2].map(() => f.local('i32'));
    f.times(round, nodeEdge * groupsOfFour(size).length, 1, () => {
      for (const axis of [0, 1]) {
        const products = Array.from({ length: controls }, (_, control) =>
          f32x4.mul(
            v128.load(share, shares + 16 * control),
            v128.load32Splat(i32.const(0), moves + 4 * (2 * control + axis)),
          ),
        );
        f.storeV128(target, sum(...products), bent + 16 * axis);
      }
      f.advance(share, 16 * controls);
      f.advance(target, 32);
    });
  });
}

/** Generates (first row, rows): the places on the sheet that the pixels of these rows show. */
export function findPlaces(module: ModuleBuilder, room: Room): Callable {
  const { size, bends, projects, placesX, placesY, toDigit, bent, nodesAbove } = room;
  const centre = (size - 1) / 2;
  const groups = groupsOfFour(size);
  return module.function('find places', ['i32', 'i32'], (f) => {
    const row = f.parameter(0, 'i32');
    const end = f.local('i32', i32.add(row, f.parameter(1, 'i32')));
    const [above, target] = [0, 1].map(() => f.local('i32'));
    const [down, x, y, nearness, canvasY] = [0, 1, 2, 3, 4].map(() => f.local('v128'));
    const matrix = Array.from({ length: projects ? 9 : 6 }, (_, at) =>
      f.local('v128', v128.load32Splat(i32.const(toDigit + 4 * at))),
    );
    const along = (axis: number): V128 => {
      const [byX, byY, begin] = matrix.slice(3 * axis);
      return sum(f32x4.mul(byX, x), f32x4.mul(byY, y), begin);
    };
    /** How far four pixels are bent along an axis: linear from the row of nodes above to the one below. */
    const bentBy = (group: number, axis: number): V128 => {
      const upper = bent + 32 * group + 16 * axis;
      const lower = v128.load(above, upper + 32 * groups.length);
      const begin = f.local('v128', v128.load(above, upper));
      return f32x4.add(begin, f32x4.mul(down, f32x4.sub(lower, begin)));
    };
    f.while(i32.ltUnsigned(row, end), () => {
      f.set(canvasY, f32x4.splat(f32.sub(f32.convert(row), f32.const(centre))));
      f.set(target, i32.times(row, 4 * size));
      if (bends) {
        const entry = f.local('i32', i32.times(row, 8));
        f.set(down, v128.load32Splat(entry, nodesAbove + 4));
        f.set(above, i32.load(entry, nodesAbove));
      }
      for (const [group, column] of groups.entries()) {
        const first = column - centre;
        const canvasX = f32x4.const([first, first + 1, first + 2, first + 3]);
        f.set(x, bends ? f32x4.add(canvasX, bentBy(group, 0)) : canvasX);
        f.set(y, bends ? f32x4.add(canvasY, bentBy(group, 1)) : canvasY);
        if (projects) {
          const depth = f32x4.max(along(2), f.constant(f32x4.all(leastDepth)));
          f.set(nearness, f32x4.div(f.constant(f32x4.all(1)), depth));
        }
        for (const [axis, places] of [placesX, placesY].entries()) {
          const inDigit = projects ? f32x4.mul(along(axis), nearness) : along(axis);
          const onSheet = f32x4.add(inDigit, f.constant(f32x4.all(middle)));
          const fixed = i32x4.truncate(f32x4.mul(onSheet, f.constant(f32x4.all(one))));
          f.storeV128(target, fixed, places + 4 * column);
        }
      }
      f.advance(row, 1);
    });
  });
}
