/** Which of the dashboard's buttons can be pressed. */
import { isBusy, isSteerable, leading } from '../../src/shared/runPair';
import type { ShownPair } from '../parts/run/store';

export interface Availability {
  readonly train: boolean;
  readonly restart: boolean;
  readonly stop: boolean;
  readonly inspect: boolean;
  readonly report: boolean;
}

export function availability({ status, history, twin }: ShownPair): Availability {
  const { phase } = leading({ status, history }, twin).status;
  const busy = isBusy({ phase });
  const hasWeights = history !== undefined && history.epochs.length + history.samples.length > 0;
  return {
    train: !busy,
    restart: history !== undefined && phase !== 'stopping',
    stop: phase === 'preparing' || isSteerable({ phase }),
    inspect: isSteerable(status) || status.phase === 'stopping' || (!isBusy(status) && hasWeights),
    report: !busy && history?.end?.type === 'finished' && history.end.report !== null,
  };
}
