/** How the sampled digits are shown. */
import type { Filter, Order } from './digitOrder';

export const layouts = ['pairs', 'swipe', 'output'] as const;

/** Which digits are shown, and how. */
export interface Arrangement {
  readonly order: Order;
  readonly filter: Filter;
  /** Input beside output, output over the input as far as `--stn-swipe` says, or output alone. */
  readonly layout: (typeof layouts)[number];
  /** Whether the sampling grid lies over the input. */
  readonly isGridShown: boolean;
}
