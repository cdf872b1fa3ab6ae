/**
 * The sampling grid as lines over a picture of the input. Lengths are the input's pixels, from the outer corner of its
 * top left one, so that the picture's frame is (0, 0) to (width, height).
 */
import { baseCoordinate } from '../../../src/shared/theta';
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { movedControlPoints } from '../../../src/shared/transformers/controlPoints';
import { gridGenerator } from '../../../src/shared/transformers/gridGenerator';
import type { TransformerSpec } from '../../../src/shared/transformers/spec';

export interface GridPoint {
  readonly x: number;
  readonly y: number;
}

export type Line = readonly GridPoint[];

/** What makes a sampling picture out of a theta. */
export interface GridPlan {
  readonly spec: TransformerSpec;
  readonly input: ImageSize;
  readonly output: ImageSize;
  readonly alignCorners: boolean;
  /** Spaces between the rows that are drawn, and between the columns: many hide the digit. */
  readonly spaces: number;
}

export interface SamplingPicture {
  /** Where each output pixel's centre is read, rows from the top. */
  readonly points: readonly GridPoint[];
  /** Some rows and columns of the grid, the outermost among them; in pieces where they pass through infinity. */
  readonly lines: readonly Line[];
  /** The outermost rows and columns, once around, in pieces likewise. */
  readonly outline: readonly Line[];
  /** The outline's part between the first two corners. */
  readonly top: readonly Line[];
  /** Of the output: top left, top right, bottom right, bottom left. */
  readonly corners: readonly [GridPoint, GridPoint, GridPoint, GridPoint];
  /** Control points of a thin-plate spline; no other kind has any. */
  readonly controls: readonly { readonly from: GridPoint; readonly to: GridPoint }[];
}

/** A coordinate of theta's, −1 to 1 inside the image, as pixels from the image's edge. */
export function toPixels(coordinate: number, size: number, alignCorners: boolean): number {
  const half = (coordinate + 1) / 2;
  return alignCorners ? half * (size - 1) + 0.5 : half * size;
}

/**
 * Draws grids of one plan; what they have in common (a spline's basis) is computed once.
 * @returns from theta to its picture; undefined where theta is not finite, as a diverged run's is not
 */
export function gridPlotter({ spec, input, output, alignCorners, spaces }: GridPlan) {
  const { height, width } = output;
  const generator = gridGenerator(spec, output, alignCorners);
  const inPixels = ({ x, y }: GridPoint): GridPoint => ({
    x: toPixels(x, input.width, alignCorners),
    y: toPixels(y, input.height, alignCorners),
  });
  const row = (at: number): number[] => Array.from({ length: width }, (_, column) => at * width + column);
  const column = (at: number): number[] => Array.from({ length: height }, (_, down) => down * width + at);
  const lines = [...chosenLines(height, spaces).map(row), ...chosenLines(width, spaces).map(column)];
  const outline = [
    ...row(0),
    ...column(width - 1).slice(1),
    ...row(height - 1)
      .reverse()
      .slice(1),
    ...column(0).reverse().slice(1),
  ];

  return (theta: readonly number[]): SamplingPicture | undefined => {
    if (!theta.every(Number.isFinite)) return undefined;
    const grid = generator.grid(theta);
    const points = Array.from({ length: height * width }, (_, at) =>
      inPixels({ x: grid[2 * at], y: grid[2 * at + 1] }),
    );
    const isInFront = (at: number): boolean => {
      if (spec.kind !== 'projective') return true;
      const x = baseCoordinate(at % width, width, alignCorners);
      const y = baseCoordinate(Math.floor(at / width), height, alignCorners);
      return theta[6] * x + theta[7] * y + 1 > 0;
    };
    const drawn = (positions: readonly number[]): Line[] => pieces(positions, points, isInFront);
    return {
      points,
      lines: lines.flatMap(drawn),
      outline: drawn(outline),
      top: drawn(row(0)),
      corners: [points[0], points[width - 1], points[height * width - 1], points[(height - 1) * width]],
      controls:
        spec.kind === 'tps'
          ? movedControlPoints(spec, theta).map(({ from, to }) => ({
              from: inPixels(from),
              to: inPixels(to),
            }))
          : [],
    };
  };
}

/** Cut where a homography's horizon runs between two points: what joins them passes through infinity, not the image. */
function pieces(
  positions: readonly number[],
  points: readonly GridPoint[],
  isInFront: (position: number) => boolean,
): Line[] {
  const found: GridPoint[][] = [];
  let side: boolean | undefined;
  for (const position of positions) {
    const point = points[position];
    if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) {
      side = undefined;
      continue;
    }
    const front = isInFront(position);
    if (front !== side) found.push([]);
    side = front;
    found[found.length - 1].push(point);
  }
  return found;
}

/**
 * Evenly spaced rows (or columns) with the first and the last.
 * @param most spaces between them
 */
export function chosenLines(size: number, most: number): number[] {
  if (size <= 1) return [0];
  const spaces = Math.min(size - 1, most);
  const chosen = Array.from({ length: spaces + 1 }, (_, at) => Math.round((at * (size - 1)) / spaces));
  return [...new Set(chosen)];
}

const marginSteps = [0.3, 0.5, 0.75, 1, 1.5, 2, 3];

/**
 * How far around the image the picture has to reach, as a share of the image's edge. It grows in steps, so that it
 * keeps still from one digit to the next.
 */
export function marginFor(
  pictures: readonly Pick<SamplingPicture, 'outline'>[],
  { height, width }: ImageSize,
): number {
  // Room for the corners' letters, each grid's beyond the last one's.
  const room = 0.09 * Math.max(1, pictures.length);
  const beyond = pictures.flatMap(({ outline }) =>
    outline.flat().map(({ x, y }) => Math.max(-x / width, x / width - 1, -y / height, y / height - 1)),
  );
  const furthest = beyond.reduce((most, distance) => Math.max(most, distance), 0);
  return marginSteps.find((step) => step >= furthest + room) ?? marginSteps[marginSteps.length - 1];
}

/** Share of the grid's cells that are turned over, from 0 to 1: where a spline folds, or all of it where theta mirrors. */
export function foldedShare(
  { points }: Pick<SamplingPicture, 'points'>,
  { height, width }: ImageSize,
): number {
  let folded = 0;
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const at = row * width + column;
      const [here, right, below] = [points[at], points[at + 1], points[at + width]];
      const turn = (right.x - here.x) * (below.y - here.y) - (right.y - here.y) * (below.x - here.x);
      if (turn < 0) folded++;
    }
  }
  return folded / Math.max(1, (height - 1) * (width - 1));
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
