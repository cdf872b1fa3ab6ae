import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineFromTerms, affineTerms } from '../../../src/shared/theta';

const radians = Math.PI / 180;

describe('theta in a person’s terms', () => {
  it('is nothing at all for the identity', () => {
    expect(affineTerms([1, 0, 0, 0, 1, 0])).toEqual({
      rotation: 0,
      scaleX: 1,
      scaleY: 1,
      shear: 0,
      translationX: 0,
      translationY: 0,
    });
  });

  it('gives back the rotation, scale, shear and translation it was made of', () => {
    const scale = fc.double({ min: 0.1, max: 4, noNaN: true });
    const other = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: -179, max: 179 }),
        scale,
        scale,
        other,
        other,
        other,
        (angle, sx, sy, shear, tx, ty) => {
          // Counter-clockwise as seen, with y pointing down.
          const [cosine, sine] = [Math.cos(-angle * radians), Math.sin(-angle * radians)];
          const theta = [
            cosine * sx,
            (cosine * shear - sine) * sy,
            tx,
            sine * sx,
            (sine * shear + cosine) * sy,
            ty,
          ];
          const terms = affineTerms(theta);
          expect(terms.rotation).toBeCloseTo(angle, 6);
          expect(terms.scaleX).toBeCloseTo(sx, 9);
          expect(terms.scaleY).toBeCloseTo(sy, 9);
          expect(terms.shear).toBeCloseTo(shear, 6);
          expect([terms.translationX, terms.translationY]).toEqual([tx, ty]);
          affineFromTerms(terms).forEach((value, at) => expect(value).toBeCloseTo(theta[at], 6));
        },
      ),
    );
  });

  it('stays finite for a theta that collapsed', () => {
    for (const theta of [
      [0, 0, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 0],
      [1, 1, 0, 1, 1, 0],
    ]) {
      expect(Object.values(affineTerms(theta)).every(Number.isFinite)).toBe(true);
    }
  });
});
