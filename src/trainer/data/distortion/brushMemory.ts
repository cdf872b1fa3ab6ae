/** What is painted with, all in the memory of the generated code. */
import { digitEdge, type DistortionRanges } from '../../../shared/distortion';
import { bendingShares, controlEdge, nodeEdge, pixelsBetweenNodes } from './bending';

/** Empty pixels around the digit on the sheet that is read from; a place beyond them is read at the sheet's edge. */
export const margin = 4;
/** Of the sheet, in pixels. */
export const sheetEdge = digitEdge + 2 * margin;
/** Bytes of a row of the sheet, as a power of two. */
export const pitchBits = 6;
export const sheetPitch = 1 << pitchBits;
/** Of four pixels each, in a row of the sheet. */
export const sheetWords = sheetPitch / 4;
/** The middle of the digit on the sheet, as the index of a pixel. */
export const middle = margin + (digitEdge - 1) / 2;

/** Places on the sheet are numbers with 16 bits behind the point. */
export const one = 0x1_0000;

/** int32 for each row of the canvas that is painted. */
export const strokeWords = 5;

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
}

export function canvasFor({ size, corners, controlPoints }: DistortionRanges, channels: number): CanvasSpec {
  return { size, channels, bends: controlPoints > 0, projects: corners > 0 };
}

/** Addresses. */
export interface Room extends CanvasSpec {
  readonly sheet: number;
  readonly strokes: number;
  readonly placesX: number;
  readonly placesY: number;
  readonly toDigit: number;
  readonly moves: number;
  readonly shares: number;
  /** Of each row of nodes and four columns: how far they move along x, then along y. */
  readonly bent: number;
  /** Of each row of the canvas: the address, from `bent` on, of the row of nodes above, then its share as BetweenNodes. */
  readonly nodesAbove: number;
  readonly canvas: number;
  readonly pages: number;
}

/** Where four neighbouring pixels of a row begin: the last four earlier rather than end behind the row. */
export function groupsOfFour(size: number): number[] {
  return Array.from({ length: Math.ceil(size / 4) }, (_, group) => Math.min(4 * group, size - 4));
}

export function planBrush(canvas: CanvasSpec): Room {
  const { size, channels } = canvas;
  let top = 0;
  const take = (words: number): number => (top += 4 * words) - 4 * words;
  const groups = groupsOfFour(size).length;
  const room = {
    ...canvas,
    sheet: take(sheetEdge * sheetWords),
    strokes: take(strokeWords * size),
    placesX: take(size ** 2),
    placesY: take(size ** 2),
    toDigit: take(9),
    moves: take(2 * controls),
    shares: take(nodeEdge * groups * controls * 4),
    bent: take(nodeEdge * groups * 8),
    nodesAbove: take(2 * size),
    canvas: take(Math.ceil((size ** 2 * channels) / 4)),
  };
  return { ...room, pages: Math.ceil(top / 65536) };
}

/** Writes what bending reads and nobody changes. */
export function writeBending(buffer: ArrayBuffer | SharedArrayBuffer, room: Room): void {
  const { size } = room;
  const groups = groupsOfFour(size);
  const shares = bendingShares(size);
  const rows = Array.from({ length: nodeEdge }, (_, row) => row);
  const inOrder = rows.flatMap((row) =>
    groups.flatMap((column) => shares.flatMap((ofControl) => ofControl[row].slice(column, column + 4))),
  );
  new Float32Array(buffer, room.shares, inOrder.length).set(inOrder);
  const view = new DataView(buffer);
  pixelsBetweenNodes(size).forEach(({ node, share }, row) => {
    view.setInt32(room.nodesAbove + 8 * row, 32 * groups.length * node, true);
    view.setFloat32(room.nodesAbove + 8 * row + 4, share, true);
  });
}
