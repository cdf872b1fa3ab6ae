/** What was chosen of a comparison; kept while the page is away, and by a window that reloads. */
import * as v from 'valibot';
import { recalled } from '../parts/page/memory';

const names = v.array(v.string());

/** Each field falls back by itself: a state may be another version's. */
const schema = v.object({
  /** Names of runs that the charts leave out. */
  hidden: v.fallback(names, []),
  /** Names of the two runs through which a digit goes; fewer: the first there are. */
  sides: v.fallback(names, []),
  /** Of the digit, in the test set; null: the first there is. */
  digit: v.fallback(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
  isGridShown: v.fallback(v.boolean(), true),
});

export type ComparisonChoices = v.InferOutput<typeof schema>;

/** @param state what the view remembered, whatever that is */
export function comparisonChoices(state: unknown): ComparisonChoices {
  return recalled(state, 'compared', schema);
}
