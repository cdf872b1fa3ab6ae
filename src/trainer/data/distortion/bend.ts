/** Generates what bends a canvas: where its nodes go, and so each row of them, column by column. */
import {
  f32x4,
  i16x8,
  i32,
  i8x16,
  v128,
  type Callable,
  type FunctionBuilder,
  type ModuleBuilder,
  type V128,
} from '../../engines/wasm/assembler';
import {
  controlsOfQuarter,
  halfNodeEdge,
  kinds,
  mirroredControls,
  nodeEdge,
  pixelsBetweenNodes,
} from './bending';
import { bentBytes, strokeWidth, type Room } from './brushMemory';
import { rounder } from './findPlaces';
import { paired } from './strokes';

/**
 * Generates (). What becomes of nodes: places on the sheet where these are near, for what is linear between nodes stays so by a
 * matrix; else places on the canvas.
 */
export function bend(module: ModuleBuilder, room: Room): Callable {
  return module.function('bend', [], (f) => {
    if (room.isNear) bendNear(f, room);
    else {
      placeNodes(f, room);
      placeColumns(f, room);
    }
  });
}

/** (a+b+c+d, a-b+c-d, a+b-c-d, a-b-c+d) of the four lanes. */
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

/** Sums of the control points' moves, along x and along y: of each four, of all kinds. */
function controlSums(f: FunctionBuilder, { moves }: Room): V128[][] {
  return [0, 1].map((axis) =>
    mirroredControls.map((four) => {
      const gathered = f.local('v128');
      four.forEach((control, lane) =>
        f.set(gathered, v128.load32Lane(i32.const(0), gathered, lane, moves + 4 * (2 * control + axis))),
      );
      return sumsOfFour(f, gathered);
    }),
  );
}

/** Writes sums of moves to where `nodesOfColumn` reads them. */
function writeControlSums(f: FunctionBuilder, room: Room, axis: number, sums: readonly V128[]): void {
  sums.forEach((ofFour, at) => f.storeV128(i32.const(0), ofFour, controlSumAt(room, axis, at, 0)));
}

function controlSumAt(room: Room, axis: number, control: number, kind: number): number {
  return room.controlSums + 4 * (kinds * (controlsOfQuarter * axis + control) + kind);
}

/**
 * Generates how far the nodes of a column of the quarter move, or what they add that to, along x and along y.
 * @param begin of each axis, what is added to the sums of each kind
 * @returns of each axis, of the quarter's nodes from the first row down, of those that mirror them along x, along y, along both
 */
function nodesOfColumn(
  f: FunctionBuilder,
  room: Room,
  column: number,
  begin: readonly (readonly V128[])[],
): V128[][] {
  const sums = begin.map((ofKinds) =>
    Array.from({ length: kinds }, (_, kind) => f.local('v128', ofKinds.at(kind) ?? f.constant(f32x4.all(0)))),
  );
  const share = f.local('v128');
  for (let control = 0; control < controlsOfQuarter; control++) {
    for (let kind = 0; kind < kinds; kind++) {
      const number = kinds * (controlsOfQuarter * column + control) + kind;
      f.set(share, v128.load(i32.const(0), room.shares + 16 * number));
      sums.forEach((ofAxis, axis) => {
        const moved = v128.load32Splat(i32.const(controlSumAt(room, axis, control, kind)));
        f.set(ofAxis[kind], f32x4.add(ofAxis[kind], f32x4.mul(share, moved)));
      });
    }
  }
  return sums.map(([all, alongX, alongY, both]) => {
    const [left, right] = [f32x4.add, f32x4.sub].map((join) => f.local('v128', join(all, alongX)));
    const [lefts, rights] = [f32x4.add, f32x4.sub].map((join) => f.local('v128', join(alongY, both)));
    return [
      f.local('v128', f32x4.add(left, lefts)),
      f.local('v128', f32x4.add(right, rights)),
      f.local('v128', f32x4.sub(left, lefts)),
      f.local('v128', f32x4.sub(right, rights)),
    ];
  });
}

