import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyAxis, epochAxis, lossAxis, scatterAxis } from '../../../webview/parts/charts/axes';

describe('the axis of epochs', () => {
  it('grows in a few steps up to what is planned', () => {
    expect(epochAxis(0, 20).max).toBe(1);
    expect(epochAxis(0.4, 20).max).toBe(1);
    expect(epochAxis(1.01, 20).max).toBe(2);
    expect(epochAxis(6.5, 20).max).toBe(8);
    expect(epochAxis(16, 20).max).toBe(20);
    expect(epochAxis(16, 17).max).toBe(17);
  });

  it('always holds the position, within about a dozen ticks at whole epochs', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10000, noNaN: true }), (position) => {
        const { max, ticks } = epochAxis(position, 10000);
        expect(max).toBeGreaterThanOrEqual(position);
        expect(ticks.length).toBeLessThanOrEqual(13);
        expect(ticks.every(Number.isInteger)).toBe(true);
      }),
    );
  });
});

describe('the axis of accuracy', () => {
  it('zooms to the data', () => {
    expect(accuracyAxis([0.9388, 0.9886])).toMatchObject({ min: 92, max: 100 });
    expect(accuracyAxis([0.9864, 0.9873, 0.9886]).min).toBeGreaterThanOrEqual(98);
  });

  it('is whole before the first value', () => {
    expect(accuracyAxis([])).toMatchObject({ min: 0, max: 100 });
  });

  it('holds every value, never leaves 0 to 100, and has few ticks', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (shares) => {
        const { min, max, ticks } = accuracyAxis(shares);
        expect(min).toBeGreaterThanOrEqual(0);
        expect(max).toBeLessThanOrEqual(100);
        expect(min).toBeLessThanOrEqual(Math.min(...shares) * 100 + 1e-9);
        expect(max).toBeGreaterThanOrEqual(Math.max(...shares) * 100 - 1e-9);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('the axis of losses', () => {
  it('goes in steps of 1, 2 and 5', () => {
    expect(lossAxis([0.0385, 2.31]).ticks).toEqual([0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
  });

  it('leaves out what a logarithm can’t show', () => {
    expect(lossAxis([NaN, Infinity, 0, -1, 0.3])).toEqual(lossAxis([0.3]));
    expect(lossAxis([NaN])).toEqual(lossAxis([]));
  });

  it('holds every loss between two different ends', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1 }), (losses) => {
        const { min, max, ticks } = lossAxis(losses);
        expect(min).toBeGreaterThan(0);
        expect(min).toBeLessThanOrEqual(Math.min(...losses));
        expect(max).toBeGreaterThanOrEqual(Math.max(...losses));
        expect(max).toBeGreaterThan(min);
        expect(ticks.length).toBeLessThanOrEqual(20);
      }),
    );
  });
});

describe('the axes of a scatter plot', () => {
  it('have parts of a turn as ticks where they are angles', () => {
    expect(scatterAxis([-88, 91], true)).toEqual({
      min: -90,
      max: 120,
      ticks: [-90, -60, -30, 0, 30, 60, 90, 120],
    });
    expect(scatterAxis([-170, 175], true).ticks).toContain(180);
  });

  it('hold every value between round numbers', () => {
    expect(scatterAxis([0.52, 0.93], false)).toEqual({
      min: 0.5,
      max: 1,
      ticks: [0.5, 0.6, 0.7, 0.8, 0.9, 1],
    });
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1 }), (values) => {
        const { min, max, ticks } = scatterAxis(values, false);
        expect(min).toBeLessThanOrEqual(Math.min(...values) + 1e-6);
        expect(max).toBeGreaterThanOrEqual(Math.max(...values) - 1e-6);
        expect(max).toBeGreaterThan(min);
        expect(ticks.length).toBeLessThanOrEqual(12);
      }),
    );
  });

  it('are there without a value', () => {
    expect(scatterAxis([NaN], true)).toEqual({ min: -1, max: 1, ticks: [-1, 0, 1] });
  });
});
