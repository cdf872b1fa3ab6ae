/** What was chosen of the sampled digits; kept while the page is away. */
import * as v from 'valibot';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { layouts, type Arrangement } from '../../parts/digits/arrangement';
import { orders } from '../../parts/digits/digitOrder';
import { recalled } from '../../parts/page/memory';
import { speeds } from '../../parts/time/epochPlayer';

/** Each field falls back by itself: a state may be another version's. */
const schema = v.object({
  order: v.fallback(v.picklist(orders), 'sampled'),
  filter: v.fallback(v.pipe(v.string(), v.regex(/^(all|wrong|\d{1,5})$/)), 'all'),
  layout: v.fallback(v.picklist(layouts), 'pairs'),
  isGridShown: v.fallback(v.boolean(), false),
  /** Share of a picture that shows the input in the layout `swipe`, in percent. */
  swipe: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 50),
  isLooping: v.fallback(v.boolean(), false),
  speed: v.fallback(v.picklist(speeds), 1),
});

export type SamplesChoices = v.InferOutput<typeof schema>;

/** @param state what the view remembered, whatever that is */
export function samplesChoices(state: unknown): SamplesChoices {
  return recalled(state, 'samples', schema);
}

/** The choices as far as they apply to a run: without a transformer there is nothing but inputs. */
export function arrangementFor(
  { order, filter, layout, isGridShown }: SamplesChoices,
  { network }: TrainerEventOf<'started'>,
): Arrangement {
  if (network.transformers.length > 0) {
    return { order, filter, layout, isGridShown: isGridShown && layout !== 'output' };
  }
  return { order: order === 'transform' ? 'sampled' : order, filter, layout: 'pairs', isGridShown: false };
}
