/** How a run's charts are drawn, as the user has chosen it; kept while the page is away. */
import * as v from 'valibot';
import { recalled } from '../page/memory';

const schema = v.object({
  /** Weight of what came before in the exponential moving average of the curves of single batches; 0: none. */
  smoothing: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), 0.6),
  /** Losses and learning rates. */
  isLogarithmic: v.fallback(v.boolean(), true),
});

export type ChartChoices = v.InferOutput<typeof schema>;

/** @param state what the view remembered, whatever that is */
export function chartChoices(state: unknown): ChartChoices {
  return recalled(state, 'charts', schema);
}
