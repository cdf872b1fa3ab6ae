/** What a window shows again after it was closed or reloaded: the run that was trained or looked at last, and its twin. */
import * as vscode from 'vscode';
import type { RunHistory } from '../../shared/runHistory';
import type { RunName } from '../../shared/runPair';
import type { Disposable } from '../lifecycle';
import { readRunHistory } from './runFolder';
import type { RunPair } from './runPair';
import { statusOfEnd, type RunStore } from './runStore';

/** Of the workspace's state; their values are run folders. */
const keys: Readonly<Record<RunName, string>> = { main: 'stn.lastRun', twin: 'stn.lastTwin' };

export class LastRun implements vscode.Disposable {
  private readonly listener: Disposable;

  constructor(
    private readonly state: vscode.Memento,
    private readonly runs: RunPair,
    private readonly warn: (sentence: string) => void,
  ) {
    this.listener = runs.onDidChange(({ run, change }) => {
      if (change.type === 'reset') this.isShown(run);
      if (change.type !== 'event') return;
      const { event } = change;
      if (event.type === 'started') this.begins(run, event.directory);
      else if (event.type === 'resumed') this.goesOn(run);
    });
  }

  /** Shows them, unless a run begins meanwhile. */
  async restore(): Promise<void> {
    const read = await Promise.all([this.read('main'), this.read('twin')]);
    if (this.runs.main.status.phase !== 'idle') return;
    // Where the folder of the main one is gone, the other stands alone.
    const stores = [this.runs.main, this.runs.twinStore];
    read.filter((history) => history !== undefined).forEach((history, at) => show(stores[at], history));
  }

  dispose(): void {
    this.listener.dispose();
  }

  /** An earlier one that was cut off is not: the next window would offer to go on with it. */
  private isShown(run: RunName): void {
    const history = this.runs[run]?.history;
    if (history && (history.end || run === 'twin')) this.begins(run, history.started.directory);
  }

  private begins(run: RunName, directory: string): void {
    this.remember(run, directory);
    // That of the run before; this one's own begins later, if there is one.
    if (run === 'main') this.remember('twin', undefined);
  }

  /** Alone, or beside its twin: which of a pair goes on first nobody knows. */
  private goesOn(run: RunName): void {
    const { main, twin } = this.runs;
    if (run === 'main') this.remember('main', main.history?.started.directory);
    this.remember('twin', twin?.history?.started.directory);
  }

  private remember(run: RunName, directory: string | undefined): void {
    void this.state.update(keys[run], directory);
  }

  private async read(run: RunName): Promise<RunHistory | undefined> {
    const directory = this.state.get<unknown>(keys[run]);
    return typeof directory === 'string' ? await readRunHistory(directory, this.warn) : undefined;
  }
}

function show(store: RunStore, history: RunHistory): void {
  const status = statusOfEnd(history.end) ?? {
    phase: 'stopped',
    message: vscode.l10n.t('This run was cut off when the editor closed. STN: Resume Run goes on with it.'),
    fraction: null,
  };
  store.restore(history, status);
}
