import { describe, expect, it } from 'vitest';
import { placesAcross } from '../../../webview/parts/charts/across';

const at = (...places: number[]) => places.map((x) => ({ x, y: 1 }));

describe('the points that a tooltip tells of', () => {
  it('are all those of the epoch nearest to the pointer', () => {
    const curves = [at(1, 2, 3, 4), at(1, 2, 3), at(2, 4)];
    expect(placesAcross(curves, 2.2)).toEqual([1, 1, 0]);
    // A run that has not come so far says nothing.
    expect(placesAcross(curves, 3.9)).toEqual([3, undefined, 1]);
    expect(placesAcross(curves, 99)).toEqual([3, undefined, 1]);
    expect(placesAcross(curves, -5)).toEqual([0, 0, 0]);
  });

  it('of runs with other batches are the nearest there are', () => {
    const curves = [at(0.1, 0.2, 0.3, 0.4, 0.5), at(0.25, 0.5, 0.75, 1)];
    expect(placesAcross(curves, 0.31)).toEqual([2, 0]);
    expect(placesAcross(curves, 0.9)).toEqual([undefined, 3]);
  });

  it('are those of a curve that was thinned, too, whose points lie unevenly', () => {
    const thinned = at(1, 1.02, 1.3, 1.32, 1.6, 1.62, 1.9, 1.92);
    expect(placesAcross([at(1, 1.15, 1.3), thinned], 1.15)).toEqual([1, 1]);
    // Beyond its end it says nothing.
    expect(placesAcross([at(1, 2.1), thinned], 2.1)).toEqual([1, undefined]);
  });

  it('are none where there are no points', () => {
    expect(placesAcross([], 1)).toEqual([]);
    expect(placesAcross([[], []], 1)).toEqual([undefined, undefined]);
    expect(placesAcross([[], at(3)], 1)).toEqual([undefined, 0]);
  });
});
