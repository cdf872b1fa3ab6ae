/** The one epoch that the dashboard and the inspector show: chosen in either, and kept while their pages are away. */
import { DisposableStore, Emitter, type Disposable } from '../lifecycle';
import type { RunsOfPair } from '../runs/runPair';

export interface EpochChange {
  readonly epoch: number | null;
  /** Who chose it, and knows. */
  readonly by: object;
}

export class ShownEpoch implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = new Emitter<EpochChange>();
  private current: number | null = null;
  private directory: string | undefined;

  readonly onDidChange = this.changes.event;

  /** @param runs another run is followed live; its views find that out themselves */
  constructor(runs: RunsOfPair) {
    this.directory = runs.main.history?.started.directory;
    this.disposables.add(this.changes);
    this.disposables.add(
      runs.onDidChange(() => {
        const directory = runs.main.history?.started.directory;
        if (directory !== this.directory) this.current = null;
        this.directory = directory;
      }),
    );
  }

  /** Whole epochs trained; null follows the run. */
  get epoch(): number | null {
    return this.current;
  }

  choose(epoch: number | null, by: object): void {
    this.current = epoch;
    this.changes.fire({ epoch, by });
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
