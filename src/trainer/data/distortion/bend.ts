/** Generates what bends a canvas: where its nodes go, and so each row of them, column by column. */
import {
  f32x4,
  i16x8,
  i32,
  i32x4,
  i8x16,
  v128,
  type Callable,
  type FunctionBuilder,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import { controlEdge, controlsOfQuarter, mirrored, nodeEdge, pixelsBetweenNodes } from './bending';
import { bentBytes, PLACING, sharePart, strokeWidth, type Room } from './brushMemory';

const sum = (...terms: V128[]): V128 => terms.reduce(f32x4.add);

/**
 * Generates (). What becomes of nodes: places on the sheet where these are near, for what is linear between nodes stays so by a
 * matrix; else places on the canvas.
 */
export function bend(module: ModuleBuilder, room: Room): Callable {
  return module.function('bend', [], (f) => {
    if (room.isNear) {
      placeNearNodes(f, room);
      placeNearColumns(f, room);
    } else {
      placeNodes(f, room);
      placeColumns(f, room);
    }
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

/** Sums of the control points' moves, four by four: along x, then along y. */
function controlSums(f: FunctionBuilder, { moves }: Room): V128[][] {
  return [0, 1].map((axis) =>
    mirrored(controlEdge).map((four) => {
      const gathered = f.local('v128');
      four.forEach((control, lane) =>
        f.set(gathered, v128.load32Lane(i32.const(0), gathered, lane, moves + 4 * (2 * control + axis))),
      );
      return sumsOfFour(f, gathered);
    }),
  );
}

function placeNodes(f: FunctionBuilder, room: Room): void {
  const { shares, reach, nodeSums } = room;
  const controls = controlSums(f, room);
  const ends = [0, 1].map(() => [
    f.local('v128', f32x4.all(Infinity)),
    f.local('v128', f32x4.all(-Infinity)),
  ]);
  mirrored(nodeEdge).forEach((four, node) => {
    controls.forEach((ofAxis, axis) => {
      const products = ofAxis.map((control, at) =>
        f32x4.mul(control, v128.load(i32.const(0), shares + 16 * (controlsOfQuarter * node + at))),
      );
      const moved = sumsOfFour(f, sum(...products));
      const [least, most] = ends[axis];
      f.set(least, f32x4.pmin(least, moved));
      f.set(most, f32x4.pmax(most, moved));
      const unmoved = v128.and(v128.load(i32.const(0), nodeSums + 16 * node), lane(f, 1 + axis));
      const place = f.local('v128', f32x4.add(moved, sumsOfFour(f, unmoved)));
      four.forEach((number, at) => f.storeLane(i32.const(0), place, at, nodeAt(room, axis, number)));
    });
  });
  ends.flat().forEach((end, at) => f.storeV128(i32.const(0), end, reach + 16 * at));
}

/** All bits of a lane. */
function lane(f: FunctionBuilder, number: number): V128 {
  const bits = [0, 1, 2, 3].map((at) => (at === number ? -1 : 0));
  return f.constant(i32x4.const(bits as [number, number, number, number]));
}

/** The matrix to the sheet is applied to the control points' sums: it is linear, and they are fewer than the nodes. */
function placeNearNodes(f: FunctionBuilder, room: Room): void {
  const { shares, nodeSums, toSheet } = room;
  const rounding = f.local('v128', v128.load(i32.const(0), room.placing + 16 * PLACING.rounding));
  const [alongX, alongY] = controlSums(f, room);
  const axes = [0, 1].map((axis) => {
    const row = toSheet + 4 * 3 * axis;
    const byX = f.local('v128', v128.load32Splat(i32.const(row)));
    const byY = f.local('v128', v128.load32Splat(i32.const(row + 4)));
    const controls = alongX.map((x, at) =>
      f.local('v128', f32x4.add(f32x4.mul(byX, x), f32x4.mul(byY, alongY[at]))),
    );
    // Of a node that is not moved: (what the matrix adds, by x, by y, 0) times (1, x, y, 0).
    const unmoved = f.local('v128', v128.load32Zero(i32.const(row + 8)));
    f.set(unmoved, v128.load32Lane(i32.const(row), unmoved, 1));
    f.set(unmoved, v128.load32Lane(i32.const(row + 4), unmoved, 2));
    return { controls, unmoved };
  });
  const [node, share] = [0, 1].map(() => f.local('v128'));
  mirrored(nodeEdge).forEach((four, number) => {
    f.set(node, v128.load(i32.const(0), nodeSums + 16 * number));
    const sums = axes.map(({ unmoved }) => f.local('v128', f32x4.mul(unmoved, node)));
    for (let control = 0; control < controlsOfQuarter; control++) {
      f.set(share, v128.load(i32.const(0), shares + 16 * (controlsOfQuarter * number + control)));
      axes.forEach(({ controls }, axis) =>
        f.set(sums[axis], f32x4.add(sums[axis], f32x4.mul(share, controls[control]))),
      );
    }
    sums.forEach((ofAxis, axis) => {
      const place = f.local('v128', i32x4.sub(f32x4.add(sumsOfFour(f, ofAxis), rounding), rounding));
      const whole = f.local('v128', i16x8.narrowSigned(place, place));
      four.forEach((mirror, at) => f.storeShortLane(i32.const(0), whole, at, nodeAt(room, axis, mirror)));
    });
  });
}

/** Address of a node's place along an axis. */
function nodeAt(room: Room, axis: number, node: number): number {
  return room.nodes + bentBytes(room) * (nodeEdge ** 2 * axis + node);
}

/** Between two nodes of a row, places are linear. */
function placeColumns(f: FunctionBuilder, room: Room): void {
  const { size, columns, bent } = room;
  const [node, target, round] = [0, 1, 2].map(() => f.local('i32'));
  const [low, high, left] = [0, 1, 2].map(() => f.local('v128'));
  const between = pixelsBetweenNodes(size, columns);
  f.times(round, nodeEdge, 1, () => {
    for (let column = 0; column < columns; column += 4) {
      const [a, b, c, d] = between.slice(column, column + 4);
      const lanes = [0, b.node - a.node, c.node - a.node, d.node - a.node] as const;
      const after = [1, lanes[1] + 1, lanes[2] + 1, lanes[3] + 1] as const;
      const shares = f.constant(f32x4.const([a.share, b.share, c.share, d.share]));
      for (const axis of [0, 1]) {
        f.set(low, v128.load(node, nodeAt(room, axis, a.node)));
        f.set(high, v128.load(node, nodeAt(room, axis, a.node + 4)));
        f.set(left, v128.shuffle(low, high, lanes));
        const step = f32x4.sub(v128.shuffle(low, high, after), left);
        f.storeV128(target, f32x4.add(left, f32x4.mul(shares, step)), bent + 4 * (axis * columns + column));
      }
    }
    f.advance(node, 4 * nodeEdge);
    f.advance(target, 4 * 2 * columns);
  });
}

/** The same in 16 bits, eight columns at once. */
function placeNearColumns(f: FunctionBuilder, room: Room): void {
  const { size, columns, bent } = room;
  const [node, target, round] = [0, 1, 2].map(() => f.local('i32'));
  const [low, left] = [0, 1].map(() => f.local('v128'));
  const between = pixelsBetweenNodes(size, columns);
  f.times(round, nodeEdge, 1, () => {
    for (let column = 0; column < columns; column += strokeWidth) {
      const eight = between.slice(column, column + strokeWidth);
      const first = eight[0].node;
      const shares = f.constant(i16x8.const(eight.map(({ share }) => sharePart(share))));
      const lanes = (after: number): number[] =>
        eight.flatMap(({ node }) => [0, 1].map((byte) => 2 * (node - first + after) + byte));
      const isWide = Math.max(...lanes(1)) > 15;
      for (const axis of [0, 1]) {
        f.set(low, v128.load(node, nodeAt(room, axis, first)));
        const high = isWide ? v128.load(node, nodeAt(room, axis, first + 8)) : low;
        f.set(left, i8x16.shuffle(low, high, lanes(0)));
        const step = i16x8.subSaturated(i8x16.shuffle(low, high, lanes(1)), left);
        const place = i16x8.addSaturated(left, i16x8.roundedProduct(step, shares));
        f.storeV128(target, place, bent + 2 * (axis * columns + column));
      }
    }
    f.advance(node, 2 * nodeEdge);
    f.advance(target, 2 * 2 * columns);
  });
}
