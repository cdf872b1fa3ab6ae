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

/** @param size edge of the canvas, in pixels */
export function pixelsBetweenNodes(size: number): BetweenNodes[] {
  return Array.from({ length: size }, (_, pixel) => {
    const place = ((pixel + 0.5) / size) * (nodeEdge - 1);
    return { node: Math.floor(place), share: place % 1 };
  });
}

/**
 * By control point, then row of nodes, then column of the canvas: how far the canvas moves there when the control point
 * does. [controlEdge ** 2][nodeEdge][size]
 */
export function bendingShares(size: number): number[][][] {
  const edge = Array.from({ length: nodeEdge }, (_, node) => node);
  const along = (node: number) => -1 + (2 * node) / (nodeEdge - 1);
  const nodes = edge.flatMap((row) => edge.map((column) => ({ x: along(column), y: along(row) })));
  const columns = pixelsBetweenNodes(size);
  return splineBasis(
    controlEdge,
    nodes.map(({ x }) => x),
    nodes.map(({ y }) => y),
  ).map((ofNodes) =>
    edge.map((row) =>
      columns.map(({ node, share }) => {
        const at = row * nodeEdge + node;
        return ofNodes[at] + share * (ofNodes[at + 1] - ofNodes[at]);
      }),
    ),
  );
}
