/** Fills a table run by run: the command line and the editor differ only in how they train and what they show. */
import { messageOf } from '../shared/messageOf';
import type { PaperBudget } from '../shared/presets/paper';
import type { ScoreboardCell } from '../shared/scoreboard/cells';
import { secondsFor } from '../shared/scoreboard/estimate';
import { changeOf, pendingRuns } from '../shared/scoreboard/plan';
import { resultOf, type RunEnd, type RunResult, type WantedRun } from '../shared/scoreboard/results';
import { formatScoreboard, scoreboardRows, type Scoreboard } from '../shared/scoreboard/table';
import type { ScoreboardFolder } from './scoreboardFolder';

/** What is to be in the table. */
export interface ScoreboardTask {
  readonly budget: PaperBudget;
  /** As the user wrote them; they are in the cells' settings already. */
  readonly overrides: readonly string[];
  /** Of the whole table. */
  readonly cells: readonly ScoreboardCell[];
  /** Those to be trained. */
  readonly wanted: readonly ScoreboardCell[];
  /** How many a cell: 1 to this. */
  readonly seeds: number;
}

/** The run that begins, in a row of them. */
export interface NextRun extends WantedRun {
  /** Of the run's folder, inside the table's; does not exist yet. */
  readonly name: string;
  /** Where there is a result of other settings: the sentence that says so. */
  readonly change: string | undefined;
  /** From 1. */
  readonly position: number;
  readonly count: number;
  /** That the runs after it will take. */
  readonly secondsAfter: number;
}

export interface ScoreboardWork {
  /** Trains one run to its end, whichever that is. */
  readonly train: (run: NextRun) => Promise<RunEnd>;
  readonly onResult?: (result: RunResult) => void;
  /** The table as it stands before every run and at the end. */
  readonly onTable?: (board: Scoreboard) => void;
}

/**
 * Trains what is still to be done. A run that fails has its place in the table and does not stop the others; a run that
 * is stopped ends it, and is trained again from its start the next time.
 */
export async function fillScoreboard(
  folder: ScoreboardFolder,
  { budget, overrides, cells, wanted, seeds }: ScoreboardTask,
  { train, onResult, onTable }: ScoreboardWork,
): Promise<{ readonly outcome: 'completed' | 'stopped'; readonly board: Scoreboard }> {
  const runs = pendingRuns(wanted, seeds, folder.results);
  const secondsFrom = (position: number): number => secondsFor(runs.slice(position), folder.results, cells);
  const show = (done: number, atWork?: WantedRun): Scoreboard => {
    const board: Scoreboard = {
      ...{ budget, overrides },
      rows: scoreboardRows(cells, wanted, folder.results),
      pending: runs.length - done,
      secondsLeft: secondsFrom(done),
      changes: runs.slice(done).flatMap((run) => changeOf(run, folder.results) ?? []),
    };
    // The file may outlive the work: nothing is in training there.
    folder.writeTable(formatScoreboard(board));
    onTable?.({ ...board, atWork });
    return board;
  };

  for (const [done, run] of runs.entries()) {
    show(done, run);
    const name = folder.nameFor(run);
    const time = new Date().toISOString();
    let end: RunEnd;
    try {
      await folder.makeRoom(name);
      end = await train({
        ...{ ...run, name },
        change: changeOf(run, folder.results),
        position: done + 1,
        count: runs.length,
        secondsAfter: secondsFrom(done + 1),
      });
    } catch (error) {
      end = { outcome: 'failed', message: messageOf(error) };
    }
    const result = resultOf(run, end, { time, directory: name });
    if (!result) return { outcome: 'stopped', board: show(done) };
    folder.record(result, run);
    onResult?.(result);
  }
  return { outcome: 'completed', board: show(runs.length) };
}
