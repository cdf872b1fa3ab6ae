import { describe, expect, it } from 'vitest';
import { ExampleRandom } from '../../../src/trainer/data/distortion/exampleRandom';

const draws = 1_000_000;

/** Share of normal numbers below x (Abramowitz and Stegun 1964, 7.1.26). */
function normalShare(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const above = 0.5 * polynomial * Math.exp((-x * x) / 2);
  return x > 0 ? 1 - above : above;
}

function drawSorted(deviation: number): Float32Array {
  const random = new ExampleRandom();
  random.begin(1, 2, 3);
  const numbers = new Float32Array(draws);
  random.normals(numbers, deviation);
  return numbers.sort();
}

describe('normal numbers', () => {
  it('are distributed as the normal distribution is', () => {
    let furthest = 0;
    drawSorted(1).forEach((number, below) => {
      furthest = Math.max(furthest, Math.abs(normalShare(number) - (below + 0.5) / draws));
    });
    // Kolmogorov and Smirnov: one in a thousand such samples is further off.
    expect(furthest).toBeLessThan(1.95 / Math.sqrt(draws));
  });

  it('have the tails of the normal distribution, on both sides', () => {
    const numbers = drawSorted(1);
    for (const far of [3, 3.45, 4]) {
      const expected = draws * normalShare(-far);
      for (const side of [-1, 1]) {
        const count = numbers.filter((number) => number * side > far).length;
        expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected));
      }
    }
  });

  it('have the deviation that is asked for', () => {
    const squares = drawSorted(1.5).reduce((sum, number) => sum + number ** 2, 0);
    expect(Math.sqrt(squares / draws)).toBeCloseTo(1.5, 2);
  });
});
