/** An affine theta in a person's terms, and the coordinates it is in. */

/** theta's 2×2 part as rotation · shear · scale, the way one would apply them to the grid: scale first. */
export interface AffineTerms {
  /** Degrees, −180 to 180, counter-clockwise as seen (y points down in an image). */
  readonly rotation: number;
  readonly scaleX: number;
  /** Negative where theta mirrors. */
  readonly scaleY: number;
  /** Tangent of the shear angle along x. */
  readonly shear: number;
  /** In half image sizes: 1 moves from the centre to the edge. */
  readonly translationX: number;
  readonly translationY: number;
}

/**
 * Decomposes theta = [[a, b, tx], [c, d, ty]] by QR: [[a, b], [c, d]] = R(rotation) · [[1, shear], [0, 1]] · diag(scaleX, scaleY).
 * @param theta six numbers, row by row
 */
export function affineTerms(theta: ArrayLike<number>): AffineTerms {
  const [a = 1, b = 0, translationX = 0, c = 0, d = 1, translationY = 0] = Array.from(theta);
  const scaleX = Math.hypot(a, c);
  const determinant = a * d - b * c;
  // A column of zeros has no direction: any rotation would do, so none is the answer.
  const cosine = scaleX > 0 ? a / scaleX : 1;
  const sine = scaleX > 0 ? c / scaleX : 0;
  const scaleY = scaleX > 0 ? determinant / scaleX : Math.hypot(b, d);
  const along = cosine * b + sine * d;
  return {
    // Minus: the image's y axis points down.
    rotation: (-Math.atan2(sine, cosine) * 180) / Math.PI + 0,
    scaleX,
    scaleY,
    shear: scaleY === 0 ? 0 : along / scaleY,
    translationX,
    translationY,
  };
}

/** The reverse of affineTerms: six numbers, row by row. */
export function affineFromTerms(terms: AffineTerms): number[] {
  const angle = (-terms.rotation * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const { scaleX, scaleY, shear } = terms;
  return [
    ...[cosine * scaleX, (cosine * shear - sine) * scaleY, terms.translationX],
    ...[sine * scaleX, (sine * shear + cosine) * scaleY, terms.translationY],
  ];
}

/** Where pixel `position` of `size` lies between −1 and 1; a single pixel lies at 0. */
export function baseCoordinate(position: number, size: number, alignCorners: boolean): number {
  if (size === 1) return 0;
  return alignCorners ? -1 + (2 * position) / (size - 1) : (2 * position + 1) / size - 1;
}
