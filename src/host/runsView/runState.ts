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

/** @param isAtWork this window trains it, or is about to */
export function stateOf({ facts, isLocked }: ListedRun, isAtWork: boolean): RunState {
  if (isAtWork) return 'training';
  if (!isReadable(facts)) return 'unreadable';
  if (facts.end?.type === 'failed') return 'failed';
  if (facts.end) return facts.end.outcome;
  return isLocked ? 'training' : 'interrupted';
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
