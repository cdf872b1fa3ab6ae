/** Transformers that move the grid by a matrix [[a, b, tx], [c, d, ty]], row by row in six numbers. */
import type { AffineKind } from './spec';

/**
 * The matrix that a theta of this kind stands for.
 * - affine: the six numbers themselves
 * - translation: (tx, ty)
 * - attention: (s, tx, ty): one scale for both axes (Jaderberg et al. 2015, equation 2)
 * - rotation: (φ), radians; positive turns the grid from x towards y, clockwise as seen
 * - similarity: (a, c, tx, ty): a = s·cos φ and c = s·sin φ of a rotation with one scale
 */
export function affineMatrix(kind: AffineKind, theta: ArrayLike<number>): number[] {
  switch (kind) {
    case 'affine':
      return Array.from({ length: 6 }, (_, at) => theta[at]);
    case 'translation':
      return [1, 0, theta[0], 0, 1, theta[1]];
    case 'attention':
      return [theta[0], 0, theta[1], 0, theta[0], theta[2]];
    case 'rotation': {
      const [cosine, sine] = [Math.cos(theta[0]), Math.sin(theta[0])];
      return [cosine, -sine, 0, sine, cosine, 0];
    }
    case 'similarity':
      return [theta[0], -theta[1], theta[2], theta[1], theta[0], theta[3]];
  }
}

/** theta's gradient from its matrix's. */
export function affineMatrixBackward(
  kind: AffineKind,
  theta: ArrayLike<number>,
  matrixGradient: ArrayLike<number>,
): number[] {
  const [a, b, tx, c, d, ty] = Array.from(matrixGradient);
  switch (kind) {
    case 'affine':
      return [a, b, tx, c, d, ty];
    case 'translation':
      return [tx, ty];
    case 'attention':
      return [a + d, tx, ty];
    case 'rotation': {
      const [cosine, sine] = [Math.cos(theta[0]), Math.sin(theta[0])];
      return [(c - b) * cosine - (a + d) * sine];
    }
    case 'similarity':
      return [a + d, c - b, tx, ty];
  }
}
