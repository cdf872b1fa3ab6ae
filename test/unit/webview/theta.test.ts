import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AffineKind } from '../../../src/shared/transformers/spec';
import { affineTerms, type AffineTerms } from '../../../src/shared/theta';
import { projectiveWords, splineWords } from '../../../webview/inspector/theta/pointWords';
import { affineWords } from '../../../webview/parts/theta/affineWords';
import { gridPlotter } from '../../../webview/parts/digits/gridLines';

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
  const words = (theta: number[], alignCorners = false, kind: AffineKind = 'affine') =>
    Object.fromEntries(
      affineWords(kind, theta, size, alignCorners).map(({ id, value, words: text }) => [
        id,
        `${value}: ${text}`,
      ]),
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

  it('tells only what a constrained kind can do', () => {
    const keys = (kind: AffineKind) => Object.keys(words([1, 0, 0, 0, 1, 0], false, kind));
    expect(keys('translation')).toEqual(['translation-x', 'translation-y']);
    expect(keys('attention')).toEqual(['scale', 'translation-x', 'translation-y']);
    expect(keys('rotation')).toEqual(['rotation']);
    expect(keys('similarity')).toEqual(['rotation', 'scale', 'translation-x', 'translation-y']);
    const turned = [0, 0.5, 0, -0.5, 0, 0];
    expect(words(turned, false, 'similarity')).toMatchObject({
      rotation: '+90.0°: turned counter-clockwise',
      scale: '×0.500: 50% as large as the image',
    });
    expect(words([-2, 0, 0, 0, -2, 0], false, 'attention').scale).toBe(
      '×−2.000: 200% as large as the image, mirrored',
    );
  });

  it('survives a diverged run', () => {
    expect(words([NaN, NaN, NaN, NaN, NaN, NaN])['translation-x']).toBe('not a number: nowhere');
  });
});

describe('corners of a homography in words', () => {
  const spec = { kind: 'projective', controlPoints: 4, bounded: false } as const;
  const words = (theta: number[]) =>
    Object.fromEntries(
      projectiveWords(spec, theta, size, false).map(({ id, value, words: text }) => [
        id,
        `${value}: ${text}`,
      ]),
    );

  it('stay under the identity', () => {
    expect(words([1, 0, 0, 0, 1, 0, 0, 0])).toEqual({
      'corner-a': '(0.0, 0.0): not moved',
      'corner-b': '(28.0, 0.0): not moved',
      'corner-c': '(28.0, 28.0): not moved',
      'corner-d': '(0.0, 28.0): not moved',
      'perspective-x': '0.000: no perspective',
      'perspective-y': '0.000: no perspective',
    });
  });

  it('go where the perspective takes them', () => {
    const found = words([1, 0, 0, 0, 1, 0, 0.25, 0]);
    // (1, −1) / 1.25 is (0.8, −0.8), and (−1, −1) / 0.75 is (−1.33, −1.33).
    expect(found['corner-b']).toBe('(25.2, 2.8): 2.8 px left, 2.8 px down');
    expect(found['corner-a']).toBe('(−4.7, −4.7): 4.7 px left, 4.7 px up');
    expect(found['perspective-x']).toBe('+0.250: 60% as large at the right as at the left');
    expect(words([1, 0, 0, 0, 1, 0, 0, -1.5])['perspective-y']).toBe('−1.500: the horizon crosses the grid');
  });

  it('go nowhere in a diverged run', () => {
    expect(words(new Array<number>(8).fill(NaN))['corner-c']).toBe('(not a number, not a number): nowhere');
  });
});

describe('a spline in words', () => {
  const spec = { kind: 'tps', controlPoints: 3, bounded: false } as const;
  const plan = { input: size, output: size, alignCorners: false };

  it('tells the mean and the largest move, and folds', () => {
    const theta = new Array<number>(18).fill(0);
    theta[2 * 5] = 0.3;
    theta[2 * 5 + 1] = -0.4;
    const picture = gridPlotter({ spec, ...plan, spaces: 9 })(theta);
    expect(splineWords(spec, theta, plan, picture)).toEqual([
      { id: 'mean-move', name: 'Mean move', value: '0.8 px', words: 'of 9 control points' },
      {
        id: 'largest-move',
        name: 'Largest move',
        value: '7.0 px',
        words: 'row 2, column 3: 4.2 px right, 5.6 px up',
      },
      { id: 'folds', name: 'Folds', value: '0%', words: 'the grid lies flat' },
    ]);
  });

  it('has moved nothing under the identity', () => {
    const [, largest] = splineWords(spec, new Array<number>(18).fill(0), plan, undefined);
    expect(largest).toMatchObject({ value: '0.0 px', words: 'none moved' });
  });
});
