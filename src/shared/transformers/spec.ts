/** The transformers there are: how many numbers theta has, and which of them move nothing. */

/** The grid is moved by a 2×3 matrix, however few numbers make it. */
export const affineKinds = ['affine', 'translation', 'attention', 'rotation', 'similarity'] as const;

export const transformerKinds = [...affineKinds, 'projective', 'tps'] as const;

export type AffineKind = (typeof affineKinds)[number];
export type TransformerKind = (typeof transformerKinds)[number];

/** What the grid generator makes of theta. */
export interface TransformerSpec {
  readonly kind: TransformerKind;
  /** Of `tps`: control points along an edge, n of n × n. */
  readonly controlPoints: number;
  /** Of `tps`: whether no control point moves further along an axis than to its neighbour's place. */
  readonly bounded: boolean;
}

export function isAffineKind(kind: TransformerKind): kind is AffineKind {
  return (affineKinds as readonly string[]).includes(kind);
}

/** How many numbers theta has. */
export function thetaLength({ kind, controlPoints }: TransformerSpec): number {
  switch (kind) {
    case 'affine':
      return 6;
    case 'translation':
      return 2;
    case 'attention':
      return 3;
    case 'rotation':
      return 1;
    case 'similarity':
      return 4;
    case 'projective':
      return 8;
    case 'tps':
      return 2 * controlPoints ** 2;
  }
}

/** The theta that leaves every point of the grid where it is. */
export function identityTheta(spec: TransformerSpec): number[] {
  switch (spec.kind) {
    case 'affine':
      return [1, 0, 0, 0, 1, 0];
    case 'attention':
      return [1, 0, 0];
    case 'similarity':
      return [1, 0, 0, 0];
    case 'projective':
      return [1, 0, 0, 0, 1, 0, 0, 0];
    case 'translation':
    case 'rotation':
    case 'tps':
      return new Array<number>(thetaLength(spec)).fill(0);
  }
}

/** The theta of each transformer out of all their numbers one after the other. */
export function splitTheta(specs: readonly TransformerSpec[], theta: readonly number[]): number[][] {
  let from = 0;
  return specs.map((spec) => theta.slice(from, (from += thetaLength(spec))));
}
