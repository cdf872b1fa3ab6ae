/** The generated code that paints a digit, and its memory. */
import {
  i32,
  i32x4,
  ModuleBuilder,
  v128,
  type Callable,
  type FunctionBuilder,
} from '../../engines/wasm/assembler';
import { webAssembly } from '../../engines/wasm/webAssembly';
import { controls, crossingNumbers, planBrush, writeTables, type CanvasSpec, type Room } from './brushMemory';
import { paintClutter } from './clutter';
import type { DigitStore } from './digitStore';
import { findPlaces, findRow } from './findPlaces';
import { paintBands } from './bands';
import { bend } from './bend';
import { paintProjected } from './projection';
import { paintAffine, paintFreely } from './strokes';

/** Places on the sheet are numbers of 16 bits, see `one`. Digits are given by their address. */
export interface Brush {
  /** For paintAffine: a warp's own, see crossings.ts. */
  readonly crossings: Float64Array;
  /** For what finds places: a warp's own from the canvas to the sheet, what gives x and y in places' own unit. */
  readonly toSheet: Float32Array;
  /** For bend: a warp's own. */
  readonly moves: Float32Array;
  /** Of bend: four numbers, the least of which is how far any point moves along x at least; four for the most; the same for y. */
  readonly reach: Float32Array;
  /** Of findPlaces: the place on the sheet that each pixel of the canvas shows, `columns` in a row. */
  readonly placesX: Int16Array;
  readonly placesY: Int16Array;
  /** For paintClutter: of each piece, its address in a digit, and that of its first pixel from the canvas on. */
  readonly clutter: Int32Array;
  readonly columns: number;
  /** Bytes from a row of the canvas to the next. */
  readonly pitch: number;
  /** Has a digit, and the number at an address, be in a cache. */
  fetch(digit: number, address: number): void;
  /** Bends the canvas by the control points' moves. */
  bend(): void;
  findPlaces(): void;
  /** Paints the rows between two. From each pixel to the next, the place moves by (stepX, stepY), see `fineOne`. */
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
  /** Where only a homography places digits: paints, of the rows between two, what may show a box of the sheet. */
  paintProjected(
    digit: number,
    channel: number,
    firstRow: number,
    lastRow: number,
    left: number,
    right: number,
    top: number,
    bottom: number,
  ): void;
  /** Where places are near: paints what may show a box of the sheet. */
  paintBands(digit: number, channel: number, left: number, top: number, right: number, bottom: number): void;
  paintClutter(channel: number): void;
  /** Moves the canvas to an address, and leaves it empty. */
  handOver(target: number): void;
}

/** @param desk number of the one where nobody else draws */
export function makeBrush(spec: CanvasSpec, store: DigitStore, desk: number): Brush {
  const { memory, edge, desks, deskBytes } = store;
  const { pieces } = spec;
  const room = planBrush(spec, edge, desks + desk * deskBytes);
  const { buffer } = memory;
  const module = new ModuleBuilder({ pages: buffer.byteLength / 65536, shared: true });
  module.export('fetch', fetch(module, room));
  module.export('bend', bend(module, room));
  const find = findRow(module, room);
  module.export('findPlaces', findPlaces(module, room, find));
  module.export('paintAffine', paintAffine(module, room));
  module.export('paintFreely', paintFreely(module, room, find));
  module.export('paintProjected', paintProjected(module, room));
  if (spec.isNear) module.export('paintBands', paintBands(module, room));
  module.export('paintClutter', paintClutter(module, room));
  module.export('handOver', handOver(module, room));
  const { exports } = new webAssembly.Instance(new webAssembly.Module(module.encode()), { env: { memory } });
  writeTables(buffer, room);
  return {
    crossings: new Float64Array(buffer, room.crossings, crossingNumbers),
    toSheet: new Float32Array(buffer, room.toSheet, 9),
    moves: new Float32Array(buffer, room.moves, 2 * controls),
    reach: new Float32Array(buffer, room.reach, 16),
    placesX: new Int16Array(buffer, room.placesX, spec.size * room.columns),
    placesY: new Int16Array(buffer, room.placesY, spec.size * room.columns),
    clutter: new Int32Array(buffer, room.clutter, 2 * pieces),
    ...{ columns: room.columns, pitch: room.pitch },
    fetch: exports.fetch,
    bend: exports.bend,
    findPlaces: exports.findPlaces,
    paintAffine: exports.paintAffine,
    paintFreely: exports.paintFreely,
    paintProjected: exports.paintProjected,
    paintBands: exports.paintBands,
    paintClutter: exports.paintClutter,
    handOver: exports.handOver,
  };
}

/** Generates (target): see Brush. */
function handOver(module: ModuleBuilder, { size, channels, pitch, canvas }: Room): Callable {
  return module.function('hand over', ['i32'], (f) => {
    const to = f.parameter(0, 'i32');
    const from = f.local('i32');
    const bytes = size * channels;
    const empty = f.constant(i32x4.all(0));
    const step = bytes < 16 ? 4 : 16;
    // The last may overlap the one before.
    const places = Array.from({ length: Math.ceil(bytes / step) }, (_, at) =>
      Math.min(step * at, bytes - step),
    );
    f.times(from, size, pitch, () => {
      for (const at of places) {
        const pixels = v128.load(from, canvas + at);
        if (step === 16) f.storeV128(to, pixels, at);
        else f.storeLane(to, pixels, 0, at);
      }
      for (let at = 0; at < pitch; at += 16) f.storeV128(from, empty, canvas + at);
      f.advance(to, bytes);
    });
  });
}

/** Generates (digit, address) -> nothing of use: reads a word of each of the digit's cache lines. */
function fetch(module: ModuleBuilder, { edge }: Room): Callable {
  const define = (f: FunctionBuilder): void => {
    const digit = f.parameter(0, 'i32');
    const last = edge ** 2 - 4;
    const lines = Array.from({ length: Math.ceil(last / 64) + 1 }, (_, at) => Math.min(64 * at, last));
    const words = [i32.load(f.parameter(1, 'i32')), ...lines.map((at) => i32.load(digit, at))];
    // What nobody gets would not be read.
    f.return(words.reduce(i32.or));
  };
  return module.function('fetch', ['i32', 'i32'], define, 'i32');
}
