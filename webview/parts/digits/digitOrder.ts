/** Which sampled digits are shown, and in which order. */
import type { SampledDigit } from '../../../src/shared/epochFiles';
import { identityTheta, type TransformerSpec } from '../../../src/shared/transformers/spec';
import { isRight } from './digitWords';

export const orders = ['sampled', 'class', 'confidence', 'transform'] as const;
export type Order = (typeof orders)[number];

/** `all`, `wrong`, or a class by its number. */
export type Filter = string;

/**
 * @returns positions among `digits`, in the order to show them; equal ones stay as they were sampled
 */
export function arrangeDigits(
  digits: readonly SampledDigit[],
  order: Order,
  filter: Filter,
  specs: readonly TransformerSpec[],
): number[] {
  const positions = digits.flatMap((digit, at) => (passes(digit, filter) ? [at] : []));
  if (order === 'sampled') return positions;
  const rank = rankBy(order, specs);
  const ranks = digits.map(rank);
  return positions.sort((a, b) => ranks[a] - ranks[b]);
}

function passes(digit: SampledDigit, filter: Filter): boolean {
  if (filter === 'all') return true;
  return filter === 'wrong' ? !isRight(digit) : digit.label === Number(filter);
}

/** Lowest first; the transform is as large as theta's distance from the identity. A diverged run's values that are no numbers count as the furthest. */
function rankBy(
  order: Exclude<Order, 'sampled'>,
  specs: readonly TransformerSpec[],
): (digit: SampledDigit) => number {
  switch (order) {
    case 'class':
      return ({ label }) => label;
    case 'confidence':
      return ({ probability }) => (Number.isNaN(probability) ? -1 : probability);
    case 'transform': {
      const identity = specs.flatMap(identityTheta);
      return ({ theta }) => {
        const square = theta.reduce((sum, value, at) => sum + (value - (identity[at] ?? 0)) ** 2, 0);
        return Number.isNaN(square) ? -Infinity : -square;
      };
    }
  }
}
