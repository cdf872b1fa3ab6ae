/** What the collapse watch found, as a banner says it. */
import type { RunHistory } from '../../../src/shared/runHistory';

/** The newest epoch's findings and what to try; empty where there are none. */
export function collapseSentence({ collapses }: Pick<RunHistory, 'collapses'>): string {
  const newest = collapses.at(-1)?.epoch;
  return collapses
    .filter(({ epoch }) => epoch === newest)
    .map(({ message, advice }) => `${message} ${advice}`)
    .join(' ');
}
