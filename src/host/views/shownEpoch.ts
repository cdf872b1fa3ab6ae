/**
 * The one epoch that the dashboard and the inspector show: chosen in either, and kept while their pages, or the window, are
 * away.
 */
import * as v from 'valibot';
import type { Memento } from 'vscode';
import { DisposableStore, Emitter, type Disposable } from '../lifecycle';
import type { RunsOfPair } from '../runs/runPair';

export interface EpochChange {
  readonly epoch: number | null;
  /** Who chose it, and knows. */
  readonly by: object;
}

/** Of the workspace's state: what was chosen last, and of which run. */
const key = 'stn.shownEpoch';
const choiceSchema = v.object({
  directory: v.string(),
  epoch: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export class ShownEpoch implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = new Emitter<EpochChange>();
  private current: number | null = null;
  private directory: string | undefined;

  readonly onDidChange = this.changes.event;

  /** @param runs another run is followed live, unless an epoch of it was chosen last; its views get that with the run */
  constructor(
    runs: RunsOfPair,
    private readonly state: Memento,
  ) {
    this.disposables.add(this.changes);
    this.disposables.add(runs.onDidChange(() => this.follow(runs.main.history?.started.directory)));
    this.follow(runs.main.history?.started.directory);
  }

  /** Whole epochs trained; null follows the run. */
  get epoch(): number | null {
    return this.current;
  }

  choose(epoch: number | null, by: object): void {
    this.current = epoch;
    const { directory } = this;
    void this.state.update(key, epoch === null ? undefined : { directory, epoch });
    this.changes.fire({ epoch, by });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private follow(directory: string | undefined): void {
    if (directory === this.directory) return;
    this.directory = directory;
    const chosen = v.safeParse(choiceSchema, this.state.get(key));
    this.current = chosen.success && chosen.output.directory === directory ? chosen.output.epoch : null;
  }
}
