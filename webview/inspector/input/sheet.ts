/**
 * A sheet is what a person draws or loads: a square of grey pixels, finer than any network's input, 255 full ink. Here it
 * is drawn on, and made into an image as MNIST's are.
 */
import { digitEdge, inkEdge } from '../../../src/shared/distortion';
import type { ImageSize } from '../../../src/shared/trainerProtocol';

/** In pixels. */
export const sheetEdge = 112;

/** Less is paper, not ink: a scan's grain must not count. */
const leastInk = 48;

export interface SheetPoint {
  readonly x: number;
  readonly y: number;
}

export function newSheet(): Uint8Array {
  return new Uint8Array(sheetEdge ** 2);
}

/** Whether it has no ink, or so little that it can't be meant. */
export function isBlank(sheet: Uint8Array): boolean {
  return !sheet.some((ink) => ink >= leastInk);
}

/**
 * Inks a line with round ends and soft edges.
 * @param width of the pen, in pixels of the sheet
 */
export function drawStroke(sheet: Uint8Array, from: SheetPoint, to: SheetPoint, width: number): void {
  const radius = width / 2;
  const reach = Math.ceil(radius + 1);
  const [across, along] = [to.x - from.x, to.y - from.y];
  const squaredLength = across ** 2 + along ** 2;
  const first = (low: number): number => Math.max(0, Math.floor(low) - reach);
  const last = (high: number): number => Math.min(sheetEdge - 1, Math.ceil(high) + reach);
  for (let row = first(Math.min(from.y, to.y)); row <= last(Math.max(from.y, to.y)); row++) {
    for (let column = first(Math.min(from.x, to.x)); column <= last(Math.max(from.x, to.x)); column++) {
      const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
      const share = squaredLength === 0 ? 0 : (x * across + y * along) / squaredLength;
      const nearest = Math.max(0, Math.min(1, share));
      const distance = Math.hypot(x - nearest * across, y - nearest * along);
      const ink = Math.round(255 * Math.max(0, Math.min(1, radius + 0.5 - distance)));
      const at = row * sheetEdge + column;
      sheet[at] = Math.max(sheet[at], ink);
    }
  }
}

/**
 * The sheet as a network's input, its pixels averaged: the whole sheet as the 28×28 square in the image's middle; or
 * centred like MNIST's digits, with the ink as large as fits into 20×20 pixels and its centre of mass in the middle.
 * @param size with one channel
 * @returns undefined where the sheet is blank
 */
export function imageOfSheet(sheet: Uint8Array, size: ImageSize, isCentred: boolean): Uint8Array | undefined {
  const ink = measureInk(sheet);
  if (!ink) return undefined;
  const step = isCentred ? ink.extent / inkEdge : sheetEdge / digitEdge;
  const middle = isCentred ? ink.centre : { x: sheetEdge / 2, y: sheetEdge / 2 };
  const { height, width } = size;
  const rows = spans(height, middle.y, step);
  const columns = spans(width, middle.x, step);
  const image = new Uint8Array(height * width);
  rows.forEach((weightsOfRow, row) => {
    columns.forEach((weightsOfColumn, column) => {
      let sum = 0;
      for (const [y, down] of weightsOfRow) {
        for (const [x, right] of weightsOfColumn) sum += down * right * sheet[y * sheetEdge + x];
      }
      image[row * width + column] = Math.round(sum);
    });
  });
  return image;
}

/** Where the ink is. `extent` is the longer side of its box; undefined where there is none. */
function measureInk(sheet: Uint8Array): { extent: number; centre: SheetPoint } | undefined {
  let [left, top, right, bottom] = [sheetEdge, sheetEdge, -1, -1];
  let [mass, momentX, momentY] = [0, 0, 0];
  sheet.forEach((ink, at) => {
    if (ink < leastInk) return;
    const [x, y] = [at % sheetEdge, Math.floor(at / sheetEdge)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    mass += ink;
    momentX += ink * (x + 0.5);
    momentY += ink * (y + 0.5);
  });
  if (mass === 0) return undefined;
  return {
    extent: Math.max(right - left, bottom - top) + 1,
    centre: { x: momentX / mass, y: momentY / mass },
  };
}

/** For each of `count` pixels in line, the sheet's pixels below it and the share of it that each covers. */
function spans(count: number, middle: number, step: number): [at: number, share: number][][] {
  return Array.from({ length: count }, (_, pixel) => {
    const start = middle + (pixel - count / 2) * step;
    const end = start + step;
    const covered: [number, number][] = [];
    for (let at = Math.max(0, Math.floor(start)); at < Math.min(sheetEdge, end); at++) {
      const overlap = Math.min(end, at + 1) - Math.max(start, at);
      if (overlap > 0) covered.push([at, overlap / step]);
    }
    return covered;
  });
}
