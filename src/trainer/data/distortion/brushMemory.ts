/** What is painted with, all at one desk in the memory of the generated code. */
import { digitEdge, type DistortionRanges } from '../../../shared/distortion';
import {
  bendingShares,
  controlEdge,
  controlsOfQuarter,
  halfNodeEdge,
  kinds,
  nodeEdge,
  pixelsBetweenNodes,
} from './bending';
import { normalsBytes } from './normals';
import { strokeBytes, usualStrokes } from './strokeList';

/** Empty pixels around the digit on the sheet that is read from; a place beyond them is read at the sheet's edge. */
export const margin = 4;
/**
 * The sheet has two bytes for each pixel: its own and that of the pixel below, so that four bytes hold the four pixels that are mixed.
 * They are signed, 128 less than what they stand for: a mix of two then fits into 16 bits with a sign.
 */
export const cellBits = 1;
export const cellBytes = 1 << cellBits;
/** Of a byte on the sheet that stands for 0; as a bit, for all of a vector's bytes, what makes one of a digit's bytes such a byte. */
export const noInk = -128;
/** The middle of a digit, as the index of a pixel. */
export const digitMiddle = (digitEdge - 1) / 2;

/** Places on the sheet are numbers of 16 bits, nine of them behind the point; beyond ±64 pixels, they stay there. */
export const placeBits = 9;
export const one = 1 << placeBits;
/** The same with another 16 bits behind the point. */
export const fineOne = one * 0x1_0000;

/**
 * In all of a vector's 32-bit lanes: the cell furthest right and down, what a cell's row counts in its address, and the whole of a
 * place along x, all three twice, in 16 bits; what makes twice 65536 times a byte of the sheet, with a sign, that of a pixel, rounded.
 */
function mixing({ sheetEdge, sheetPitch }: Pick<Room, 'sheetEdge' | 'sheetPitch'>): number[] {
  return [(sheetEdge - 2) * 0x1_0001, sheetPitch * 0x1_0001, one * 0x1_0001, 2 * (-noInk + 0.5) * 0x1_0000];
}
export const mixingVectors = 4;

/**
 * In all of a vector's lanes: what leaves a number, rounded, in the lowest bits of its sum with it, as a float32 of about this size
 * has no bits behind the point; the least depth (what is not in front of the eye, which a homography would show mirrored, goes
 * far away instead); one.
 */
export const placing = [1.5 * 2 ** 23, 1e-3, 1] as const;
/** Numbers of the vectors in `placing`. */
export const PLACING = { rounding: 0, leastDepth: 1, whole: 2 } as const;

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
  /** Whether it bends, but what follows is a matrix, and no place is too far for 16 bits. */
  readonly isNear: boolean;
  /** Pieces of clutter beside each digit. */
  readonly pieces: number;
}

export function canvasFor(ranges: DistortionRanges, channels: number): CanvasSpec {
  const { size, corners, controlPoints, clutter } = ranges;
  const [bends, projects] = [controlPoints > 0, corners > 0];
  const isNear = bends && !projects && furthestPlace(ranges) * one < 0x8000;
  return { size, channels, bends, projects, isNear, pieces: clutter };
}

/** A share as `roundedProduct` wants it. */
export function sharePart(share: number): number {
  return Math.min(Math.round(share * 0x8000), 0x7fff);
}

/** How far from the sheet's beginning a place can be along an axis, in pixels. */
function furthestPlace(ranges: DistortionRanges): number {
  const { size, place, smallestScale, shear, controlPoints } = ranges;
  // A normal number is further than this from the middle once in 500 million; its place then stays at the edge.
  const onCanvas = (place === 'centre' ? size / 2 : size) + 6 * controlPoints;
  return (Math.SQRT2 * (1 + shear) * onCanvas) / smallestScale + margin + digitMiddle;
}

/** Of a coordinate in `bent`. */
export function bentBytes({ isNear }: CanvasSpec): number {
  return isNear ? 2 : 4;
}

/** Pixels that are painted together, as a power of two: a row may get some behind its end. */
export const strokeBits = 3;
export const strokeWidth = 1 << strokeBits;

/** Addresses. */
export interface Room extends CanvasSpec {
  /** Of a row, in whole strokes. */
  readonly columns: number;
  /** Bytes from a row of the canvas to the next: there is room for a stroke that begins in a row's last column. */
  readonly pitch: number;
  /** Of what is kept of a digit, in pixels. */
  readonly edge: number;
  /** Of the sheet, in pixels. */
  readonly sheetEdge: number;
  /** Bytes from a row of the sheet to the next, in whole vectors. */
  readonly sheetPitch: number;
  readonly sheet: number;
  /** See `crossings.ts`. */
  readonly crossings: number;
  /** See strokeList.ts. */
  readonly strokes: number;
  readonly placesX: number;
  readonly placesY: number;
  /** A warp's matrix from canvas to sheet; what gives x and y is in places' own unit. */
  readonly toSheet: number;
  /**
   * Of each column or row of the canvas, how far it is from the middle; and the same in float64. They are read, since
   * machine code that converts whole numbers waits for what was computed before.
   */
  readonly fromMiddle: number;
  /** Vectors that mixing pixels takes, see `mixing`; they are read, since a compiler puts constants into the loop. */
  readonly mixing: number;
  /** The same for finding places, see `placing`. */
  readonly placing: number;
  readonly fromMiddleExactly: number;
  /** Of the control points, (dx, dy) each; a place for `Normals`. */
  readonly moves: number;
  /** float32, as bendingShares. */
  readonly shares: number;
  /** What takes part in them: float32 [axis][control of the quarter][kind]. */
  readonly controlSums: number;
  /** Of the first half of the nodes along an edge, float32: how far they are from the middle, in pixels. */
  readonly nodePlaces: number;
  /** Of each column of the canvas, a vector of its share as BetweenNodes, as 32768 parts. */
  readonly columnShares: number;
  /** Places of the nodes, float32, row by row: along x, then along y. */
  readonly nodes: number;
  /** Least and largest of nodes' moves along x, then along y, each in four parts. */
  readonly reach: number;
  /** Of each row of nodes, column by column: places along x, then along y. Numbers of 16 bits where these are near, else float32. */
  readonly bent: number;
  /** Of each row of the canvas: the address, from `bent` on, of the row of nodes above, then its share as BetweenNodes: as 32768 parts where places are near. */
  readonly nodesAbove: number;
  /** Of each row of nodes but the last: the canvas's first row below it, and the first below the next. */
  readonly bands: number;
  /** Addresses of each piece of clutter: in the digit that it is cut from, and of the canvas's pixel that it goes to. */
  readonly clutter: number;
  readonly canvas: number;
  /** Of all of it. */
  readonly bytes: number;
}

