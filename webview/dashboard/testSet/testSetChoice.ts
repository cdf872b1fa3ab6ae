/** Which digits behind the confusion matrix are shown; kept while the page is away. */
import * as v from 'valibot';
import type { Cell } from '../../parts/confusion/confusionWords';
import { recalled, type Memory } from '../../parts/page/memory';

/** A cell's digits, or all mistakes. */
export type Choice = Cell | 'mistakes';

const classNumber = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  /** Of the run that it was chosen in: another's cells are others. */
  directory: v.fallback(v.string(), ''),
  choice: v.fallback(
    v.nullable(v.union([v.literal('mistakes'), v.object({ label: classNumber, predicted: classNumber })])),
    null,
  ),
});

/** @returns undefined where nothing was chosen in this run */
export function recallChoice(memory: Memory, directory: string): Choice | undefined {
  const known = recalled(memory.recall(), 'testSet', schema);
  return known.directory === directory ? (known.choice ?? undefined) : undefined;
}

export function rememberChoice(memory: Memory, directory: string, choice: Choice | undefined): void {
  memory.remember({ testSet: { directory, choice: choice ?? null } satisfies v.InferOutput<typeof schema> });
}
