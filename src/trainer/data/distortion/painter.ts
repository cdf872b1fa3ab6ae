/**
 * Draws distorted digits: for each pixel of the canvas near the digit's ink, the place in the digit that it shows, and a
 * bilinear mix of the four pixels around that place. Fixed point where it can be, as this has to be faster than training.
 */
import { digitEdge } from '../../../shared/distortion';
import { makeBrush, type Brush } from './brush';
import { margin, middle, one, sheetWords, strokeWords, type CanvasSpec } from './brushMemory';
import type { Warp } from './warp';

/** Of four pixels each, in a row of a digit. */
const rowWords = digitEdge / 4;

export class Painter {
  /** [size, size, channels]. */
  readonly canvas: Uint8Array;
  private readonly isAffine: boolean;
  private readonly brush: Brush;
  /** The digits' pixels, four in a word. */
  private readonly digits: Int32Array;
  /** Of the sheet: only between these can a mix of four pixels hold ink. */
  private left = 0;
  private right = 0;
  private top = 0;
  private bottom = 0;

  /**
   * @param images raw pixels of 28×28 digits, in a buffer of whole words
   * @param boxes see inkBoxes
   */
  constructor(
    private readonly spec: CanvasSpec,
    images: Uint8Array,
    private readonly boxes: Uint8Array,
  ) {
    this.isAffine = !spec.bends && !spec.projects;
    this.brush = makeBrush(spec);
    this.canvas = this.brush.canvas;
    this.digits = new Int32Array(images.buffer, images.byteOffset, images.length / 4);
  }

  /** Paints a digit on a channel of the canvas that is empty so far. */
  paint(index: number, warp: Warp, channel: number): void {
    if (!this.layOut(index)) return;
    if (this.isAffine) this.paintAffine(warp, channel);
    else this.paintByPlaces(warp, channel);
  }

  /**
   * Where in the digit each pixel of the canvas is, row by row: x, y in pixels from its middle; undefined where the warp's
   * matrix says it.
   */
  places(warp: Warp): [number, number][] | undefined {
    if (this.isAffine) return undefined;
    this.findPlaces(warp, 0, this.spec.size);
    const { placesX, placesY } = this.brush;
    return Array.from(placesX, (x, pixel) => [x / one - middle, placesY[pixel] / one - middle]);
  }

  /** Puts the digit on the sheet. @returns whether it has any ink */
  private layOut(index: number): boolean {
    const { digits, boxes } = this;
    const { sheet } = this.brush;
    const left = boxes[4 * index];
    const top = boxes[4 * index + 1];
    const right = boxes[4 * index + 2];
    const bottom = boxes[4 * index + 3];
    if (left > right) return false;
    let from = index * digitEdge * rowWords;
    for (let row = 0; row < digitEdge; row++) {
      const to = (row + margin) * sheetWords + margin / 4;
      for (let word = 0; word < rowWords; word++) sheet[to + word] = digits[from++];
    }
    this.left = left + margin - 1;
    this.right = right + margin + 1;
    this.top = top + margin - 1;
    this.bottom = bottom + margin + 1;
    return true;
  }

  /** Each row of the canvas crosses the ink's box on the sheet along one stretch. */
  private paintAffine(warp: Warp, channel: number): void {
    const { brush } = this;
    const { size } = this.spec;
    const { strokes } = brush;
    const { toDigit } = warp;
    const centre = (size - 1) / 2;
    const across = new Crossing(toDigit[0], this.left, this.right);
    const down = new Crossing(toDigit[3], this.top, this.bottom);
    const stepX = Math.round(toDigit[0] * one);
    const stepY = Math.round(toDigit[3] * one);
    const [, firstRow, , lastRow] = this.boundsOnCanvas(warp);
    let at = 0;
    for (let row = firstRow; row <= lastRow; row++) {
      const rowX = toDigit[1] * (row - centre) + toDigit[2] - toDigit[0] * centre + middle;
      const rowY = toDigit[4] * (row - centre) + toDigit[5] - toDigit[3] * centre + middle;
      const first = Math.ceil(Math.max(0, across.enters(rowX), down.enters(rowY)));
      const last = Math.floor(Math.min(size - 1, across.leaves(rowX), down.leaves(rowY)));
      if (first > last) continue;
      strokes[at] = row * size;
      strokes[at + 1] = first;
      strokes[at + 2] = last;
      strokes[at + 3] = Math.round((rowX + first * toDigit[0]) * one) - first * stepX;
      strokes[at + 4] = Math.round((rowY + first * toDigit[3]) * one) - first * stepY;
      at += strokeWords;
    }
    brush.paintAffine(at / strokeWords, channel, stepX, stepY);
  }

