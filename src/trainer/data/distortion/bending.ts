/**
 * The thin-plate spline over a canvas, fast enough to draw with: known at nodes and linear between them. That is off by a
 * twenty-fifth of the way that points move, on average.
 */
import { inverse } from '../../../shared/inverse';
import { splineBasis } from '../../../shared/transformers/thinPlateSpline';

/** Control points along an edge of the canvas, the outermost at its corners: 16 as in the paper. */
export const controlEdge = 4;

/** Rows of nodes, and nodes in a row, the outermost at the canvas's edge: as many as a vector has numbers of 16 bits. */
export const nodeEdge = 8;

/** A pixel between two nodes along an edge of the canvas. */
export interface BetweenNodes {
  /** The node before it. */
  readonly node: number;
  /** How far it is from there to the next one, from 0 to 1. */
  readonly share: number;
}

/**
 * @param size edge of the canvas, in pixels
 * @param count of pixels: of more than the edge's, the others are behind the last node
 */
export function pixelsBetweenNodes(size: number, count: number): BetweenNodes[] {
  return Array.from({ length: count }, (_, pixel) => {
    const place = ((pixel + 0.5) / size) * (nodeEdge - 1);
    const node = Math.min(Math.floor(place), nodeEdge - 2);
    return { node, share: place - node };
  });
}

/**
 * Nodes and control points come in fours that mirror each other: along neither axis, along x, along y, along both. What is
 * below is of the first of each, up and left of the middle.
 */
export const halfNodeEdge = nodeEdge / 2;
export const controlsOfQuarter = (controlEdge / 2) ** 2;

/** Numbers of the first of the control points' fours, row by row, and of those that mirror it. */
export const mirroredControls = Array.from({ length: controlsOfQuarter }, (_, at): FourNumbers => {
  const half = controlEdge / 2;
  const [row, column] = [Math.floor(at / half), at % half];
  const [last, opposite] = [controlEdge - 1 - row, controlEdge - 1 - column];
  return [
    row * controlEdge + column,
    row * controlEdge + opposite,
    last * controlEdge + column,
    last * controlEdge + opposite,
  ];
});

type FourNumbers = readonly [number, number, number, number];

/** Kinds of sums of four that mirror each other: of all, then with each sign that an axis's two sides can have. */
export const kinds = 4;

const sumsOf = ([a, b, c, d]: readonly number[]): number[] => [
  a + b + c + d,
  a - b + c - d,
  a + b - c - d,
  a - b - c + d,
];

/**
 * How far each node moves by the control points, both as sums of four. A sum of nodes' moves depends on the controls' sums of the
 * same kind alone, which saves three quarters of the products.
 * @returns [column of nodes][control of the quarter][kind][row of nodes], of the quarter's rows and columns
 */
export function bendingShares(): number[] {
  const shares = nodeShares();
  const half = Array.from({ length: halfNodeEdge }, (_, at) => at);
  return half.flatMap((column) =>
    mirroredControls.flatMap((four) => {
      const rows = half.map((row) => sumsOf(four.map((control) => shares[control][row][column] / kinds)));
      return Array.from({ length: kinds }, (_, kind) => rows.map((sums) => sums[kind])).flat();
    }),
  );
}

/** Points at which nodes have to fit the spline, from one node to the next. */
const samplesBetween = 8;

/**
 * How far each node moves by each control point: as the sum of squares of what is off between nodes is least, which is less than
 * half of what it is where nodes lie on the spline.
 * @returns [control][row][column]
 */
function nodeShares(): number[][][] {
  const samples = samplesBetween * (nodeEdge - 1);
  const fit = fitOfNodes(samples);
  const along = Array.from({ length: samples }, (_, sample) => (2 * sample + 1) / samples - 1);
  const basis = splineBasis(
    controlEdge,
    along.flatMap(() => along),
    along.flatMap((y) => along.map(() => y)),
  );
  return basis.map((ofControl) => {
    const rows = along.map((_, row) => ofControl.subarray(row * samples, (row + 1) * samples));
    const columns = rows.map((row) => fit.map((ofNode) => dot(ofNode, row)));
    return fit.map((ofNode) =>
      fit.map((_, column) =>
        dot(
          ofNode,
          columns.map((row) => row[column]),
        ),
      ),
    );
  });
}

/** By least squares along an edge: what of each sample makes each node. @returns [node][sample] */
function fitOfNodes(samples: number): number[][] {
  const nodes = Array.from({ length: nodeEdge }, (_, node) => node);
  const hats = pixelsBetweenNodes(samples, samples).map(({ node, share }) =>
    nodes.map((at) => (at === node ? 1 - share : at === node + 1 ? share : 0)),
  );
  const normal = nodes.map((one) =>
    nodes.map((other) => hats.reduce((sum, hat) => sum + hat[one] * hat[other], 0)),
  );
  return inverse(normal).map((row) => hats.map((hat) => dot(row, hat)));
}

function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += left[at] * right[at];
  return sum;
}
