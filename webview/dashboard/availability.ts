/** Which of the dashboard's buttons can be pressed. */
import type { RunState } from '../parts/store';

export interface Availability {
  readonly train: boolean;
  readonly stop: boolean;
  readonly inspect: boolean;
  readonly report: boolean;
}

/** Whether a run is on its way. */
export function isBusy(phase: RunState['status']['phase']): boolean {
  return phase === 'preparing' || phase === 'training' || phase === 'stopping';
}

export function availability({ status, history }: Pick<RunState, 'status' | 'history'>): Availability {
  const { phase } = status;
  const busy = isBusy(phase);
  const hasWeights = history !== undefined && history.epochs.length + history.samples.length > 0;
  return {
    train: !busy,
    stop: phase === 'preparing' || phase === 'training',
    inspect: phase === 'training' || phase === 'stopping' || (!busy && hasWeights),
    report: !busy && history?.end?.type === 'finished' && history.end.report !== null,
  };
}
