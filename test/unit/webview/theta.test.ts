import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineTerms, type AffineTerms } from '../../../src/shared/theta';
import { affineWords } from '../../../webview/parts/affineWords';

const size = { height: 28, width: 28, channels: 1 };

/** R(rotation) · [[1, shear], [0, 1]] · diag(scale), with the image's y axis pointing down. */
function recompose({ rotation, scaleX, scaleY, shear, translationX, translationY }: AffineTerms): number[] {
  const angle = (-rotation * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [
    cosine * scaleX,
    (cosine * shear - sine) * scaleY,
    translationX,
    sine * scaleX,
    (sine * shear + cosine) * scaleY,
    translationY,
  ];
}

describe('theta in terms', () => {
  it('gives theta back when composed again', () => {
    // Spread evenly: fast-check's own doubles are mostly tiny, and their thetas singular.
    const entry = fc.integer({ min: -3000, max: 3000 }).map((value) => value / 1000);
    fc.assert(
      fc.property(fc.tuple(entry, entry, entry, entry, entry, entry), (theta) => {
        const determinant = theta[0] * theta[4] - theta[1] * theta[3];
        // Near-singular ones have a shear beyond all bounds.
        fc.pre(Math.abs(determinant) > 1e-3 && Math.hypot(theta[0], theta[3]) > 1e-3);
        recompose(affineTerms(theta)).forEach((value, at) => expect(value).toBeCloseTo(theta[at], 6));
      }),
    );
  });

  it('finds the terms again that made a theta', () => {
    const terms = fc.record({
      rotation: fc.double({ min: -179, max: 179, noNaN: true }),
      scaleX: fc.double({ min: 0.1, max: 3, noNaN: true }),
      scaleY: fc.double({ min: 0.1, max: 3, noNaN: true }),
      shear: fc.double({ min: -2, max: 2, noNaN: true }),
      translationX: fc.double({ min: -2, max: 2, noNaN: true }),
      translationY: fc.double({ min: -2, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(terms, (made) => {
        const found = affineTerms(recompose(made));
        for (const [name, value] of Object.entries(made)) {
          expect(found[name as keyof AffineTerms]).toBeCloseTo(value, 6);
        }
      }),
    );
  });

  it('has a sentence for a collapsed theta', () => {
    expect(affineTerms([0, 0, 0, 0, 0, 0])).toMatchObject({ rotation: 0, scaleX: 0, scaleY: 0, shear: 0 });
  });
});

describe('theta in words', () => {
  const words = (theta: number[], alignCorners = false) =>
    Object.fromEntries(
      affineWords(theta, size, alignCorners).map(({ id, value, words: text }) => [id, `${value}: ${text}`]),
    );

  it('calls the identity nothing', () => {
    expect(words([1, 0, 0, 0, 1, 0])).toEqual({
      rotation: '0.0°: not turned',
      'scale-x': '×1.000: as wide as the image',
      'scale-y': '×1.000: as high as the image',
      shear: '0.000: not slanted',
      'translation-x': '0.000: not shifted',
      'translation-y': '0.000: not shifted',
    });
  });

  it('turns as the eye sees it: y points down', () => {
    const quarter = Math.PI / 6;
    const theta = [Math.cos(quarter), Math.sin(quarter), 0, -Math.sin(quarter), Math.cos(quarter), 0];
    expect(words(theta).rotation).toBe('+30.0°: turned counter-clockwise');
  });

  it('gives shifts in pixels, which depend on what −1 and 1 mean', () => {
    expect(words([1, 0, 0.5, 0, 1, -0.5])).toMatchObject({
      'translation-x': '+0.500: 7.0 px to the right',
      'translation-y': '−0.500: 7.0 px up',
    });
    expect(words([1, 0, 0.5, 0, 1, 0], true)['translation-x']).toBe('+0.500: 6.8 px to the right');
  });

  it('says where theta mirrors', () => {
    expect(words([1, 0, 0, 0, -1.5, 0])['scale-y']).toBe('×−1.500: 150% as high as the image, mirrored');
  });

  it('survives a diverged run', () => {
    expect(words([NaN, NaN, NaN, NaN, NaN, NaN])['translation-x']).toBe('not a number: nowhere');
  });
});