/** The matrix to the sheet is applied to the control points' sums: it is linear, and they are fewer than the nodes. */
function bendNear(f: FunctionBuilder, room: Room): void {
  const { toSheet, nodePlaces } = room;
  const rounded = rounder(f, room);
  const [alongX, alongY] = controlSums(f, room);
  const y = f.local('v128', v128.load(i32.const(0), nodePlaces));
  const axes = [0, 1].map((axis) => {
    const [byX, byY, constant] = [0, 1, 2].map((at) =>
      f.local('v128', v128.load32Splat(i32.const(toSheet + 4 * (3 * axis + at)))),
    );
    const sums = alongX.map((x, at) => f32x4.add(f32x4.mul(byX, x), f32x4.mul(byY, alongY[at])));
    writeControlSums(f, room, axis, sums);
    return { byX, ofRows: f.local('v128', f32x4.mul(byY, y)), constant };
  });
  /** Of each axis and column of nodes, all rows: in the quarter's order, then those that mirror these. */
  const nodes: V128[][] = axes.map(() => []);
  for (let column = 0; column < halfNodeEdge; column++) {
    const x = f.local('v128', v128.load32Splat(i32.const(nodePlaces + 4 * column)));
    const unmoved = axes.map(({ byX, ofRows, constant }) => [constant, f32x4.mul(byX, x), ofRows]);
    nodesOfColumn(f, room, column, unmoved).forEach((four, axis) => {
      const [here, across, below, both] = four.map(rounded);
      nodes[axis][column] = f.local('v128', i16x8.narrowSigned(here, below));
      nodes[axis][nodeEdge - 1 - column] = f.local('v128', i16x8.narrowSigned(across, both));
    });
  }
  nodes.forEach((ofAxis, axis) => writeNearRows(f, room, axis, ofAxis));
}

/** Rows of nodes in the order of a column's lanes, see `bendNear`. */
const rowOfLane = [0, 1, 2, 3, 7, 6, 5, 4];

/** Between nodes places are linear: eight columns of the canvas at once are computed, turned into rows and written. */
function writeNearRows(f: FunctionBuilder, room: Room, axis: number, nodes: readonly V128[]): void {
  const { size, columns, bent, columnShares } = room;
  const steps = nodes.slice(1).map((next, at) => f.local('v128', i16x8.subSaturated(next, nodes[at])));
  const between = pixelsBetweenNodes(size, size);
  for (let column = 0; column < columns; column += strokeWidth) {
    const places = Array.from({ length: strokeWidth }, (_, at) => {
      // What lies behind the canvas's last column is never seen.
      const pixel = Math.min(column + at, size - 1);
      const { node } = between[pixel];
      const share = v128.load(i32.const(0), columnShares + 16 * pixel);
      return f.local('v128', i16x8.addSaturated(nodes[node], i16x8.roundedProduct(steps[node], share)));
    });
    transposed(f, places).forEach((row, lane) => {
      const at = 2 * columns * rowOfLane[lane] + axis * columns + column;
      f.storeV128(i32.const(0), row, bent + bentBytes(room) * at);
    });
  }
}

/** Eight vectors of 16-bit numbers, of which each lane becomes a vector: each such round moves one bit of a number's place. */
function transposed(f: FunctionBuilder, vectors: readonly V128[]): V128[] {
  let now = vectors;
  for (let round = 0; round < 3; round++) {
    const before = now;
    now = before
      .slice(0, 4)
      .flatMap((vector, at) =>
        paired.map((bytes) => f.local('v128', i8x16.shuffle(vector, before[at + 4], bytes))),
      );
  }
  return [...now];
}

function placeNodes(f: FunctionBuilder, room: Room): void {
  const { reach, nodePlaces } = room;
  controlSums(f, room).forEach((sums, axis) => writeControlSums(f, room, axis, sums));
  const ends = [0, 1].map(() => [
    f.local('v128', f32x4.all(Infinity)),
    f.local('v128', f32x4.all(-Infinity)),
  ]);
  const y = f.local('v128', v128.load(i32.const(0), nodePlaces));
  for (let column = 0; column < halfNodeEdge; column++) {
    const x = f.local('v128', v128.load32Splat(i32.const(nodePlaces + 4 * column)));
    nodesOfColumn(f, room, column, [[], []]).forEach((four, axis) => {
      const [least, most] = ends[axis];
      four.forEach((moved, mirror) => {
        f.set(least, f32x4.pmin(least, moved));
        f.set(most, f32x4.pmax(most, moved));
        const [isAcross, isBelow] = [mirror % 2 === 1, mirror >= 2];
        const join = (axis === 0 ? isAcross : isBelow) ? f32x4.sub : f32x4.add;
        const place = f.local('v128', join(moved, axis === 0 ? x : y));
        for (let row = 0; row < halfNodeEdge; row++) {
          const nodeRow = isBelow ? nodeEdge - 1 - row : row;
          const node = nodeEdge * nodeRow + (isAcross ? nodeEdge - 1 - column : column);
          f.storeLane(i32.const(0), place, row, nodeAt(room, axis, node));
        }
      });
    });
  }
  ends.flat().forEach((end, at) => f.storeV128(i32.const(0), end, reach + 16 * at));
}

/** Address of a node's place along an axis. */
function nodeAt(room: Room, axis: number, node: number): number {
  return room.nodes + 4 * (nodeEdge ** 2 * axis + node);
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
