/** Where a listed run stands. */
import { join } from 'node:path';
import type { RunState } from '../../shared/comparison';
import type { RunStatus } from '../../shared/viewProtocol';
import type { RunsOfPair } from '../runs/runPair';
import { isReadable, type ListedRun } from './runList';

/** @param work where it stands, if this window trains it */
export function stateOf({ facts, isLocked }: ListedRun, work: RunStatus | undefined): RunState {
  if (work) return work.phase === 'paused' ? 'paused' : 'training';
  if (!isReadable(facts)) return 'unreadable';
  if (facts.end?.type === 'failed') return 'failed';
  if (facts.end) return facts.end.outcome;
  return isLocked ? 'training' : 'interrupted';
}

/** Whether this window trains that run, or is about to. */
export function isAtWork(runs: RunsOfPair, run: ListedRun): boolean {
  return workOn(runs, run) !== undefined;
}

/** Where the run stands that this window trains, or is about to; undefined where it is none of those. */
export function workOn({ main, twin }: RunsOfPair, { directory, facts }: ListedRun): RunStatus | undefined {
  const own = [main, twin].find((run) => {
    if (!run?.isBusy) return false;
    if (run.history) return join(run.history.started.directory) === directory;
    // While it is prepared nobody tells of its folder, in which there is little yet.
    return isReadable(facts) && !facts.started && !facts.end;
  });
  return own?.status;
}
