/** The runs as this view knows them: a snapshot of the host's, and every event since. */
import { applyEvent, type RunHistory } from '../../../src/shared/runHistory';
import type { RunName } from '../../../src/shared/runPair';
import type { HostMessage, RunStatus, SettingsDifference } from '../../../src/shared/viewProtocol';

export interface ShownRun {
  readonly status: RunStatus;
  /** Undefined before the first run. */
  readonly history: RunHistory | undefined;
}

export interface ShownPair extends ShownRun {
  /** The run without a transformer that this one is compared with. */
  readonly twin?: ShownRun | undefined;
}

export interface RunState extends ShownPair {
  /** False until the host's first snapshot: there is nothing to say yet. */
  readonly known: boolean;
  /** In which the next run will differ from this one. */
  readonly differences: readonly SettingsDifference[];
}

export class RunStore implements RunState {
  status: RunStatus = { phase: 'idle', message: '', fraction: null };
  history: RunHistory | undefined;
  twin: { status: RunStatus; history: RunHistory | undefined } | undefined;
  known = false;
  differences: readonly SettingsDifference[] = [];

  /** @returns whether the message changed what there is to show */
  receive(message: HostMessage): boolean {
    switch (message.type) {
      case 'snapshot': {
        const { twin } = message;
        this.status = message.status;
        this.history = message.history ?? undefined;
        this.twin = twin ? { status: twin.status, history: twin.history ?? undefined } : undefined;
        this.known = true;
        this.differences = [];
        return true;
      }
      case 'settingsDiffer':
        this.differences = message.differences;
        return true;
      case 'status': {
        const run = this.runOf(message.run);
        if (run) run.status = message.status;
        return run !== undefined;
      }
      case 'event': {
        const run = this.runOf(message.run);
        const history = run && applyEvent(run.history, message.event);
        if (history) run.history = history;
        return history !== undefined;
      }
      default:
        return false;
    }
  }

  private runOf(name: RunName): { status: RunStatus; history: RunHistory | undefined } | undefined {
    return name === 'main' ? this : this.twin;
  }
}
