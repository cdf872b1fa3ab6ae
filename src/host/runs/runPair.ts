/** The runs that the editor shows: the last one and, where that was a comparison, its twin without a transformer. */
import type { RunName } from '../../shared/runPair';
import { Emitter, type Disposable, type Listen } from '../lifecycle';
import { RunStore, type RunChange, type Runs } from './runStore';

export interface PairChange {
  readonly run: RunName;
  readonly change: RunChange;
}

/** What a reader of both stores may see. */
export interface RunsOfPair {
  readonly main: Runs;
  /** Undefined where the main run has none. */
  readonly twin: Runs | undefined;
  /** Either run is under way. */
  readonly isBusy: boolean;
  readonly onDidChange: Listen<PairChange>;
}

export class RunPair implements RunsOfPair, Disposable {
  readonly main = new RunStore();
  /** Idle where the main run has no twin. */
  readonly twinStore = new RunStore();
  private readonly changes = new Emitter<PairChange>();

  readonly onDidChange = this.changes.event;

  constructor() {
    this.main.onDidChange((change) => this.changes.fire({ run: 'main', change }));
    this.twinStore.onDidChange((change) => this.changes.fire({ run: 'twin', change }));
  }

  get twin(): Runs | undefined {
    return this.twinStore.status.phase === 'idle' ? undefined : this.twinStore;
  }

  get isBusy(): boolean {
    return this.main.isBusy || this.twinStore.isBusy;
  }

  dispose(): void {
    this.main.dispose();
    this.twinStore.dispose();
    this.changes.dispose();
  }
}
