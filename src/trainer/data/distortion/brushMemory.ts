/** What is painted with, all at one desk in the memory of the generated code. */
import { digitEdge, type DistortionRanges } from '../../../shared/distortion';
import { bendingShares, controlEdge, nodeEdge, nodeVectors, pixelsBetweenNodes } from './bending';

/** Empty pixels around the digit on the sheet that is read from; a place beyond them is read at the sheet's edge. */
export const margin = 4;
/** Of the sheet, in pixels. */
export const sheetEdge = digitEdge + 2 * margin;
/** Bytes of a row of the sheet, as a power of two. */
export const pitchBits = 6;
export const sheetPitch = 1 << pitchBits;
/** The middle of the digit on the sheet, as the index of a pixel. */
export const middle = margin + (digitEdge - 1) / 2;

/** Places on the sheet are numbers with 16 bits behind the point. */
export const one = 0x1_0000;

/** In all of a vector's 32-bit lanes: the furthest place on the sheet; a byte; two of 256; two bytes; a half. */
export const mixing = [(sheetEdge - 2) * one, 0xff, 0x0100_0100, 0x00ff_00ff, one / 2] as const;

/** A float32 of about this size has no bits behind the point: added to a number, it leaves that one's in the lowest bits. */
const rounding = 1.5 * 2 ** 23;

/**
 * In all of a vector's lanes: what makes a place from the middle of the digit one on the sheet, as `rounding` leaves it;
 * `rounding`; the least depth (what is not in front of the eye, which a homography would show mirrored, goes far away
 * instead); one.
 */
export const placing = [middle * one + rounding, rounding, 1e-3, 1] as const;

export const controls = controlEdge ** 2;

/** What there is to paint on. */
export interface CanvasSpec {
  /** Edge in pixels, at least 4. */
  readonly size: number;
  readonly channels: number;
  /** Whether a thin-plate spline bends it. */
  readonly bends: boolean;
  /** Whether a digit's corners move, so that its places are a homography's. */
  readonly projects: boolean;
  /** Pieces of clutter beside each digit. */
  readonly pieces: number;
}

export function canvasFor(
  { size, corners, controlPoints, clutter }: DistortionRanges,
  channels: number,
): CanvasSpec {
  return { size, channels, bends: controlPoints > 0, projects: corners > 0, pieces: clutter };
}

/** Addresses. */
export interface Room extends CanvasSpec {
  readonly sheet: number;
  /** See `crossings.ts`. */
  readonly crossings: number;
  /** Of each row, see `STRETCH`. */
  readonly stretches: number;
  readonly placesX: number;
  readonly placesY: number;
  /** A warp's matrix from canvas to digit; what gives x and y is in places' own unit. */
  readonly toDigit: number;
  /**
   * Of each column or row of the canvas, how far it is from the middle; and the same in float64. They are read, since
   * machine code that converts whole numbers waits for what was computed before.
   */
  readonly fromMiddle: number;
  /** Vectors that mixing pixels takes, see `mixing`; they are read, since a compiler puts constants into the loop. */
  readonly mixing: number;
  /** The same for finding places, see `placing`. */
  readonly placing: number;
  /** How far four neighbouring pixels of an affine warp's row are from the first, along x, then along y. */
  readonly ofFour: number;
  readonly fromMiddleExactly: number;
  readonly moves: number;
  readonly shares: number;
  /** How far nodes move along x, row by row, then along y. */
  readonly nodes: number;
  /** Least and largest of those moves along x, then along y, each in four parts. */
  readonly reach: number;
  /** Of each row of nodes and four columns: how far they move along x, then along y. */
  readonly bent: number;
  /** Of each row of the canvas: the address, from `bent` on, of the row of nodes above, then its share as BetweenNodes. */
  readonly nodesAbove: number;
  /** Addresses of each piece of clutter: in the digit that it is cut from, and of the canvas's pixel that it goes to. */
  readonly clutter: number;
  readonly canvas: number;
  /** Of all of it. */
  readonly bytes: number;
}

/** Where four neighbouring pixels of a row begin: the last four earlier rather than end behind the row. */
export function groupsOfFour(size: number): number[] {
  return Array.from({ length: Math.ceil(size / 4) }, (_, group) => Math.min(4 * group, size - 4));
}

/** float64 of what paints a row of an affine warp. */
export const crossingNumbers = 16;

/** What is kept of a row's stretch, as offsets of 32-bit numbers: its columns, and the place on the sheet that the first shows. */
export const STRETCH = { first: 0, last: 4, beginX: 8, beginY: 12 } as const;
export const stretchBytes = 16;

/** @param from address where the desk begins, a multiple of 64 */
export function planBrush(canvas: CanvasSpec, from: number): Room {
  const { size, channels, pieces } = canvas;
  let top = from;
  // In whole vectors: what is cleared and copied vector by vector may end behind its last byte.
  const take = (bytes: number): number => {
    const at = top;
    top += 16 * Math.ceil(bytes / 16);
    return at;
  };
  const groups = groupsOfFour(size).length;
  const room = {
    ...canvas,
    sheet: take(sheetEdge * sheetPitch),
    crossings: take(8 * crossingNumbers),
    stretches: take(stretchBytes * size),
    placesX: take(4 * size ** 2),
    placesY: take(4 * size ** 2),
    toDigit: take(4 * 9),
    fromMiddle: take(4 * size),
    mixing: take(16 * mixing.length),
    placing: take(16 * placing.length),
    ofFour: take(2 * 16),
    fromMiddleExactly: take(8 * size),
    moves: take(4 * 2 * controls),
    shares: take(nodeVectors * controls * 16),
    nodes: take(2 * nodeVectors * 16),
    reach: take(4 * 16),
    bent: take(nodeEdge * groups * 32),
    nodesAbove: take(8 * size),
    clutter: take(8 * pieces),
    // A piece's last row is written eight pixels wide.
    canvas: take(size ** 2 * channels + 16),
  };
  return { ...room, bytes: top - from };
}

/** Writes what is read and nobody changes. */
export function writeTables(buffer: ArrayBuffer | SharedArrayBuffer, room: Room): void {
  const { size, bends } = room;
  const fromMiddle = Array.from({ length: size }, (_, at) => at - (size - 1) / 2);
  new Float32Array(buffer, room.fromMiddle, size).set(fromMiddle);
  new Float64Array(buffer, room.fromMiddleExactly, size).set(fromMiddle);
  placing.forEach((value, at) => new Float32Array(buffer, room.placing + 16 * at, 4).fill(value));
  mixing.forEach((value, at) => new Int32Array(buffer, room.mixing + 16 * at, 4).fill(value));
  if (bends) writeBending(buffer, room);
}

function writeBending(buffer: ArrayBuffer | SharedArrayBuffer, room: Room): void {
  const { size } = room;
  const groups = groupsOfFour(size).length;
  const shares = bendingShares();
  new Float32Array(buffer, room.shares, shares.length).set(shares);
  const view = new DataView(buffer);
  pixelsBetweenNodes(size).forEach(({ node, share }, row) => {
    view.setInt32(room.nodesAbove + 8 * row, 32 * groups * node, true);
    view.setFloat32(room.nodesAbove + 8 * row + 4, share, true);
  });
}
