/** Generates what bends a canvas: where its nodes go, and so each row of them, column by column. */
import {
  f32x4,
  i16x8,
  i32,
  i32x4,
  v128,
  type Callable,
  type FunctionBuilder,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { controlEdge, controlsOfQuarter, mirrored, nodeEdge, pixelsBetweenNodes } from './bending';
import { bentBytes, PLACING, type Room } from './brushMemory';

const sum = (...terms: V128[]): V128 => terms.reduce(f32x4.add);

/**
 * Generates (). What becomes of nodes: places on the sheet where these are near, for what is linear between nodes stays so by a
 * matrix; else places on the canvas.
 */
export function bend(module: ModuleBuilder, room: Room): Callable {
  return module.function('bend', [], (f) => {
    placeNodes(f, room);
    placeColumns(f, room);
  });
}

/** (a+b+c+d, a-b+c-d, a+b-c-d, a-b-c+d) of the four lanes; of these sums, four times (a, b, c, d) again. */
function sumsOfFour(f: FunctionBuilder, four: V128): V128 {
  const given = f.local('v128', four);
  const [along, across] = [[0, -0, 0, -0] as const, [0, 0, -0, -0] as const].map((signs) =>
    f.constant(f32x4.const(signs)),
  );
  const turned = (from: readonly [number, number, number, number], signs: V128): V128 =>
    v128.xor(v128.shuffle(given, given, from), signs);
  f.set(given, f32x4.add(v128.shuffle(given, given, [0, 0, 2, 2]), turned([1, 1, 3, 3], along)));
  f.set(given, f32x4.add(v128.shuffle(given, given, [0, 1, 0, 1]), turned([2, 3, 2, 3], across)));
  return given;
}

function placeNodes(f: FunctionBuilder, room: Room): void {
  const { moves, shares, nodes, reach, toDigit, isNear, nodesFromMiddle } = room;
  const axes = [0, 1];
  const controls = axes.map((axis) =>
    mirrored(controlEdge).map((four) => {
      const gathered = f.local('v128');
      four.forEach((control, lane) =>
        f.set(gathered, v128.load32Lane(i32.const(0), gathered, lane, moves + 4 * (2 * control + axis))),
      );
      return sumsOfFour(f, gathered);
    }),
  );
  const ends = axes.map(() => [f.local('v128', f32x4.all(Infinity)), f.local('v128', f32x4.all(-Infinity))]);
  const matrix = Array.from({ length: 6 }, (_, at) =>
    f.local('v128', v128.load32Splat(i32.const(toDigit + 4 * at))),
  );
  const onSheet = f.local('v128', v128.load(i32.const(0), room.placing + 16 * PLACING.middle));
  mirrored(nodeEdge).forEach((four, node) => {
    const places = axes.map((axis) => {
      const products = controls[axis].map((control, at) =>
        f32x4.mul(control, v128.load(i32.const(0), shares + 16 * (controlsOfQuarter * node + at))),
      );
      const moved = sumsOfFour(f, sum(...products));
      const [least, most] = ends[axis];
      f.set(least, f32x4.pmin(least, moved));
      f.set(most, f32x4.pmax(most, moved));
      return f.local(
        'v128',
        f32x4.add(moved, v128.load(i32.const(0), nodesFromMiddle + 16 * (2 * node + axis))),
      );
    });
    axes.forEach((axis) => {
      const [byX, byY, begin] = matrix.slice(3 * axis);
      const inDigit = sum(f32x4.mul(byX, places[0]), f32x4.mul(byY, places[1]), begin);
      const place = isNear ? f.local('v128', f32x4.add(inDigit, onSheet)) : places[axis];
      four.forEach((number, lane) =>
        f.storeLane(i32.const(0), place, lane, nodes + 4 * (nodeEdge ** 2 * axis + number)),
      );
    });
  });
  ends.flat().forEach((end, at) => f.storeV128(i32.const(0), end, reach + 16 * at));
}

/** Between two nodes of a row, places are linear. */
function placeColumns(f: FunctionBuilder, room: Room): void {
  const { size, columns, nodes, bent, isNear } = room;
  const [node, target, round] = [0, 1, 2].map(() => f.local('i32'));
  const [low, high, left, first] = [0, 1, 2, 3].map(() => f.local('v128'));
  const rounding = f.local('v128', v128.load(i32.const(0), room.placing + 16 * PLACING.rounding));
  const between = pixelsBetweenNodes(size, columns);
  /** Four columns. */
  const along = (axis: number, column: number): V128 => {
    const [a, b, c, d] = between.slice(column, column + 4);
    const lanes = [0, b.node - a.node, c.node - a.node, d.node - a.node] as const;
    const after = [1, lanes[1] + 1, lanes[2] + 1, lanes[3] + 1] as const;
    const shares = f.constant(f32x4.const([a.share, b.share, c.share, d.share]));
    const from = nodes + 4 * (nodeEdge ** 2 * axis + a.node);
    f.set(low, v128.load(node, from));
    f.set(high, v128.load(node, from + 16));
    f.set(left, v128.shuffle(low, high, lanes));
    const step = f32x4.sub(v128.shuffle(low, high, after), left);
    return f32x4.add(left, f32x4.mul(shares, step));
  };
  const whole = (place: V128): V128 => i32x4.sub(f32x4.add(place, rounding), rounding);
  f.times(round, nodeEdge, 1, () => {
    for (const axis of [0, 1]) {
      for (let column = 0; column < columns; column += 8) {
        const at = bent + bentBytes(room) * (axis * columns + column);
        if (isNear) {
          f.set(first, whole(along(axis, column)));
          f.storeV128(target, i16x8.narrowSigned(first, whole(along(axis, column + 4))), at);
        } else {
          for (const half of [0, 4]) f.storeV128(target, along(axis, column + half), at + 4 * half);
        }
      }
    }
    f.advance(node, 4 * nodeEdge);
    f.advance(target, bentBytes(room) * 2 * columns);
  });
}