/** float64 of what paints a row of an affine warp. */
export const crossingNumbers = 16;

/**
 * @param edge of what is kept of digits; the less, the fewer bytes
 * @param from address where the desk begins, a multiple of 64
 */
export function planBrush(canvas: CanvasSpec, edge: number, from: number): Room {
  const { size, channels, pieces } = canvas;
  let top = from;
  // In whole vectors: what is cleared and copied vector by vector may end behind its last byte.
  const take = (bytes: number): number => {
    const at = top;
    top += 16 * Math.ceil(bytes / 16);
    return at;
  };
  const columns = strokeWidth * Math.ceil(size / strokeWidth);
  const pitch = 16 * Math.ceil(((size + strokeWidth) * channels) / 16);
  const sheetEdge = edge + 2 * margin;
  const sheetPitch = 16 * Math.ceil((cellBytes * sheetEdge) / 16);
  const room = {
    ...{ ...canvas, columns, pitch, edge, sheetEdge, sheetPitch },
    sheet: take(sheetEdge * sheetPitch),
    crossings: take(8 * crossingNumbers),
    strokes: take(strokeBytes * ((size * columns) / strokeWidth + usualStrokes)),
    placesX: take(2 * size * columns),
    placesY: take(2 * size * columns),
    toSheet: take(4 * 9),
    fromMiddle: take(4 * columns),
    mixing: take(16 * mixingVectors),
    placing: take(16 * placing.length),
    fromMiddleExactly: take(8 * size),
    moves: take(normalsBytes(2 * controls)),
    shares: take(4 * halfNodeEdge ** 2 * controlsOfQuarter * kinds),
    controlSums: take(4 * 2 * controlsOfQuarter * kinds),
    nodePlaces: take(4 * halfNodeEdge),
    columnShares: take(16 * size),
    // Four nodes are read where the last begin.
    nodes: take(2 * 4 * nodeEdge ** 2 + 32),
    reach: take(4 * 16),
    // A stroke that begins in the last column is read as a whole.
    bent: take(nodeEdge * columns * 2 * bentBytes(canvas) + strokeWidth * bentBytes(canvas)),
    nodesAbove: take(8 * size),
    bands: take(8 * (nodeEdge - 1)),
    clutter: take(8 * pieces),
    canvas: take(size * pitch),
  };
  return { ...room, bytes: top - from };
}

/** Writes what is read and nobody changes. */
export function writeTables(buffer: ArrayBuffer | SharedArrayBuffer, room: Room): void {
  const { size, columns, bends, sheetEdge, sheetPitch } = room;
  const fromMiddle = Array.from({ length: columns }, (_, at) => at - (size - 1) / 2);
  new Float32Array(buffer, room.fromMiddle, columns).set(fromMiddle);
  new Float64Array(buffer, room.fromMiddleExactly, size).set(fromMiddle.slice(0, size));
  new Int8Array(buffer, room.sheet, sheetEdge * sheetPitch).fill(noInk);
  placing.forEach((value, at) => new Float32Array(buffer, room.placing + 16 * at, 4).fill(value));
  mixing(room).forEach((value, at) => new Int32Array(buffer, room.mixing + 16 * at, 4).fill(value));
  if (bends) writeBending(buffer, room);
}

function writeBending(buffer: ArrayBuffer | SharedArrayBuffer, room: Room): void {
  const { size, columns } = room;
  const shares = bendingShares();
  new Float32Array(buffer, room.shares, shares.length).set(shares);
  const along = Array.from({ length: halfNodeEdge }, (_, node) => (node / (nodeEdge - 1) - 0.5) * size);
  new Float32Array(buffer, room.nodePlaces, halfNodeEdge).set(along);
  pixelsBetweenNodes(size, size).forEach(({ share }, column) =>
    new Int16Array(buffer, room.columnShares + 16 * column, 8).fill(sharePart(share)),
  );
  const view = new DataView(buffer);
  const rows = pixelsBetweenNodes(size, size);
  const bands = Array.from({ length: nodeEdge - 1 }, (_, band) => {
    const end = rows.filter(({ node }) => node <= band).length;
    return [end - rows.filter(({ node }) => node === band).length, end];
  });
  new Int32Array(buffer, room.bands, 2 * bands.length).set(bands.flat());
  rows.forEach(({ node, share }, row) => {
    const at = room.nodesAbove + 8 * row;
    view.setInt32(at, 2 * bentBytes(room) * columns * node, true);
    if (room.isNear) view.setInt16(at + 4, sharePart(share), true);
    else view.setFloat32(at + 4, share, true);
  });
}
