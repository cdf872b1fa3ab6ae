import { describe, expect, it } from 'vitest';
import { affineTerms } from '../../../src/shared/theta';
import {
  describeAxes,
  describePlace,
  isOnSurface,
  locateTerms,
  planes,
  surfaceEdge,
  surfaceKey,
  surfaceMatrices,
  surfacePixels,
  termsAt,
} from '../../../webview/inspector/further/lossSurface';

const terms = {
  ...{ rotation: 20, scaleX: 0.5, scaleY: 0.9, shear: 0.3 },
  ...{ translationX: -0.2, translationY: 0.4 },
};
const [turns, shifts] = planes;

describe('a loss surface', () => {
  it('asks about thetas that differ in its two terms alone', () => {
    const asked = surfaceMatrices(turns, terms).map(affineTerms);
    expect(asked).toHaveLength(surfaceEdge ** 2);
    const [first, last] = [asked[0], asked[asked.length - 1]];
    expect([first.rotation, last.rotation]).toEqual([expect.closeTo(-90, 5), expect.closeTo(90, 5)]);
    const size = (of: typeof terms): number => Math.sqrt(of.scaleX * of.scaleY);
    expect([size(first), size(last)]).toEqual([expect.closeTo(2, 5), expect.closeTo(0.25, 5)]);
    for (const { scaleX, scaleY, shear, translationX, translationY } of asked) {
      expect(scaleY / scaleX).toBeCloseTo(1.8, 5);
      expect([shear, translationX, translationY]).toEqual([
        expect.closeTo(0.3, 5),
        ...[terms.translationX, terms.translationY],
      ]);
    }
    const shifted = surfaceMatrices(shifts, terms).map(affineTerms);
    expect(shifted[1]).toMatchObject({ translationX: expect.closeTo(-6 / 7, 5) as number, translationY: -1 });
    expect(shifted[surfaceEdge]).toMatchObject({
      rotation: expect.closeTo(20, 5) as number,
      translationX: -1,
    });
  });

  it.each(planes)('finds a theta again where it lies: $label', (plane) => {
    const place = locateTerms(plane, terms);
    expect(isOnSurface(place)).toBe(true);
    expect(Object.values(termsAt(plane, terms, place))).toEqual(
      Object.values(terms).map((value) => expect.closeTo(value, 6) as number),
    );
    const corner = locateTerms(plane, termsAt(plane, terms, { x: -3, y: 99 }));
    expect(corner).toEqual({
      x: expect.closeTo(0.5, 6) as number,
      y: expect.closeTo(surfaceEdge - 0.5, 6) as number,
    });
  });

  it('does not hold what lies beyond it, or has no size', () => {
    expect(isOnSurface(locateTerms(turns, { ...terms, rotation: 170 }))).toBe(false);
    expect(isOnSurface(locateTerms(turns, { ...terms, scaleX: 0 }))).toBe(false);
  });

  it('is the same for thetas that differ in its own terms alone', () => {
    const moved = termsAt(turns, terms, { x: 2, y: 9 });
    expect(surfaceKey(turns, moved)).toBe(surfaceKey(turns, terms));
    expect(surfaceKey(turns, { ...terms, shear: 0.31 })).not.toBe(surfaceKey(turns, terms));
    expect(surfaceKey(shifts, moved)).not.toBe(surfaceKey(shifts, terms));
  });

  it('shows low losses bright, and what is no number black', () => {
    const [low, middle, high, none] = surfacePixels([0.01, 0.5, 8, NaN]);
    expect([low, high, none]).toEqual([255, 0, 0]);
    expect(middle).toBeGreaterThan(60);
    expect(middle).toBeLessThan(200);
    expect([...surfacePixels([2, 2])]).toEqual([255, 255]);
  });

  it('tells its axes and places', () => {
    expect(describeAxes(turns)).toBe(
      'Left to right rotation −90° to +90°, top to bottom scale ×2.00 to ×0.25.',
    );
    expect(describePlace(turns, terms)).toBe('rotation +20°, scale ×0.67');
    expect(describePlace(shifts, terms)).toBe('translation x −0.20, translation y +0.40');
  });
});
