/** The run that the editor shows: its history and where it stands. Views follow it by snapshot and change. */
import { applyEvent, type RunHistory } from '../../shared/runHistory';
import type { TrainerEvent, TrainerEventOf } from '../../shared/trainerProtocol';
import { isBusy, isSteerable } from '../../shared/runPair';
import type { RunStatus } from '../../shared/viewProtocol';
import { Emitter, type Disposable, type Listen } from '../lifecycle';

export type RunChange =
  /** Nothing shown so far holds any more. */
  | { readonly type: 'reset' }
  | { readonly type: 'event'; readonly event: TrainerEvent }
  | { readonly type: 'status'; readonly status: RunStatus };

/** What a reader of the store may see. */
export interface Runs {
  readonly status: RunStatus;
  readonly history: RunHistory | undefined;
  readonly isBusy: boolean;
  readonly onDidChange: Listen<RunChange>;
}

const idle: RunStatus = { phase: 'idle', message: '', fraction: null };

export class RunStore implements Runs, Disposable {
  private readonly changes = new Emitter<RunChange>();
  private current: RunHistory | undefined;
  private currentStatus = idle;

  readonly onDidChange = this.changes.event;

  get status(): RunStatus {
    return this.currentStatus;
  }

  get history(): RunHistory | undefined {
    return this.current;
  }

  /** A run is under way, from the first preparation to the last word. */
  get isBusy(): boolean {
    return isBusy(this.currentStatus);
  }

  /** The newest batch, for progress. */
  get newestBatch(): TrainerEventOf<'batch'> | undefined {
    return this.current?.batches.newest;
  }

  /** A new run is about to be prepared; the last one's history goes. */
  begin(message: string): void {
    this.current = undefined;
    this.currentStatus = { phase: 'preparing', message, fraction: null };
    this.changes.fire({ type: 'reset' });
  }

  /** The run of this history is about to go on. */
  resume(history: RunHistory): void {
    this.current = history;
    this.currentStatus = { phase: 'preparing', message: '', fraction: null };
    this.changes.fire({ type: 'reset' });
  }

  /** Forgets the run that was shown, if there was one; its successor shows another, or none. */
  clear(): void {
    if (this.currentStatus === idle) return;
    this.current = undefined;
    this.currentStatus = idle;
    this.changes.fire({ type: 'reset' });
  }

  /** Shows a run of another session, unless there is something newer. */
  restore(history: RunHistory, status: RunStatus): void {
    if (this.currentStatus.phase !== 'idle') return;
    this.current = history;
    this.currentStatus = status;
    this.changes.fire({ type: 'reset' });
  }

  apply(event: TrainerEvent): void {
    this.current = applyEvent(this.current, event);
    this.changes.fire({ type: 'event', event });
    const status = statusAfter(event, this.currentStatus);
    if (status) this.setStatus(status);
  }

  setStatus(status: RunStatus): void {
    this.currentStatus = status;
    this.changes.fire({ type: 'status', status });
  }

  dispose(): void {
    this.changes.dispose();
  }
}

/** How a run that has ended stands; undefined while it goes on. */
export function statusOfEnd(end: RunHistory['end']): RunStatus | undefined {
  if (!end) return undefined;
  if (end.type === 'failed') return { phase: 'failed', message: end.message, fraction: null };
  return { phase: end.outcome === 'completed' ? 'finished' : 'stopped', message: '', fraction: null };
}

function statusAfter(event: TrainerEvent, status: RunStatus): RunStatus | undefined {
  switch (event.type) {
    case 'preparing':
      // Who has asked to stop wants to know of that.
      if (status.phase === 'stopping') return undefined;
      return { phase: 'preparing', message: event.message, fraction: event.fraction };
    case 'started':
    case 'resumed':
      if (status.phase === 'stopping') return undefined;
      return { phase: 'training', message: '', fraction: null };
    case 'steering':
      return isSteerable(status) ? steered(event) : undefined;
    case 'finished':
    case 'failed':
      return statusOfEnd(event);
    default:
      return undefined;
  }
}

function steered({ state, stopsAfterEpoch }: TrainerEventOf<'steering'>): RunStatus {
  const plan = state === 'pausing' ? 'pause' : stopsAfterEpoch ? 'stopAfterEpoch' : undefined;
  return {
    phase: state === 'paused' ? 'paused' : 'training',
    ...{ message: '', fraction: null },
    ...(plan && { plan }),
  };
}
