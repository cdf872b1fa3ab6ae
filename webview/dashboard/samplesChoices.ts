/** What was chosen of the sampled digits; kept while the page is away. */
import * as v from 'valibot';
import { speeds } from '../parts/epochPlayer';

/** Each field falls back by itself: a state may be another version's. */
const schema = v.object({
  isLooping: v.fallback(v.boolean(), false),
  speed: v.fallback(v.picklist(speeds), 1),
});

export type SamplesChoices = v.InferOutput<typeof schema>;

/** @param state what the view remembered, whatever that is */
export function samplesChoices(state: unknown): SamplesChoices {
  const known = v.safeParse(v.object({ samples: schema }), state);
  return known.success ? known.output.samples : v.parse(schema, {});
}
