/** The generated code that paints a digit, and its memory. */
import { i32, i32x4, ModuleBuilder, v128, type Callable } from '../../engines/wasm/assembler';
import { webAssembly } from '../../engines/wasm/webAssembly';
import { controls, crossingNumbers, planBrush, writeTables, type CanvasSpec, type Room } from './brushMemory';
import { paintClutter } from './clutter';
import type { DigitStore } from './digitStore';
import { bend, findPlaces, findRow } from './findPlaces';
import { paintAffine, paintFreely } from './strokes';

/** Places on the sheet are in pixels, with 16 bits behind the point. Digits are given by their address. */
export interface Brush {
  /** For paintAffine: a warp's own, see crossings.ts. */
  readonly crossings: Float64Array;
  /** For paintFreely and findPlaces: a warp's own, what gives x and y in places' own unit. */
  readonly toDigit: Float32Array;
  /** For bend: a warp's own. */
  readonly moves: Float32Array;
  /** Of bend: four numbers, the least of which is how far any point moves along x at least; four for the most; the same for y. */
  readonly reach: Float32Array;
  /** Of findPlaces: the place on the sheet that each pixel of the canvas shows. */
  readonly placesX: Int32Array;
  readonly placesY: Int32Array;
  /** For paintClutter: of each piece, its address in a digit, and that of its first pixel from the canvas on. */
  readonly clutter: Int32Array;
  /** Bends the canvas by the control points' moves. */
  bend(): void;
  findPlaces(): void;
  /** Paints the rows between two. From each pixel to the next, the place moves by (stepX, stepY). */
  paintAffine(
    digit: number,
    channel: number,
    firstRow: number,
    lastRow: number,
    stepX: number,
    stepY: number,
  ): void;
  /** Paints the rows between two as far as there may be ink: between two columns. */
  paintFreely(
    digit: number,
    channel: number,
    firstRow: number,
    lastRow: number,
    firstColumn: number,
    lastColumn: number,
  ): void;
  paintClutter(channel: number): void;
  /** Moves the canvas to an address, and leaves it empty. */
  handOver(target: number): void;
}

/** @param desk number of the one where nobody else draws */
export function makeBrush(spec: CanvasSpec, { memory, desks, deskBytes }: DigitStore, desk: number): Brush {
  const { size, pieces } = spec;
  const room = planBrush(spec, desks + desk * deskBytes);
  const { buffer } = memory;
  const module = new ModuleBuilder({ pages: buffer.byteLength / 65536, shared: true });
  module.export('bend', bend(module, room));
  const find = findRow(module, room);
  module.export('findPlaces', findPlaces(module, room, find));
  module.export('paintAffine', paintAffine(module, room));
  module.export('paintFreely', paintFreely(module, room, find));
  module.export('paintClutter', paintClutter(module, room));
  module.export('handOver', handOver(module, room));
  const { exports } = new webAssembly.Instance(new webAssembly.Module(module.encode()), { env: { memory } });
  writeTables(buffer, room);
  return {
    crossings: new Float64Array(buffer, room.crossings, crossingNumbers),
    toDigit: new Float32Array(buffer, room.toDigit, 9),
    moves: new Float32Array(buffer, room.moves, 2 * controls),
    reach: new Float32Array(buffer, room.reach, 16),
    placesX: new Int32Array(buffer, room.placesX, size ** 2),
    placesY: new Int32Array(buffer, room.placesY, size ** 2),
    clutter: new Int32Array(buffer, room.clutter, 2 * pieces),
    bend: exports.bend,
    findPlaces: exports.findPlaces,
    paintAffine: exports.paintAffine,
    paintFreely: exports.paintFreely,
    paintClutter: exports.paintClutter,
    handOver: exports.handOver,
  };
}

/** Generates (target): see Brush. */
function handOver(module: ModuleBuilder, { size, channels, canvas }: Room): Callable {
  return module.function('hand over', ['i32'], (f) => {
    const target = f.parameter(0, 'i32');
    const at = f.local('i32');
    const bytes = size ** 2 * channels;
    const empty = f.constant(i32x4.all(0));
    // The last vector may overlap the one before.
    const last = i32.const(canvas + bytes - 16);
    f.storeV128(i32.plus(target, bytes - 16), v128.load(last));
    f.times(at, Math.floor(bytes / 16), 16, () => {
      f.storeV128(i32.add(target, at), v128.load(at, canvas));
      f.storeV128(at, empty, canvas);
    });
    f.storeV128(last, empty);
  });
}
