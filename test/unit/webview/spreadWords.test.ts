import { describe, expect, it } from 'vitest';
import {
  describeQuantiles,
  formatValue,
  quantilesOf,
  termName,
  termsOf,
} from '../../../webview/parts/theta/spreadWords';

const same = (value: number): number[] => new Array<number>(5).fill(value);
const spread = {
  rotation: [-20, -9, -4.14, 1.2, 12],
  scaleX: same(0.8),
  scaleY: same(1.2),
  shear: same(1),
  translationX: same(0.5),
  translationY: same(-0.25),
};
const input = { height: 40, width: 28, channels: 1 };

describe('the spread of theta in words', () => {
  it('is told in degrees, times the image and pixels of the input', () => {
    expect(quantilesOf(spread, 'rotation', input, false)).toEqual(spread.rotation);
    expect(quantilesOf(spread, 'shear', input, false)[0]).toBeCloseTo(45);
    expect(quantilesOf(spread, 'translationX', input, false)).toEqual(same(7));
    expect(quantilesOf(spread, 'translationX', input, true)).toEqual(same(6.75));
    expect(quantilesOf(spread, 'translationY', input, false)).toEqual(same(-5));
    expect(formatValue(-0.04, 'rotation')).toBe('0.0°');
    expect(formatValue(0.8, 'scaleX')).toBe('×0.80');
    expect(formatValue(7, 'translationX')).toBe('+7.0 px');
    expect(describeQuantiles(spread.rotation, 'rotation')).toBe(
      'median −4.1°, half of the digits −9.0° to +1.2°, nine tenths −20.0° to +12.0°',
    );
  });

  it('names what a kind of transformer can change', () => {
    const names = (kind: Parameters<typeof termsOf>[0]) => termsOf(kind).map((term) => termName(term, kind));
    expect(names('affine')).toEqual(['Angle', 'Scale x', 'Scale y', 'Shear', 'Shift x', 'Shift y']);
    expect(names('tps')).toEqual(names('affine'));
    expect(names('attention')).toEqual(['Scale', 'Shift x', 'Shift y']);
    expect(names('rotation')).toEqual(['Angle']);
  });
});
