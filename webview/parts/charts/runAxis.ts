/** The horizontal axis of charts of one run or of several. */
import type { RunHistory } from '../../../src/shared/runHistory';
import { progressOf } from '../run/progress';
import { epochAxis, type Axis } from './axes';

/** All epochs that any of the runs has done so far. */
export function wholeAxis(runs: readonly RunHistory[]): Axis {
  const position = Math.max(0, ...runs.map((run) => progressOf(run).position));
  const hasEnded = runs.every(({ end }) => end !== undefined);
  return epochAxis(
    hasEnded ? Math.ceil(position) : position,
    hasEnded
      ? Math.max(1, Math.ceil(position))
      : Math.max(...runs.map(({ started }) => started.config.epochs)),
  );
}
