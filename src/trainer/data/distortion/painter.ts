/**
 * Draws distorted digits on a canvas: for each pixel of the canvas near the digit's ink, the place in the digit that it shows, and a
 * bilinear mix of the four pixels around that place. Fixed point where it can be, as this has to be faster than training.
 */
import { makeBrush, type Brush } from './brush';
import { digitMiddle, fineOne, margin, one, type CanvasSpec } from './brushMemory';
import { writeCrossings, type OnSheet } from './crossings';
import { squareStart, type DigitStore } from './digitStore';
import type { NormalsPlace } from './normals';
import type { Warp } from './warp';

/** A digit's that is kept whole. */
const whole = { middleX: margin + digitMiddle, middleY: margin + digitMiddle };

export class Painter {
  /** For a warp's moves: those that lie here need not be copied. */
  readonly movesPlace: NormalsPlace;
  private readonly isAffine: boolean;
  private readonly brush: Brush;
  private readonly ink = { ...whole, left: 0, right: 0, top: 0, bottom: 0 };
  /** Of the canvas: all ink lies between these; beyond the canvas where there is ink that it doesn't show. */
  private readonly reach = { left: 0, right: 0, top: 0, bottom: 0 };

  /** @param desk number of the one where nobody else draws */
  constructor(
    private readonly spec: CanvasSpec,
    private readonly digits: DigitStore,
    desk: number,
  ) {
    this.isAffine = !spec.bends && !spec.projects;
    this.brush = makeBrush(spec, digits, desk);
    this.movesPlace = { memory: digits.memory, address: this.brush.moves.byteOffset };
  }

  /** Has a digit that is to be painted soon be in a cache. */
  fetch(index: number): void {
    this.brush.fetch(index * this.digits.edge ** 2, this.digits.boxes.byteOffset + 4 * index);
  }

  /** Paints a digit on a channel of the canvas that is empty so far. */
  paint(index: number, warp: Warp, channel: number): void {
    if (!this.findInk(index)) return;
    const digit = index * this.digits.edge ** 2;
    if (this.spec.isNear) this.paintBands(digit, warp, channel);
    else if (this.isAffine) this.paintAffine(digit, warp, channel);
    else if (!this.spec.bends) this.paintProjected(digit, warp, channel);
    else this.paintFreely(digit, warp, channel);
  }

  /**
   * Notes a piece of clutter.
   * @param number from 0
   * @param from where it is cut from its digit: number of the pixel in all digits
   * @param x where it goes on the canvas
   * @param y the same
   */
  cutPiece(number: number, from: number, x: number, y: number): void {
    this.brush.clutter[2 * number] = from;
    this.brush.clutter[2 * number + 1] = y * this.brush.pitch + x * this.spec.channels;
  }

  /** Puts the pieces that were noted, as many as the canvas has, on a channel. */
  paintClutter(channel: number): void {
    this.brush.paintClutter(channel);
  }

  /** Moves what was painted to an address, [size, size, channels]; the canvas is empty again. */
  handOver(target: number): void {
    this.brush.handOver(target);
  }

  /**
   * Where in the digit each pixel of the canvas is, row by row: x, y in pixels from its middle; undefined where the warp's
   * matrix says it.
   */
  places(warp: Warp): [number, number][] | undefined {
    if (this.isAffine) return undefined;
    this.takeUp(warp, whole);
    this.brush.findPlaces();
    const { size } = this.spec;
    const { placesX, placesY, columns } = this.brush;
    return Array.from({ length: size ** 2 }, (_, pixel) => {
      const at = Math.floor(pixel / size) * columns + (pixel % size);
      return [placesX[at] / one - whole.middleX, placesY[at] / one - whole.middleY];
    });
  }

  /** @returns whether there is any */
  private findInk(index: number): boolean {
    const { ink } = this;
    const { boxes, edge } = this.digits;
    const left = boxes[4 * index];
    const top = boxes[4 * index + 1];
    const right = boxes[4 * index + 2];
    const shiftX = margin - squareStart(left, edge);
    const shiftY = margin - squareStart(top, edge);
    ink.middleX = shiftX + digitMiddle;
    ink.middleY = shiftY + digitMiddle;
    ink.left = left + shiftX - 1;
    ink.right = right + shiftX + 1;
    ink.top = top + shiftY - 1;
    ink.bottom = boxes[4 * index + 3] + shiftY + 1;
    return left <= right;
  }

  private paintBands(digit: number, warp: Warp, channel: number): void {
    const { left, top, right, bottom } = this.ink;
    this.takeUp(warp, this.ink);
    this.brush.paintBands(digit, channel, left * one, top * one, right * one, bottom * one);
  }

