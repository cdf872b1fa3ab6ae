/** The run as this view knows it: a snapshot of the host's, and every event since. */
import { applyEvent, withNewestSamples, type RunHistory } from '../../src/shared/runHistory';
import type { HostMessage, RunStatus } from '../../src/shared/viewProtocol';

export interface RunState {
  readonly status: RunStatus;
  /** Undefined before the first run. */
  readonly history: RunHistory | undefined;
  /** False until the host's first snapshot: there is nothing to say yet. */
  readonly known: boolean;
}

export class RunStore implements RunState {
  status: RunStatus = { phase: 'idle', message: '', fraction: null };
  history: RunHistory | undefined;
  known = false;

  /** @returns whether the message changed what there is to show */
  receive(message: HostMessage): boolean {
    switch (message.type) {
      case 'snapshot':
        this.status = message.status;
        this.history = message.history ?? undefined;
        this.known = true;
        return true;
      case 'status':
        this.status = message.status;
        return true;
      case 'event': {
        const history = applyEvent(this.history, message.event);
        if (!history) return false;
        // A snapshot brings the newest samples alone, so deltas keep no more than that either.
        this.history = message.event.type === 'samples' ? withNewestSamples(history) : history;
        return true;
      }
      default:
        return false;
    }
  }
}
