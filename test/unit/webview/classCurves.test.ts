import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classAccuracies, worstClass } from '../../../webview/parts/charts/classCurves';
import { spreadOut } from '../../../webview/parts/charts/spreadOut';
import { breakdown } from './events';

describe('the accuracy of each class', () => {
  it('is the share of its digits that are taken for it, after every epoch that was trained', () => {
    const perfect = [
      [5, 0],
      [0, 5],
    ];
    expect(classAccuracies([breakdown(0), breakdown(1), breakdown(2, { confusion: perfect })], 2)).toEqual([
      [
        { x: 1, y: 100 },
        { x: 2, y: 100 },
      ],
      [
        { x: 1, y: 80 },
        { x: 2, y: 100 },
      ],
    ]);
  });

  it('is not known of a class without digits, and of classes that a breakdown lacks', () => {
    const confusion = [
      [5, 0],
      [0, 0],
    ];
    expect(classAccuracies([breakdown(1, { confusion })], 3)).toEqual([[{ x: 1, y: 100 }], [], []]);
  });

  it('names the worst of the newest epoch', () => {
    const ends = (...percents: number[]) =>
      percents.map((y) => [
        { x: 1, y: 0 },
        { x: 2, y },
      ]);
    expect(worstClass(ends(90, 70, 80, 70))).toBe(1);
    expect(worstClass([[], ...ends(90)])).toBe(1);
    expect(worstClass([[], []])).toBeUndefined();
  });
});

describe('labels at the ends of lines', () => {
  it('stay where they are wanted while they have room', () => {
    expect(spreadOut([10, 40, 80], 12, 0, 100)).toEqual([10, 40, 80]);
    expect(spreadOut([], 12, 0, 100)).toEqual([]);
    expect(spreadOut([50, 50, 80], 12, 0, 100)).toEqual([44, 56, 80]);
  });

  it('never cover one another, keep their order and stay in the plot', () => {
    const wanted = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 19 });
    fc.assert(
      fc.property(wanted, (heights) => {
        const ascending = heights.sort((a, b) => a - b);
        const places = spreadOut(ascending, 11, 0, 200);
        places.forEach((place, at) => {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(200 + 1e-9);
          if (at > 0) expect(place - places[at - 1]).toBeGreaterThanOrEqual(11 - 1e-9);
        });
      }),
    );
  });

  it('are closer where there is no room for all of them', () => {
    expect(spreadOut([5, 5, 5, 5, 5], 10, 0, 20)).toEqual([0, 5, 10, 15, 20]);
  });
});
