/**
 * The thin-plate spline over a canvas, fast enough to draw with: computed at nodes, of which there are three from one
 * control point to the next, and linear between them. That is off by a twentieth of the way that points move, on average.
 */
import { splineBasis } from '../../../shared/transformers/thinPlateSpline';

/** Control points along an edge of the canvas, the outermost at its corners: 16 as in the paper. */
export const controlEdge = 4;

/** Rows of nodes, and nodes in a row. */
export const nodeEdge = 3 * (controlEdge - 1) + 1;

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
 * below is of the first of each, up and left of the middle, row by row.
 */
export const nodesOfQuarter = (nodeEdge / 2) ** 2;
export const controlsOfQuarter = (controlEdge / 2) ** 2;

/** Numbers of the first of a quarter's fours and those that mirror it, in an edge × edge grid. */
export function mirrored(edge: number): [number, number, number, number][] {
  const half = edge / 2;
  return Array.from({ length: half ** 2 }, (_, at) => {
    const [row, column] = [Math.floor(at / half), at % half];
    const [last, opposite] = [edge - 1 - row, edge - 1 - column];
    return [row * edge + column, row * edge + opposite, last * edge + column, last * edge + opposite];
  });
}

/**
 * How far each node moves by the control points, both as sums: of four that mirror each other, first that of all, then those
 * with each sign that an axis's two sides can have: (a+b+c+d, a-b+c-d, a+b-c-d, a-b-c+d). A sum of nodes' moves depends on the
 * controls' sums of the same kind alone, which saves three quarters of the products.
 * @returns [nodesOfQuarter][controlsOfQuarter][4]
 */
export function bendingShares(): number[] {
  const edge = Array.from({ length: nodeEdge }, (_, node) => node);
  const along = (node: number) => -1 + (2 * node) / (nodeEdge - 1);
  const nodes = edge.flatMap((row) => edge.map((column) => ({ x: along(column), y: along(row) })));
  const basis = splineBasis(
    controlEdge,
    nodes.map(({ x }) => x),
    nodes.map(({ y }) => y),
  );
  const controls = mirrored(controlEdge);
  return mirrored(nodeEdge).flatMap(([node]) =>
    controls.flatMap((four) => {
      const [a, b, c, d] = four.map((control) => basis[control][node] / 4);
      return [a + b + c + d, a - b + c - d, a + b - c - d, a - b - c + d];
    }),
  );
}
