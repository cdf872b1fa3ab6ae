/**
 * The thin-plate spline over a canvas, fast enough to draw with: computed at nodes, of which there are three from one
 * control point to the next, and linear between them. That is off by a twentieth of the way that points move, on average.
 */
import { splineBasis } from '../../../shared/transformers/thinPlateSpline';

/** Control points along an edge of the canvas, the outermost at its corners: 16 as in the paper. */
export const controlEdge = 4;

const nodeEdge = 3 * (controlEdge - 1) + 1;

export class Bending {
  /** By node, row by row: how far it moves when each of the control points does. */
  private readonly basis: Float64Array;
  private readonly nodesX = new Float64Array(nodeEdge ** 2);
  private readonly nodesY = new Float64Array(nodeEdge ** 2);
  /** Of the nodes above and below a row, mixed. */
  private readonly rowX = new Float64Array(nodeEdge);
  private readonly rowY = new Float64Array(nodeEdge);
  /** For each pixel along an edge, the node before it, and how far it is from there to the next one. */
  private readonly nodeBefore: Uint8Array;
  private readonly share: Float64Array;
  /** Longest way of a node along an axis. */
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
    this.share = Float64Array.from(places, (place) => place % 1);
  }

  /** @param moves (dx, dy) of each control point, in pixels */
  bend(moves: Float64Array): void {
    const { basis, nodesX, nodesY } = this;
    let reach = 0;
    for (let node = 0, at = 0; node < nodesX.length; node++) {
      let x = 0;
      let y = 0;
      for (let move = 0; move < moves.length; move += 2, at++) {
        x += basis[at] * moves[move];
        y += basis[at] * moves[move + 1];
      }
      nodesX[node] = x;
      nodesY[node] = y;
      reach = Math.max(reach, Math.abs(x), Math.abs(y));
    }
    this.reach = reach;
  }

  /** How far each pixel of a row moves along each axis. @param xs, ys one for each pixel of the row */
  readRow(row: number, xs: Float64Array, ys: Float64Array): void {
    const { nodesX, nodesY, rowX, rowY, nodeBefore, share, size } = this;
    const down = share[row];
    for (let node = 0, above = nodeBefore[row] * nodeEdge; node < nodeEdge; node++, above++) {
      rowX[node] = nodesX[above] + down * (nodesX[above + nodeEdge] - nodesX[above]);
      rowY[node] = nodesY[above] + down * (nodesY[above + nodeEdge] - nodesY[above]);
    }
    for (let column = 0; column < size; column++) {
      const node = nodeBefore[column];
      const along = share[column];
      xs[column] = rowX[node] + along * (rowX[node + 1] - rowX[node]);
      ys[column] = rowY[node] + along * (rowY[node + 1] - rowY[node]);
    }
  }
}