  private paintAffine(digit: number, warp: Warp, channel: number): void {
    const { brush, ink } = this;
    const { size } = this.spec;
    const { toDigit } = warp;
    this.turnReach(warp);
    const first = this.firstRow();
    const last = this.lastRow();
    writeCrossings(brush.crossings, toDigit, (size - 1) / 2, ink);
    const stepX = Math.round(toDigit[0] * fineOne);
    const stepY = Math.round(toDigit[3] * fineOne);
    brush.paintAffine(digit, channel, first, last, stepX, stepY);
  }

  private paintProjected(digit: number, warp: Warp, channel: number): void {
    const { ink } = this;
    this.takeUp(warp, ink);
    this.projectReach(warp);
    const { left, right, top, bottom } = ink;
    const first = this.firstRow();
    const last = this.lastRow();
    const box = [left * one, right * one, top * one, bottom * one] as const;
    this.brush.paintProjected(digit, channel, first, last, ...box);
  }

  private paintFreely(digit: number, warp: Warp, channel: number): void {
    const { brush, reach } = this;
    const { size, projects } = this.spec;
    this.takeUp(warp, this.ink);
    if (projects) this.projectReach(warp);
    else this.turnReach(warp);
    this.bendReach();
    const firstColumn = Math.max(0, Math.floor(reach.left));
    const lastColumn = Math.min(size - 1, Math.ceil(reach.right));
    // All ink may lie outside.
    if (firstColumn > lastColumn) return;
    const firstRow = this.firstRow();
    const lastRow = this.lastRow();
    brush.paintFreely(digit, channel, firstRow, lastRow, firstColumn, lastColumn);
  }

  /** Of the canvas, that may show ink. */
  private firstRow(): number {
    return Math.max(0, Math.floor(this.reach.top));
  }

  private lastRow(): number {
    return Math.min(this.spec.size - 1, Math.ceil(this.reach.bottom));
  }

  private takeUp({ toDigit, moves }: Warp, { middleX, middleY }: Pick<OnSheet, 'middleX' | 'middleY'>): void {
    const { brush } = this;
    const { toSheet } = brush;
    for (let column = 0; column < 3; column++) {
      const depth = toDigit[6 + column];
      toSheet[column] = (toDigit[column] + middleX * depth) * one;
      toSheet[3 + column] = (toDigit[3 + column] + middleY * depth) * one;
      toSheet[6 + column] = depth;
    }
    if (!this.spec.bends) return;
    if (moves.buffer !== brush.moves.buffer) brush.moves.set(moves);
    brush.bend();
  }

  /** A point of the canvas shows what lay where it moves to. */
  private bendReach(): void {
    const { reach } = this;
    const { reach: moves } = this.brush;
    reach.right -= Math.min(moves[0], moves[1], moves[2], moves[3]);
    reach.left -= Math.max(moves[4], moves[5], moves[6], moves[7]);
    reach.bottom -= Math.min(moves[8], moves[9], moves[10], moves[11]);
    reach.top -= Math.max(moves[12], moves[13], moves[14], moves[15]);
  }

  /** Where the ink's box comes to lie by a matrix, before the canvas is bent. */
  private turnReach({ toCanvas }: Warp): void {
    const { ink, reach } = this;
    const centre = (this.spec.size - 1) / 2;
    const x = (ink.left + ink.right) / 2 - ink.middleX;
    const y = (ink.top + ink.bottom) / 2 - ink.middleY;
    const halfWidth = (ink.right - ink.left) / 2;
    const halfHeight = (ink.bottom - ink.top) / 2;
    const column = toCanvas[0] * x + toCanvas[1] * y + toCanvas[2] + centre;
    const row = toCanvas[3] * x + toCanvas[4] * y + toCanvas[5] + centre;
    const width = Math.abs(toCanvas[0]) * halfWidth + Math.abs(toCanvas[1]) * halfHeight;
    const height = Math.abs(toCanvas[3]) * halfWidth + Math.abs(toCanvas[4]) * halfHeight;
    reach.left = column - width;
    reach.right = column + width;
    reach.top = row - height;
    reach.bottom = row + height;
  }

  /** The same by a homography. */
  private projectReach({ toCanvas }: Warp): void {
    const { ink, reach } = this;
    const centre = (this.spec.size - 1) / 2;
    reach.left = reach.top = Infinity;
    reach.right = reach.bottom = -Infinity;
    for (let corner = 0; corner < 4; corner++) {
      const x = (corner % 2 === 0 ? ink.left : ink.right) - ink.middleX;
      const y = (corner < 2 ? ink.top : ink.bottom) - ink.middleY;
      const depth = toCanvas[6] * x + toCanvas[7] * y + toCanvas[8];
      const column = (toCanvas[0] * x + toCanvas[1] * y + toCanvas[2]) / depth + centre;
      const row = (toCanvas[3] * x + toCanvas[4] * y + toCanvas[5]) / depth + centre;
      reach.left = Math.min(reach.left, column);
      reach.right = Math.max(reach.right, column);
      reach.top = Math.min(reach.top, row);
      reach.bottom = Math.max(reach.bottom, row);
    }
  }
}
