/** What was chosen of theta's charts: the transformer, a part of theta, the digits. Kept while the page is away. */
import * as v from 'valibot';
import { poseTermNames } from '../../../src/shared/recoveredPoses';
import { recalled } from '../page/memory';
import { spreadTerms } from './spreadWords';

const transformer = v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 0);

/** All digits, or a class by its number. */
const group = v.fallback(v.pipe(v.string(), v.regex(/^(all|clear|\d{1,5})$/)), 'all');

const spread = v.object({ transformer, term: v.fallback(v.picklist(spreadTerms), 'rotation'), group });
const recovered = v.object({ transformer, term: v.fallback(v.picklist(poseTermNames), 'angle'), group });

/** @param state what the view remembered, whatever that is */
export function spreadChoices(state: unknown): v.InferOutput<typeof spread> {
  return recalled(state, 'spread', spread);
}

/** @param state what the view remembered, whatever that is */
export function recoveredChoices(state: unknown): v.InferOutput<typeof recovered> {
  return recalled(state, 'recovered', recovered);
}
