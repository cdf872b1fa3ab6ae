/** Which runs a table still needs, and why. */
import type { ScoreboardCell } from './cells';
import { differences, isCurrent } from './currency';
import type { RunResult, WantedRun } from './results';

/**
 * The runs still to be done: those without a result, with a result of other settings, and those that failed, whose
 * cause may be gone. Seed by seed, so that the table is whole, with one seed, as early as can be.
 * @param seeds how many a cell: 1 to this
 */
export function pendingRuns(
  cells: readonly ScoreboardCell[],
  seeds: number,
  results: readonly RunResult[],
): WantedRun[] {
  const isDone = ({ cell, seed }: WantedRun): boolean =>
    results.some(
      (result) => result.outcome === 'completed' && result.seed === seed && isCurrent(result, cell),
    );
  return Array.from({ length: seeds }, (_, index) => index + 1)
    .flatMap((seed) => cells.map((cell) => ({ cell, seed })))
    .filter((run) => !isDone(run));
}

/** The sentence on a run that was done, but under settings that have changed since; undefined for any other. */
export function changeOf({ cell, seed }: WantedRun, results: readonly RunResult[]): string | undefined {
  const newest = results.findLast((result) => result.cell === cell.id && result.seed === seed);
  if (newest?.outcome !== 'completed') return undefined;
  const changes = differences(newest, cell.config).join('; ');
  return `${cell.id}, seed ${seed}: was trained under other settings (${changes}) and is trained again.`;
}
