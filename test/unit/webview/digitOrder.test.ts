import { describe, expect, it } from 'vitest';
import { arrangeDigits } from '../../../webview/parts/digits/digitOrder';

const affine = { kind: 'affine', controlPoints: 4, bounded: false } as const;
const rotation = { kind: 'rotation', controlPoints: 4, bounded: false } as const;

const digit = (label: number, predicted: number, probability: number, theta = [1, 0, 0, 0, 1, 0]) => ({
  index: 0,
  label,
  predicted,
  probability,
  theta,
});

const digits = [
  digit(7, 7, 0.9, [1, 0, 0.1, 0, 1, 0]),
  digit(2, 3, 0.5, [1, 0, 0, 0, 1, 0]),
  digit(7, 1, 0.7, [0.5, 0, 0, 0, 0.5, 0]),
  digit(0, 0, 0.6, [1, 0, -0.4, 0, 1, 0]),
];

const arranged = (order: Parameters<typeof arrangeDigits>[1], filter = 'all') =>
  arrangeDigits(digits, order, filter, [affine]);

describe('the order of the digits', () => {
  it('is that of sampling, of class, of confidence or of the size of their transform', () => {
    expect(arranged('sampled')).toEqual([0, 1, 2, 3]);
    expect(arranged('class')).toEqual([3, 1, 0, 2]);
    expect(arranged('confidence')).toEqual([1, 3, 2, 0]);
    expect(arranged('transform')).toEqual([2, 3, 0, 1]);
  });

  it('measures each transformer from its own identity', () => {
    const pair = [digit(1, 1, 1, [1, 0, 0, 0, 1, 0, 0.2]), digit(1, 1, 1, [1, 0, 0.1, 0, 1, 0, 0])];
    expect(arrangeDigits(pair, 'transform', 'all', [affine, rotation])).toEqual([0, 1]);
    const turned = [digit(1, 1, 1, [0.1]), digit(1, 1, 1, [-0.9])];
    expect(arrangeDigits(turned, 'transform', 'all', [rotation])).toEqual([1, 0]);
  });

  it('puts first what diverged', () => {
    const diverged = [...digits, digit(4, 0, NaN, [NaN, 0, 0, 0, 1, 0])];
    expect(arrangeDigits(diverged, 'transform', 'all', [affine])[0]).toBe(4);
    expect(arrangeDigits(diverged, 'confidence', 'all', [affine])[0]).toBe(4);
  });
});

describe('the filter of the digits', () => {
  it('lets the wrong ones pass, or one class, in the chosen order', () => {
    expect(arranged('sampled', 'wrong')).toEqual([1, 2]);
    expect(arranged('confidence', '7')).toEqual([2, 0]);
    expect(arranged('class', '5')).toEqual([]);
  });
});
