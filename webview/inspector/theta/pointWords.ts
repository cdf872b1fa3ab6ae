/** Theta in words for transformers whose numbers are moves of points: corners of a homography, a spline's control points. */
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { movedControlPoints } from '../../../src/shared/transformers/controlPoints';
import { gridGenerator } from '../../../src/shared/transformers/gridGenerator';
import type { TransformerSpec } from '../../../src/shared/transformers/spec';
import type { TermInWords } from '../../parts/theta/affineWords';
import { formatSigned } from '../../parts/page/format';
import { foldedShare, toPixels, type GridPoint, type SamplingPicture } from '../../parts/digits/gridLines';

const corners = ['A, top left', 'B, top right', 'D, bottom left', 'C, bottom right'] as const;

/** Where the output's corners are read, and how strong the perspective is. */
export function projectiveWords(
  spec: TransformerSpec,
  theta: readonly number[],
  input: ImageSize,
  alignCorners: boolean,
): TermInWords[] {
  // The middles of a 2×2 image's pixels, where corners are aligned, are its corners.
  const places = { height: 2, width: 2 };
  const identity = gridGenerator({ ...spec, kind: 'translation' }, places, true).grid([0, 0]);
  const grid = gridGenerator(spec, places, true).grid(theta);
  const pixels = (points: Float32Array, at: number): GridPoint => ({
    x: toPixels(points[2 * at], input.width, alignCorners),
    y: toPixels(points[2 * at + 1], input.height, alignCorners),
  });
  const rows = corners.map((name, at): TermInWords => {
    const to = pixels(grid, at);
    const id = `corner-${name.charAt(0).toLowerCase()}`;
    return { id, name: `Corner ${name}`, value: place(to), words: moveWords(pixels(identity, at), to) };
  });
  // Clockwise, as the letters go.
  const [a, b, d, c] = rows;
  return [
    ...[a, b, c, d],
    perspective('x', theta[6], ['left', 'right']),
    perspective('y', theta[7], ['top', 'bottom']),
  ];
}

/** How far the control points moved, in the input's pixels. */
export function splineWords(
  spec: TransformerSpec,
  theta: readonly number[],
  { input, output, alignCorners }: { input: ImageSize; output: ImageSize; alignCorners: boolean },
  picture: SamplingPicture | undefined,
): TermInWords[] {
  const moves = movedControlPoints(spec, theta).map(({ from, to }) => {
    const [start, end] = [from, to].map(({ x, y }) => ({
      x: toPixels(x, input.width, alignCorners),
      y: toPixels(y, input.height, alignCorners),
    }));
    return { start, end, length: Math.hypot(end.x - start.x, end.y - start.y) };
  });
  const mean = moves.reduce((sum, { length }) => sum + length, 0) / moves.length;
  const at = moves.reduce((best, { length }, position) => (length > moves[best].length ? position : best), 0);
  const [row, column] = [Math.floor(at / spec.controlPoints), at % spec.controlPoints];
  const { start, end, length } = moves[at];
  const folded = picture ? foldedShare(picture, output) : 0;
  return [
    {
      id: 'mean-move',
      name: 'Mean move',
      value: `${finite(mean)} px`,
      words: `of ${moves.length} control points${spec.bounded ? ', bounded' : ''}`,
    },
    {
      id: 'largest-move',
      name: 'Largest move',
      value: `${finite(length)} px`,
      words: length < 0.05 ? 'none moved' : `row ${row + 1}, column ${column + 1}: ${moveWords(start, end)}`,
    },
    {
      id: 'folds',
      name: 'Folds',
      value: `${(100 * folded).toFixed(0)}%`,
      words: folded > 0 ? 'of the grid is turned over' : 'the grid lies flat',
    },
  ];
}

/**
 * The denominator grows along an axis from 1 − term to 1 + term: across it, the grid's lines are as many times as far
 * apart at the beginning as at the end.
 */
function perspective(axis: 'x' | 'y', term: number, [first, last]: readonly [string, string]): TermInWords {
  const share = (1 - term) / (1 + term);
  const words =
    Math.abs(term) < 0.0005
      ? 'no perspective'
      : Math.abs(term) >= 1 || !Number.isFinite(term)
        ? 'the horizon crosses the grid'
        : `${Math.round(100 * share)}% as large at the ${last} as at the ${first}`;
  return {
    id: `perspective-${axis}`,
    name: `Perspective ${axis}`,
    value: formatSigned(term, 3).trim(),
    words,
  };
}

function place({ x, y }: GridPoint): string {
  return `(${finite(x)}, ${finite(y)})`;
}

function moveWords(from: GridPoint, to: GridPoint): string {
  const [x, y] = [to.x - from.x, to.y - from.y];
  if (!Number.isFinite(x) || !Number.isFinite(y)) return 'nowhere';
  const parts = [
    ...(Math.abs(x) < 0.05 ? [] : [`${Math.abs(x).toFixed(1)} px ${x > 0 ? 'right' : 'left'}`]),
    ...(Math.abs(y) < 0.05 ? [] : [`${Math.abs(y).toFixed(1)} px ${y > 0 ? 'down' : 'up'}`]),
  ];
  return parts.length > 0 ? parts.join(', ') : 'not moved';
}

function finite(value: number): string {
  return formatSigned(value, 1).replace('+', '').trim();
}
