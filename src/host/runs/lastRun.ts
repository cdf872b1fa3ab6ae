/** What a window shows again after it was closed or reloaded: the workspace's last run and, where it has one, its twin. */
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
      if (change.type !== 'event') return;
      const { event } = change;
      const directory = run === 'main' ? runs.main.history?.started.directory : undefined;
      if (event.type === 'started') this.remember(run, event.directory);
      else if (event.type === 'resumed' && directory) this.remember(run, directory);
    });
  }

  /** Shows them, unless a run begins meanwhile. */
  async restore(): Promise<void> {
    const [main, twin] = await Promise.all([this.read('main'), this.read('twin')]);
    if (!main || this.runs.main.status.phase !== 'idle') return;
    show(this.runs.main, main);
    if (twin) show(this.runs.twinStore, twin);
  }

  dispose(): void {
    this.listener.dispose();
  }

  private remember(run: RunName, directory: string): void {
    void this.state.update(keys[run], directory);
    // That of the run before; this one's own begins later, if there is one.
    if (run === 'main') void this.state.update(keys.twin, undefined);
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
