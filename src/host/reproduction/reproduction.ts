/** Runs of the paper's table, one after the other, with the editor's trainer: whoever watches its runs sees them all. */
import type { NextRun } from '../../files/fillScoreboard';
import type { RunEnd } from '../../shared/scoreboard/results';
import { clockTime } from '../../shared/clockTime';
import type { Disposable } from '../lifecycle';
import { currentEpoch, secondsLeft } from '../progress';
import type { Runs } from '../runs/runStore';
import type { Training } from '../training/training';

/** Of a run, for a notification. */
export interface RunProgress {
  /** "r-cnn, seed 1" */
  readonly name: string;
  readonly position: number;
  readonly count: number;
  readonly epoch: number;
  readonly epochs: number;
  /** For this run and those after it, as on a clock. */
  readonly left: string;
}

/**
 * Trains one run to its end. One that the user stopped or replaced by another counts as stopped.
 * @param tablesDirectory the table's folder
 */
export async function trainToTheEnd(
  training: Pick<Training, 'start'>,
  runs: Runs,
  tablesDirectory: string,
  { cell, seed, name }: NextRun,
): Promise<RunEnd> {
  // Between two runs, the user may have begun one: it is not to be replaced.
  if (runs.isBusy) return { outcome: 'stopped' };
  let listener: Disposable | undefined;
  try {
    const ended = new Promise<RunEnd>((resolve) => {
      let begun = false;
      listener = runs.onDidChange(({ type }) => {
        if (type === 'reset' && begun) resolve({ outcome: 'stopped' });
        if (type === 'reset') begun = true;
        if (type === 'status' && !runs.isBusy) resolve(endOf(runs));
      });
    });
    await training.start({ config: { ...cell.config, seed }, runsDirectory: tablesDirectory, name });
    return await ended;
  } finally {
    listener?.dispose();
  }
}

function endOf({ status, history }: Runs): RunEnd {
  if (status.phase === 'failed') return { outcome: 'failed', message: status.message };
  if (status.phase === 'finished' && history) return { outcome: 'completed', history };
  return { outcome: 'stopped' };
}

/** How far a run is; undefined before its first epoch. */
export function progressOf(
  { cell, seed, position, count, secondsAfter }: NextRun,
  { history }: Runs,
): RunProgress | undefined {
  if (!history) return undefined;
  const left = secondsLeft(history);
  if (left === undefined) return undefined;
  return {
    name: `${cell.id}, seed ${seed}`,
    ...{ position, count },
    ...{ epoch: currentEpoch(history), epochs: cell.config.epochs },
    left: clockTime(left + secondsAfter),
  };
}
