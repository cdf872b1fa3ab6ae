/** How far a run is, in numbers and short texts. */
import type { RunHistory } from '../shared/runHistory';

/** Share of the run's batches done, from 0 to 1. */
export function fractionDone({ started, batches, epochs }: RunHistory): number {
  const batch = batches.newest;
  const epochsDone = epochs.at(-1)?.epoch ?? 0;
  const batchesDone = Math.max(
    epochsDone * started.batchesPerEpoch,
    batch ? (batch.epoch - 1) * started.batchesPerEpoch + batch.batch : 0,
  );
  const all = started.config.epochs * started.batchesPerEpoch;
  return all > 0 ? Math.min(1, batchesDone / all) : 0;
}

/** Seconds to the end as the newest event tells; undefined while nothing is known. */
export function secondsLeft({ batches, epochs }: RunHistory): number | undefined {
  const batch = batches.newest;
  const epoch = epochs.at(-1);
  const seconds = epoch && (!batch || batch.epoch <= epoch.epoch) ? epoch.etaSeconds : batch?.etaSeconds;
  return seconds !== null && seconds !== undefined && Number.isFinite(seconds) ? seconds : undefined;
}

/** The epoch at work, from 1. */
export function currentEpoch({ started, batches, epochs }: RunHistory): number {
  const next = (epochs.at(-1)?.epoch ?? 0) + 1;
  return Math.min(started.config.epochs, Math.max(next, batches.newest?.epoch ?? 1));
}
