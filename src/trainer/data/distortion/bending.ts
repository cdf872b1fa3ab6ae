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

/** Of four nodes each, row by row. */
export const nodeVectors = Math.ceil(nodeEdge ** 2 / 4);

/** How far each node moves when a control point does: [nodeVectors][controlEdge ** 2][4]. */
export function bendingShares(): number[] {
  const edge = Array.from({ length: nodeEdge }, (_, node) => node);
  const along = (node: number) => -1 + (2 * node) / (nodeEdge - 1);
  const nodes = edge.flatMap((row) => edge.map((column) => ({ x: along(column), y: along(row) })));
  const basis = splineBasis(
    controlEdge,
    nodes.map(({ x }) => x),
    nodes.map(({ y }) => y),
  );
  return Array.from({ length: nodeVectors }, (_, vector) =>
    basis.flatMap((ofNodes) => Array.from(ofNodes.slice(4 * vector, 4 * vector + 4))),
  ).flat();
}
