/** Which of the dashboard's buttons can be pressed. */
import type { RunState } from '../parts/store';

export interface Availability {
  readonly train: boolean;
  readonly stop: boolean;
  readonly inspect: boolean;
  readonly report: boolean;
}

export function availability({ status, history }: Pick<RunState, 'status' | 'history'>): Availability {
  const { phase } = status;
  const isBusy = phase === 'preparing' || phase === 'training' || phase === 'stopping';
  const hasWeights = history !== undefined && history.epochs.length + history.samples.length > 0;
  return {
    train: !isBusy,
    stop: phase === 'preparing' || phase === 'training',
    inspect: phase === 'training' || phase === 'stopping' || (!isBusy && hasWeights),
    report: !isBusy && history?.end?.type === 'finished' && history.end.report !== null,
  };
}
