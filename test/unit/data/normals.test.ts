import { describe, expect, it } from 'vitest';
import { ExampleRandom } from '../../../src/trainer/data/distortion/exampleRandom';
import { Normals } from '../../../src/trainer/data/distortion/normals';

const draws = 1_000_000;

/** Share of normal numbers below x (Abramowitz and Stegun 1964, 7.1.26). */
function normalShare(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const above = 0.5 * polynomial * Math.exp((-x * x) / 2);
  return x > 0 ? 1 - above : above;
}

const each = 32;

/** [draws / each][each]: of neighbouring examples. */
function drawMany(deviation: number): Float32Array[] {
  const normals = new Normals(each);
  const random = new ExampleRandom();
  return Array.from({ length: draws / each }, (_, index) => {
    random.begin(1, 2, index);
    normals.draw(random, deviation);
    return normals.numbers.slice();
  });
}

function drawSorted(deviation: number): Float32Array {
  const numbers = new Float32Array(draws);
  drawMany(deviation).forEach((some, at) => numbers.set(some, each * at));
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

  it('do not depend on each other, nor on those of the example before', () => {
    const drawn = drawMany(1).map((some) => Array.from(some));
    /** Of numbers and of their squares, which would be alike where a pair has one radius. */
    const correlations = (one: (example: number) => number, other: (example: number) => number): number[] =>
      [(x: number) => x, (x: number) => (x * x - 1) / Math.SQRT2].map((of) => {
        let sum = 0;
        for (let example = 1; example < drawn.length; example++) sum += of(one(example)) * of(other(example));
        return Math.abs(sum) / drawn.length;
      });
    const found = Array.from({ length: each ** 2 }, (_, pair) => {
      const [left, right] = [Math.floor(pair / each), pair % each];
      const before = correlations(
        (example) => drawn[example][left],
        (example) => drawn[example - 1][right],
      );
      if (left >= right) return before;
      return [
        ...before,
        ...correlations(
          (example) => drawn[example][left],
          (example) => drawn[example][right],
        ),
      ];
    }).flat();
    // Of 3,000 such, one in a hundred times one is further from 0.
    expect(Math.max(...found)).toBeLessThan(4.8 / Math.sqrt(drawn.length));
  });

  it('are as many as are asked for', () => {
    const { numbers } = new Normals(5);
    expect(numbers).toHaveLength(5);
  });
});
