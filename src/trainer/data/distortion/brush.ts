/** The generated code that paints a digit, and its memory. */
import { ModuleBuilder } from '../../engines/wasm/assembler';
import { webAssembly } from '../../engines/wasm/webAssembly';
import {
  controls,
  planBrush,
  sheetEdge,
  sheetWords,
  strokeWords,
  writeBending,
  type CanvasSpec,
} from './brushMemory';
import { bend, findPlaces } from './findPlaces';
import { affineStrokes, freeStrokes } from './strokes';

/** Places on the sheet are in pixels, with 16 bits behind the point. */
export interface Brush {
  /** Pixels of the digit, four in a word, with a margin of empty ones; rows lie `sheetWords` apart. */
  readonly sheet: Int32Array;
  /**
   * Of each row that is painted: the canvas's number of its first pixel; its first and its last column to paint; and, for
   * paintAffine, the place on the sheet that the pixel in column 0 shows, x and y.
   */
  readonly strokes: Int32Array;
  /** The place on the sheet that each pixel of the canvas shows. */
  readonly placesX: Int32Array;
  readonly placesY: Int32Array;
  /** For findPlaces: a warp's own. */
  readonly toDigit: Float32Array;
  /** For bend: a warp's own. */
  readonly moves: Float32Array;
  /** [size, size, channels]. */
  readonly canvas: Uint8Array;
  /** Bends the canvas by the control points' moves. */
  bend(): void;
  /** Finds the places of some rows. */
  findPlaces(firstRow: number, rows: number): void;
  /** Paints so many rows. From each pixel to the next, the place moves by (stepX, stepY). */
  paintAffine(rows: number, channel: number, stepX: number, stepY: number): void;
  /** Paints so many rows by the places of their pixels. */
  paintFreely(rows: number, channel: number): void;
}

export function makeBrush(spec: CanvasSpec): Brush {
  const { size, channels, bends } = spec;
  const room = planBrush(spec);
  const { pages } = room;
  const module = new ModuleBuilder({ pages, shared: false });
  module.export('bend', bend(module, room));
  module.export('findPlaces', findPlaces(module, room));
  module.export('paintAffine', affineStrokes(module, room));
  module.export('paintFreely', freeStrokes(module, room));
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages, shared: false });
  const { exports } = new webAssembly.Instance(new webAssembly.Module(module.encode()), { env: { memory } });
  const { buffer } = memory;
  if (bends) writeBending(buffer, room);
  return {
    sheet: new Int32Array(buffer, room.sheet, sheetEdge * sheetWords),
    strokes: new Int32Array(buffer, room.strokes, strokeWords * size),
    placesX: new Int32Array(buffer, room.placesX, size ** 2),
    placesY: new Int32Array(buffer, room.placesY, size ** 2),
    toDigit: new Float32Array(buffer, room.toDigit, 9),
    moves: new Float32Array(buffer, room.moves, 2 * controls),
    canvas: new Uint8Array(buffer, room.canvas, size ** 2 * channels),
    bend: exports.bend,
    findPlaces: exports.findPlaces,
    paintAffine: exports.paintAffine,
    paintFreely: exports.paintFreely,
  };
}
