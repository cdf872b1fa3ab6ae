/**
 * Draws distorted digits: for each pixel of the canvas near the digit's ink, the place in the digit that it shows, and a
 * bilinear mix of the four pixels around that place. Fixed point where it can be, as this has to be faster than training.
 */
import { digitEdge } from '../../../shared/distortion';
import type { Places } from './places';
import type { Warp } from './warp';

export type Pixels = Uint8Array | Float32Array;

/**
 * Empty pixels around the digit on the sheet that is read from, so that reading never has to ask where it is.
 */
const margin = 2;
/** Of a row of the sheet. */
const pitch = 32;
/** The middle of the digit on the sheet, as the index of a pixel. */
const middle = margin + (digitEdge - 1) / 2;

/** Numbers with 16 bits behind the point. */
const one = 0x1_0000;

export class Painter {
  /** The digit, and in the upper half of each word the pixel's right neighbour: two are read and mixed at once. */
  private readonly sheet = new Int32Array(pitch * pitch);
  /** Of a row of the canvas: the place in the digit that each pixel shows. */
  private readonly placesX: Float64Array;
  private readonly placesY: Float64Array;
  /** Of the sheet: only between these can a mix of four pixels hold ink. */
  private left = 0;
  private right = 0;
  private top = 0;
  private bottom = 0;

  /**
   * @param size edge of the canvas
   * @param step from one pixel of the canvas to the next: its number of channels
   * @param table what each of the 256 pixel values becomes, in rising order
   * @param places undefined where every warp is affine
   */
  constructor(
    private readonly size: number,
    private readonly step: number,
    private readonly table: Pixels,
    private readonly places: Places | undefined,
  ) {
    this.placesX = new Float64Array(size);
    this.placesY = new Float64Array(size);
  }

  /**
   * @param images raw pixels of 28×28 digits
   * @param boxes see inkBoxes
   * @param canvas pixels that are background so far; only those with ink are written
   * @param start of the canvas's first pixel
   */
  paint(
    images: Uint8Array,
    boxes: Uint8Array,
    index: number,
    warp: Warp,
    canvas: Pixels,
    start: number,
  ): void {
    if (!this.layOut(images, boxes, index)) return;
    if (this.places) this.paintByPlaces(this.places, warp, canvas, start);
    else this.paintAffine(warp, canvas, start);
  }

  /** Puts the digit on the sheet. @returns whether it has any ink */
  private layOut(images: Uint8Array, boxes: Uint8Array, index: number): boolean {
    const { sheet } = this;
    const left = boxes[4 * index];
    const top = boxes[4 * index + 1];
    const right = boxes[4 * index + 2];
    const bottom = boxes[4 * index + 3];
    if (left > right) return false;
    sheet.fill(0);
    for (let row = top; row <= bottom; row++) {
      const from = (index * digitEdge + row) * digitEdge;
      const to = (row + margin) * pitch + margin;
      let pixel = 0;
      for (let column = right; column >= left; column--) {
        const neighbour = pixel;
        pixel = images[from + column];
        sheet[to + column] = pixel | (neighbour << 16);
      }
      sheet[to + left - 1] = pixel << 16;
    }
    this.left = left + margin - 1;
    this.right = right + margin + 1;
    this.top = top + margin - 1;
    this.bottom = bottom + margin + 1;
    return true;
  }

  /** Each row of the canvas crosses the ink's box on the sheet along one stretch. */
  private paintAffine(warp: Warp, canvas: Pixels, start: number): void {
    const { sheet, table, size, step } = this;
    const { toDigit } = warp;
    const centre = (size - 1) / 2;
    const across = new Crossing(toDigit[0], this.left, this.right);
    const down = new Crossing(toDigit[3], this.top, this.bottom);
    const stepX = Math.round(toDigit[0] * one);
    const stepY = Math.round(toDigit[3] * one);
    const [, firstRow, , lastRow] = this.boundsOnCanvas(warp);
    for (let row = firstRow; row <= lastRow; row++) {
      const rowX = toDigit[1] * (row - centre) + toDigit[2] - toDigit[0] * centre + middle;
      const rowY = toDigit[4] * (row - centre) + toDigit[5] - toDigit[3] * centre + middle;
      const first = Math.ceil(Math.max(0, across.enters(rowX), down.enters(rowY)));
      const last = Math.floor(Math.min(size - 1, across.leaves(rowX), down.leaves(rowY)));
      let x = Math.round((rowX + first * toDigit[0]) * one);
      let y = Math.round((rowY + first * toDigit[3]) * one);
      let at = start + (row * size + first) * step;
      for (let column = first; column <= last; column++) {
        canvas[at] = table[mix(sheet, x, y)];
        x = (x + stepX) | 0;
        y = (y + stepY) | 0;
        at += step;
      }
    }
  }

  private paintByPlaces(places: Places, warp: Warp, canvas: Pixels, start: number): void {
    const { sheet, table, size, step, placesX, placesY } = this;
    const [left, top] = [this.left * one, this.top * one];
    const [width, height] = [(this.right - this.left) * one, (this.bottom - this.top) * one];
    places.begin(warp);
    const [firstColumn, firstRow, lastColumn, lastRow] = this.boundsOnCanvas(warp);
    for (let row = firstRow; row <= lastRow; row++) {
      places.readRow(row, placesX, placesY);
      let at = start + (row * size + firstColumn) * step;
      for (let column = firstColumn; column <= lastColumn; column++) {
        const x = ((placesX[column] + middle) * one) | 0;
        const y = ((placesY[column] + middle) * one) | 0;
        // What is less than nothing is much, without its sign.
        if ((x - left) >>> 0 < width && (y - top) >>> 0 < height) canvas[at] = table[mix(sheet, x, y)];
        at += step;
      }
    }
  }

  /** First column and row, last column and row of the canvas between which all ink lies. */
  private boundsOnCanvas({ toCanvas }: Warp): [number, number, number, number] {
    const { size, left, right, top, bottom } = this;
    const reach = this.places?.reach ?? 0;
    const centre = (size - 1) / 2;
    const bounds: [number, number, number, number] = [size, size, -1, -1];
    for (const x of [left - middle, right - middle]) {
      for (const y of [top - middle, bottom - middle]) {
        for (const axis of [0, 1]) {
          const along = toCanvas[3 * axis] * x + toCanvas[3 * axis + 1] * y + toCanvas[3 * axis + 2];
          const place = along / (toCanvas[6] * x + toCanvas[7] * y + toCanvas[8]) + centre;
          bounds[axis] = Math.min(bounds[axis], Math.max(0, Math.floor(place - reach)));
          bounds[axis + 2] = Math.max(bounds[axis + 2], Math.min(size - 1, Math.ceil(place + reach)));
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

/** The bilinear mix at a place of the sheet, which is given in fixed point; 0 to 255. */
function mix(sheet: Int32Array, x: number, y: number): number {
  const at = ((y >> 16) * pitch + (x >> 16)) | 0;
  const along = (x >> 8) & 0xff;
  const down = (y >> 8) & 0xff;
  // Both columns at once: neither half of the word overflows, but the sign bit is used.
  const columns = (Math.imul(sheet[at], 256 - down) + Math.imul(sheet[at + pitch], down)) | 0;
  return (Math.imul(columns & 0xffff, 256 - along) + Math.imul(columns >>> 16, along) + 0x8000) >>> 16;
}
