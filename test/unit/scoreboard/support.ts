/** Cells and results to fill tables with. */
import type { ScoreboardCell, ScoreboardCells } from '../../../src/shared/scoreboard/cells';
import { scoreboardCells } from '../../../src/shared/scoreboard/cells';
import type { CompletedRun, FailedRun, RunEnd } from '../../../src/shared/scoreboard/results';
import { applyEvent, type RunHistory } from '../../../src/shared/runHistory';
import type { TrainerEvent } from '../../../src/shared/trainerProtocol';
import { epoch, started } from '../host/events';

/** @throws Error where the cells can't be had */
export function cellsOf(patterns: string[], overrides: Record<string, unknown> = {}): ScoreboardCells {
  const parsed = scoreboardCells('short', patterns, overrides);
  if (!parsed.ok) throw new Error(parsed.problems.join(' '));
  return parsed.value;
}

export function completed(
  cell: ScoreboardCell,
  seed: number,
  changes: Partial<CompletedRun> = {},
): CompletedRun {
  return {
    outcome: 'completed',
    cell: cell.id,
    seed,
    settings: { ...cell.config, seed },
    directory: `${cell.id}/seed-${seed}`,
    time: '2026-11-22T16:45:03.000Z',
    error: 2.5,
    epochs: cell.config.epochs,
    seconds: 10 * cell.config.epochs,
    parameters: 120_390,
    testCount: 10_000,
    dataset: 'MNIST',
    collapse: null,
    engine: 'wasm (WebAssembly)',
    ...changes,
  };
}

export function failed(cell: ScoreboardCell, seed: number): FailedRun {
  const { settings, directory, time } = completed(cell, seed);
  return {
    outcome: 'failed',
    cell: cell.id,
    seed,
    settings,
    directory,
    time,
    message: 'The loss became NaN.',
  };
}

/** A run of two epochs that ends with 10 of 100 test digits wrong, on digits that are not MNIST's. */
export function completedEnd(directory: string): RunEnd {
  const events: TrainerEvent[] = [
    started(directory),
    epoch(1),
    epoch(2),
    ...[2, 3].map((seen): TrainerEvent => ({
      ...{ type: 'collapse', epoch: seen, finding: 'shrinking', advice: 'Try less.' },
      message: `Theta shrinks in epoch ${seen}.`,
    })),
    { type: 'finished', outcome: 'completed', epochs: 2, seconds: 3, report: null },
  ];
  const history = events.reduce<RunHistory | undefined>(applyEvent, undefined);
  if (!history) throw new Error('There is no history.');
  return { outcome: 'completed', history };
}
