/**
 * The thin-plate spline over a canvas, fast enough to draw with: computed at nodes, of which there are three from one
 * control point to the next, and linear between them. That is off by a twentieth of the way that points move, on average.
 */
import { splineBasis } from '../../../shared/transformers/thinPlateSpline';
import { near } from './homography';
import type { Places } from './places';
import type { Warp } from './warp';

/** Control points along an edge of the canvas, the outermost at its corners: 16 as in the paper. */
export const controlEdge = 4;

const nodeEdge = 3 * (controlEdge - 1) + 1;

export class Bending implements Places {
  /** By node, row by row: how far it moves when each of the control points does. */
  private readonly basis: Float64Array;
  /** What each node shows of the digit, in pixels from its middle. */
  private readonly nodesX = new Float64Array(nodeEdge ** 2);
  private readonly nodesY = new Float64Array(nodeEdge ** 2);
  /** Of the nodes above and below a row, mixed. */
  private readonly rowX = new Float64Array(nodeEdge);
  private readonly rowY = new Float64Array(nodeEdge);
  /** For each pixel along an edge, the node before it, and how far it is from there to the next one. */
  private readonly nodeBefore: Uint8Array;
  private readonly share: Float64Array;
  /** For each node along an edge, the number of pixels before it. */
  private readonly pixelsBefore: Uint8Array;
  /** How far a node moves on the canvas along an axis, at most. */
  reach = 0;

  /** @param size edge of the canvas */
  constructor(private readonly size: number) {
    const nodes = Array.from({ length: nodeEdge ** 2 }, (_, node) => node);
    const along = (node: number) => -1 + (2 * node) / (nodeEdge - 1);
    const shares = splineBasis(
      controlEdge,
      nodes.map((node) => along(node % nodeEdge)),
      nodes.map((node) => along(Math.floor(node / nodeEdge))),
    );
    this.basis = Float64Array.from(nodes.flatMap((node) => shares.map((ofNodes) => ofNodes[node])));
    const places = Array.from({ length: size }, (_, pixel) => ((pixel + 0.5) / size) * (nodeEdge - 1));
    this.nodeBefore = Uint8Array.from(places);
    this.pixelsBefore = Uint8Array.from(
      { length: nodeEdge },
      (_, node) => places.filter((place) => place < node).length,
    );
    this.share = Float64Array.from(places, (place) => place % 1);
  }

  begin({ moves, toDigit }: Warp): void {
    const { basis, nodesX, nodesY, size } = this;
    const spacing = size / (nodeEdge - 1);
    let reach = 0;
    for (let node = 0, at = 0; node < nodesX.length; node++) {
      let moveX = 0;
      let moveY = 0;
      // Two at once: a sum waits for the one before.
      for (let move = 0; move < moves.length; move += 4, at += 2) {
        moveX += basis[at] * moves[move] + basis[at + 1] * moves[move + 2];
        moveY += basis[at] * moves[move + 1] + basis[at + 1] * moves[move + 3];
      }
      reach = Math.max(reach, Math.abs(moveX), Math.abs(moveY));
      const x = spacing * (node % nodeEdge) - size / 2 + moveX;
      const y = spacing * Math.floor(node / nodeEdge) - size / 2 + moveY;
      const nearness = near(toDigit[6] * x + toDigit[7] * y + toDigit[8]);
      nodesX[node] = (toDigit[0] * x + toDigit[1] * y + toDigit[2]) * nearness;
      nodesY[node] = (toDigit[3] * x + toDigit[4] * y + toDigit[5]) * nearness;
    }
    this.reach = reach;
  }

  /** Where each pixel of a row is in the digit. @param xs, ys one for each pixel of the row */
  readRow(row: number, xs: Float64Array, ys: Float64Array): void {
    const { nodesX, nodesY, rowX, rowY, nodeBefore, pixelsBefore, share } = this;
    const down = share[row];
    for (let node = 0, above = nodeBefore[row] * nodeEdge; node < nodeEdge; node++, above++) {
      rowX[node] = nodesX[above] + down * (nodesX[above + nodeEdge] - nodesX[above]);
      rowY[node] = nodesY[above] + down * (nodesY[above + nodeEdge] - nodesY[above]);
    }
    for (let node = 0; node < nodeEdge - 1; node++) {
      const beginX = rowX[node];
      const beginY = rowY[node];
      const wayX = rowX[node + 1] - beginX;
      const wayY = rowY[node + 1] - beginY;
      const end = pixelsBefore[node + 1];
      for (let column = pixelsBefore[node]; column < end; column++) {
        xs[column] = beginX + share[column] * wayX;
        ys[column] = beginY + share[column] * wayY;
      }
    }
  }
}
