/** What the collapse watch found, as a banner says it. */
import { collapseAdvice } from '../../../src/shared/collapseWords';
import { withChanges } from '../../../src/shared/liveSettings';
import type { RunHistory } from '../../../src/shared/runHistory';

/** The newest epoch's findings and what to try, of what the run does not have meanwhile; empty where there are none. */
export function collapseSentence({
  started,
  changes,
  collapses,
}: Pick<RunHistory, 'started' | 'changes' | 'collapses'>): string {
  const newest = collapses.at(-1)?.epoch;
  const now = withChanges(started.config, changes);
  return collapses
    .filter(({ epoch }) => epoch === newest)
    .map(({ message, finding, advice }) => {
      const current = changes.length > 0 ? collapseAdvice(finding, now) : advice;
      return `${message} ${current}`;
    })
    .join(' ');
}
