/** Where a listed run stands. */
import { join } from 'node:path';
import type { RunsOfPair } from '../runPair';
import { isReadable, type ListedRun } from './runList';

export type RunState =
  | 'training'
  | 'completed'
  | 'stopped'
  | 'failed'
  /** No end, and nobody at work on it. */
  | 'interrupted'
  | 'unreadable';

/** Another window or a terminal may be at work on a run whose last event is younger, in milliseconds. */
export const recent = 30_000;

/**
 * @param isAtWork this window trains it
 * @param now in milliseconds since 1970
 */
export function stateOf({ facts, changed }: ListedRun, isAtWork: boolean, now: number): RunState {
  if (isAtWork) return 'training';
  if (!isReadable(facts)) return 'unreadable';
  if (facts.end?.type === 'failed') return 'failed';
  if (facts.end) return facts.end.outcome;
  return now - changed < recent ? 'training' : 'interrupted';
}

/** Whether this window trains that run, or is about to. */
export function isAtWork({ main, twin }: RunsOfPair, { directory, facts }: ListedRun): boolean {
  return [main, twin].some((run) => {
    if (!run?.isBusy) return false;
    if (run.history) return join(run.history.started.directory) === directory;
    // While it is prepared nobody tells of its folder, in which there is little yet.
    return isReadable(facts) && !facts.started && !facts.end;
  });
}
