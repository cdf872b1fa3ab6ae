/** The loss over two terms of theta, the others as they are: which thetas to ask about, and the picture of the answers. */
import { affineFromTerms, type AffineTerms } from '../../../src/shared/theta';
import { formatSigned } from '../../parts/page/format';
import { signedDegrees } from './response';

/** Thetas along an edge of a surface. */
export const surfaceEdge = 15;

interface Axis {
  readonly name: string;
  /** Of its places. */
  readonly unit: string;
  /** At the first and at the last cell. */
  readonly ends: readonly [first: number, last: number];
  /** Where on the axis a theta is; as far apart as its values look. */
  readonly of: (terms: AffineTerms) => number;
  readonly with: (terms: AffineTerms, place: number) => AffineTerms;
  /** A place in words. */
  readonly describe: (place: number) => string;
}

export interface Plane {
  readonly id: string;
  readonly label: string;
  /** From left to right. */
  readonly across: Axis;
  /** From top to bottom. */
  readonly down: Axis;
}

const shift = (value: number): string => formatSigned(value, 2).trim();
const size = ({ scaleX, scaleY }: AffineTerms): number => Math.sqrt(Math.abs(scaleX * scaleY));

const angle: Axis = {
  name: 'rotation',
  unit: 'degrees',
  ends: [-90, 90],
  of: ({ rotation }) => rotation,
  with: (terms, rotation) => ({ ...terms, rotation }),
  describe: signedDegrees,
};

/** Logarithmic: a half is as far from the whole as the double. */
const scale: Axis = {
  name: 'scale',
  unit: 'log2',
  ends: [1, -2],
  of: (terms) => Math.log2(size(terms)),
  with: (terms, place) => {
    const wanted = 2 ** place;
    const now = size(terms);
    if (now === 0) return { ...terms, scaleX: wanted, scaleY: wanted };
    return { ...terms, scaleX: (terms.scaleX * wanted) / now, scaleY: (terms.scaleY * wanted) / now };
  },
  describe: (place) => `×${(2 ** place).toFixed(2)}`,
};

const right: Axis = {
  name: 'translation x',
  unit: 'half images',
  ends: [-1, 1],
  of: ({ translationX }) => translationX,
  with: (terms, translationX) => ({ ...terms, translationX }),
  describe: shift,
};

const below: Axis = {
  name: 'translation y',
  unit: 'half images',
  ends: [-1, 1],
  of: ({ translationY }) => translationY,
  with: (terms, translationY) => ({ ...terms, translationY }),
  describe: shift,
};

export const planes: readonly [Plane, ...Plane[]] = [
  { id: 'angle-scale', label: 'Rotation × scale', across: angle, down: scale },
  { id: 'shifts', label: 'Translation x × y', across: right, down: below },
];

/** In cells from the surface's corner: the middle of the first cell is ½. */
export interface SurfacePoint {
  readonly x: number;
  readonly y: number;
}

/** The matrices of all cells, rows from the top. */
export function surfaceMatrices({ across, down }: Plane, terms: AffineTerms): number[][] {
  return Array.from({ length: surfaceEdge ** 2 }, (_, cell) => {
    const column = (cell % surfaceEdge) + 0.5;
    const row = Math.floor(cell / surfaceEdge) + 0.5;
    return affineFromTerms(down.with(across.with(terms, placeAt(across, column)), placeAt(down, row)));
  });
}

export function locateTerms({ across, down }: Plane, terms: AffineTerms): SurfacePoint {
  return { x: cellOf(across, across.of(terms)), y: cellOf(down, down.of(terms)) };
}

/** The terms at a point of the surface, held within it. */
export function termsAt({ across, down }: Plane, terms: AffineTerms, { x, y }: SurfacePoint): AffineTerms {
  const held = (cell: number): number => Math.max(0.5, Math.min(surfaceEdge - 0.5, cell));
  return down.with(across.with(terms, placeAt(across, held(x))), placeAt(down, held(y)));
}

export function isOnSurface({ x, y }: SurfacePoint): boolean {
  return [x, y].every((cell) => cell >= 0 && cell <= surfaceEdge);
}

/** What two thetas must share to have the same surface. */
export function surfaceKey({ id, across, down }: Plane, terms: AffineTerms): string {
  // At any one place of both axes, what is left are the other terms.
  return `${id} ${affineFromTerms(down.with(across.with(terms, 0), 0))
    .map((value) => value.toFixed(6))
    .join()}`;
}

/** Low losses bright, high ones dark, as orders of magnitude; one byte a cell. What is no number is black. */
export function surfacePixels(losses: readonly number[]): Uint8Array {
  // Below a hundredth nobody is surer.
  const heights = losses.map((loss) => Math.log(Math.max(0, loss) + 0.01));
  const finite = heights.filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  return Uint8Array.from(heights, (height) =>
    Number.isFinite(height) ? Math.round(255 * (most > least ? (most - height) / (most - least) : 1)) : 0,
  );
}

/** "Left to right rotation −90° to +90°, top to bottom scale ×2.00 to ×0.25." */
export function describeAxes({ across, down }: Plane): string {
  const told = ({ name, ends, describe }: Axis): string =>
    `${name} ${describe(ends[0])} to ${describe(ends[1])}`;
  return `Left to right ${told(across)}, top to bottom ${told(down)}.`;
}

/** "rotation +12°, scale ×0.80" */
export function describePlace({ across, down }: Plane, terms: AffineTerms): string {
  return [across, down].map((axis) => `${axis.name} ${axis.describe(axis.of(terms))}`).join(', ');
}

function placeAt({ ends: [first, last] }: Axis, cell: number): number {
  return first + ((cell - 0.5) / (surfaceEdge - 1)) * (last - first);
}

function cellOf({ ends: [first, last] }: Axis, place: number): number {
  return 0.5 + ((place - first) / (last - first)) * (surfaceEdge - 1);
}
