/** The runs of a comparison as this page knows them: what the host told of each, and every event since. */
import type { ComparedRun } from '../../src/shared/comparison';
import { applyEvent, type RunHistory } from '../../src/shared/runHistory';
import type { HostMessage } from '../../src/shared/viewProtocol';
import { runKinds, type RunKind } from '../parts/charts/runLooks';

export interface ShownRun {
  /** Of its folder. */
  readonly name: string;
  /** How it is drawn; the same for as long as it is compared. */
  readonly kind: RunKind;
  /** What it is called: no other run here is called so. */
  readonly title: string;
  /** Undefined until the host has read it. */
  readonly state: ComparedRun['state'] | undefined;
  /** Why there is no history; empty where there is one, or none yet. */
  readonly problem: string;
  readonly history: RunHistory | undefined;
}

/** One of which there is something to compare. */
export interface ReadRun extends ShownRun {
  readonly history: RunHistory;
}

export function isRead(run: ShownRun): run is ReadRun {
  return run.history !== undefined;
}

export class ComparisonStore {
  /** Undefined until the host has said which. */
  private named: readonly string[] | undefined;
  private told = new Map<string, ComparedRun>();

  /** Folders' names, in their order; undefined until the host has spoken. */
  get names(): readonly string[] | undefined {
    return this.named;
  }

  get runs(): readonly ShownRun[] {
    const names = this.named ?? [];
    const labels = names.map((name) => {
      const label = this.told.get(name)?.label ?? '';
      return label === '' ? name : label;
    });
    return names.map((name, at) => {
      const run = this.told.get(name);
      const isShared = labels.filter((label) => label === labels[at]).length > 1;
      return {
        name,
        kind: runKinds[at],
        title: isShared && labels[at] !== name ? `${labels[at]} (${name})` : labels[at],
        state: run?.state,
        problem: run?.problem ?? '',
        history: run?.history ?? undefined,
      };
    });
  }

  /** @returns whether the message changed what there is to show */
  receive(message: HostMessage): boolean {
    switch (message.type) {
      case 'comparison':
        this.named = message.names;
        this.told = new Map();
        return true;
      case 'compared':
        if (!this.named?.includes(message.run.name)) return false;
        this.told.set(message.run.name, message.run);
        return true;
      case 'comparedEvent': {
        const run = this.told.get(message.name);
        if (!run?.history) return false;
        const history = applyEvent(run.history, message.event);
        if (history) this.told.set(run.name, { ...run, history });
        return history !== undefined;
      }
      default:
        return false;
    }
  }
}
