/**
 * The sampling grid as lines over a picture of the input. Lengths are the input's pixels, from the outer corner of its
 * top left one, so that the picture's frame is (0, 0) to (width, height).
 */
import type { ImageSize } from '../../src/shared/trainerProtocol';
import { gridGenerator } from '../../src/shared/transformers/gridGenerator';

export interface GridPoint {
  readonly x: number;
  readonly y: number;
}

export type Line = readonly GridPoint[];

export interface SamplingPicture {
  /** Where each output pixel's centre is read, rows from the top. */
  readonly points: readonly GridPoint[];
  /** Some rows and columns of the grid, the outermost among them. */
  readonly lines: readonly Line[];
  /** The outermost rows and columns, closed. */
  readonly outline: Line;
  /** Of the output: top left, top right, bottom right, bottom left. */
  readonly corners: readonly [GridPoint, GridPoint, GridPoint, GridPoint];
}

/** A coordinate of theta's, −1 to 1 inside the image, as pixels from the image's edge. */
export function toPixels(coordinate: number, size: number, alignCorners: boolean): number {
  const half = (coordinate + 1) / 2;
  return alignCorners ? half * (size - 1) + 0.5 : half * size;
}

/** @returns undefined where theta is not finite, as a diverged run's is not */
export function samplingPicture(
  theta: readonly number[],
  input: ImageSize,
  output: ImageSize,
  alignCorners: boolean,
): SamplingPicture | undefined {
  if (!theta.every(Number.isFinite)) return undefined;
  const { height, width } = output;
  const affine = { kind: 'affine', controlPoints: 4, bounded: false } as const;
  const grid = gridGenerator(affine, output, alignCorners).grid(theta);
  const points: GridPoint[] = [];
  for (let at = 0; at < grid.length; at += 2) {
    points.push({
      x: toPixels(grid[at], input.width, alignCorners),
      y: toPixels(grid[at + 1], input.height, alignCorners),
    });
  }
  const row = (at: number): GridPoint[] => points.slice(at * width, (at + 1) * width);
  const column = (at: number): GridPoint[] => points.filter((_, position) => position % width === at);
  const lines = [...chosenLines(height).map(row), ...chosenLines(width).map(column)];
  const outline = [
    ...row(0),
    ...column(width - 1).slice(1),
    ...row(height - 1)
      .reverse()
      .slice(1),
    ...column(0).reverse().slice(1, -1),
  ];
  return {
    points,
    lines,
    outline,
    corners: [points[0], points[width - 1], points[height * width - 1], points[(height - 1) * width]],
  };
}

/** Evenly spaced rows (or columns) with the first and the last: about ten, since every pixel's would hide the digit. */
export function chosenLines(size: number): number[] {
  if (size <= 1) return [0];
  const spaces = Math.min(size - 1, 9);
  const chosen = Array.from({ length: spaces + 1 }, (_, at) => Math.round((at * (size - 1)) / spaces));
  return [...new Set(chosen)];
}

const marginSteps = [0.3, 0.5, 0.75, 1, 1.5, 2, 3];

/**
 * How far around the image the picture has to reach, as a share of the image's edge. It grows in steps, so that it
 * keeps still from one digit to the next.
 */
export function marginFor(
  { corners }: Pick<SamplingPicture, 'corners'>,
  { height, width }: ImageSize,
): number {
  // Room for the corners' letters.
  const room = 0.09;
  const furthest = Math.max(
    ...corners.map(({ x, y }) => Math.max(-x / width, x / width - 1, -y / height, y / height - 1)),
  );
  return marginSteps.find((step) => step >= furthest + room) ?? marginSteps[marginSteps.length - 1];
}

/** Where a corner's letter stands: beyond the corner, away from the grid's middle. */
export function letterPlace(corner: GridPoint, corners: readonly GridPoint[], distance: number): GridPoint {
  const middle = {
    x: corners.reduce((sum, { x }) => sum + x, 0) / corners.length,
    y: corners.reduce((sum, { y }) => sum + y, 0) / corners.length,
  };
  const dx = corner.x - middle.x;
  const dy = corner.y - middle.y;
  const length = Math.hypot(dx, dy);
  // A collapsed grid has no outside.
  if (length < 1e-6) return { x: corner.x, y: corner.y - distance };
  return { x: corner.x + (dx / length) * distance, y: corner.y + (dy / length) * distance };
}

/** For an SVG element's `points`. */
export function toPointList(line: Line): string {
  return line.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ');
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
