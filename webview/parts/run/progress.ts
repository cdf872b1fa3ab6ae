/** How far a run is, worked out from its history alone. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';

type BatchEvent = TrainerEventOf<'batch'>;
type EpochEvent = TrainerEventOf<'epoch'>;

export interface Progress {
  /** The epoch at work or, between epochs, the one last done; 0 before the first batch. */
  readonly epoch: number;
  readonly epochs: number;
  /** Epochs done with a fraction. */
  readonly position: number;
  /** Of the whole run, from 0 to 1. */
  readonly share: number;
  readonly imagesPerSecond: number | undefined;
  readonly etaSeconds: number | undefined;
}

/** Where a batch ends on an axis of epochs: the last batch of epoch 1 ends at 1. */
export function batchPosition(batch: Pick<BatchEvent, 'epoch' | 'batch'>, batchesPerEpoch: number): number {
  return batch.epoch - 1 + (batch.batch + 1) / Math.max(1, batchesPerEpoch);
}

export function progressOf(history: RunHistory): Progress {
  const { config, batchesPerEpoch } = history.started;
  const batch = history.batches.newest;
  const epoch = history.epochs.at(-1);
  // An epoch's evaluation comes after all its batches, so it is the news unless a later epoch has begun.
  const newest = epoch && (!batch || batch.epoch <= epoch.epoch) ? epoch : batch;
  const position =
    newest === undefined
      ? 0
      : newest.type === 'epoch'
        ? newest.epoch
        : batchPosition(newest, batchesPerEpoch);
  return {
    epoch: newest?.epoch ?? 0,
    epochs: config.epochs,
    position,
    share: Math.min(1, position / config.epochs),
    imagesPerSecond: newest?.imagesPerSecond,
    etaSeconds: newest?.etaSeconds ?? undefined,
  };
}

/** Whether the run has ended with fewer epochs than it was to train, because they no longer made it better. */
export function endedEarly({ end, started }: RunHistory): boolean {
  return end?.type === 'finished' && end.outcome === 'completed' && end.epochs < started.config.epochs;
}

/** The epoch with the highest test accuracy; the earliest of equals. */
export function bestEpoch(epochs: readonly EpochEvent[]): EpochEvent | undefined {
  let best: EpochEvent | undefined;
  for (const epoch of epochs) if (!best || epoch.test.accuracy > best.test.accuracy) best = epoch;
  return best;
}