  private paintByPlaces(warp: Warp, channel: number): void {
    const { brush } = this;
    const { size, bends } = this.spec;
    const { strokes } = brush;
    const whole = [0, 0, size - 1, size - 1];
    const [firstColumn, firstRow, lastColumn, lastRow] = bends ? whole : this.boundsOnCanvas(warp);
    const rows = lastRow - firstRow + 1;
    // All ink may lie outside.
    if (rows <= 0) return;
    this.findPlaces(warp, firstRow, rows);
    for (let row = 0, at = 0; row < rows; row++, at += strokeWords) {
      strokes[at] = (firstRow + row) * size;
      strokes[at + 1] = firstColumn;
      strokes[at + 2] = lastColumn;
    }
    brush.paintFreely(rows, channel);
  }

  private findPlaces({ toDigit, moves }: Warp, firstRow: number, rows: number): void {
    const { brush } = this;
    for (let at = 0; at < toDigit.length; at++) brush.toDigit[at] = toDigit[at];
    for (let at = 0; at < moves.length; at++) brush.moves[at] = moves[at];
    if (this.spec.bends) brush.bend();
    brush.findPlaces(firstRow, rows);
  }

  /** First column and row, last column and row of the canvas between which all ink lies. */
  private boundsOnCanvas({ toCanvas }: Warp): [number, number, number, number] {
    const { left, right, top, bottom } = this;
    const { size } = this.spec;
    const centre = (size - 1) / 2;
    const bounds: [number, number, number, number] = [size, size, -1, -1];
    for (const x of [left - middle, right - middle]) {
      for (const y of [top - middle, bottom - middle]) {
        for (const axis of [0, 1]) {
          const along = toCanvas[3 * axis] * x + toCanvas[3 * axis + 1] * y + toCanvas[3 * axis + 2];
          const place = along / (toCanvas[6] * x + toCanvas[7] * y + toCanvas[8]) + centre;
          bounds[axis] = Math.min(bounds[axis], Math.max(0, Math.floor(place)));
          bounds[axis + 2] = Math.max(bounds[axis + 2], Math.min(size - 1, Math.ceil(place)));
        }
      }
    }
    return bounds;
  }
}

/** Slopes below this are none: a whole row stays far within a pixel. */
const flat = 1e-9;

/** When begin + column·slope, which grows or falls with the column, is between two bounds. */
class Crossing {
  private readonly inverse: number;
  private readonly entry: number;
  private readonly exit: number;

  constructor(
    slope: number,
    private readonly low: number,
    private readonly high: number,
  ) {
    this.inverse = Math.abs(slope) < flat ? 0 : 1 / slope;
    this.entry = slope > 0 ? low : high;
    this.exit = slope > 0 ? high : low;
  }

  /** From this column on; infinity where it never is. */
  enters(begin: number): number {
    if (this.inverse === 0) return begin > this.low && begin < this.high ? 0 : Infinity;
    return (this.entry - begin) * this.inverse;
  }

  /** Up to this column. */
  leaves(begin: number): number {
    return this.inverse === 0 ? Infinity : (this.exit - begin) * this.inverse;
  }
}
