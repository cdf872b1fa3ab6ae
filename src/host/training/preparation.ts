/** A notification with a cancel button while a run is prepared: a download may take minutes. */
import * as vscode from 'vscode';
import type { Disposable } from '../lifecycle';
import type { Runs } from '../runs/runStore';

/** Preparations that are over by then need no notification. */
const patience = 1_500;

export class PreparationProgress implements vscode.Disposable {
  private readonly listener: Disposable;
  private timer: NodeJS.Timeout | undefined;
  private shown = false;

  constructor(
    private readonly runs: Runs,
    private readonly stop: () => void,
  ) {
    this.listener = runs.onDidChange(() => this.watch());
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listener.dispose();
  }

  private watch(): void {
    if (this.runs.status.phase !== 'preparing') {
      clearTimeout(this.timer);
      this.timer = undefined;
    } else if (!this.shown) {
      this.timer ??= setTimeout(() => this.show(), patience);
    }
  }

  private show(): void {
    this.timer = undefined;
    this.shown = true;
    const options: vscode.ProgressOptions = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('STN Lab'),
      cancellable: true,
    };
    void vscode.window.withProgress(options, (progress, token) => this.follow(progress, token));
  }

  private async follow(
    progress: vscode.Progress<{ message: string }>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    token.onCancellationRequested(() => this.stop());
    await new Promise<void>((resolve) => {
      const report = (): void => {
        const { phase, message, fraction } = this.runs.status;
        if (phase === 'preparing') {
          // In words, not as a bar: several files each go from 0 to 1.
          const percent = fraction === null ? '' : ` (${Math.floor(fraction * 100)} %)`;
          progress.report({ message: message + percent });
          return;
        }
        listener.dispose();
        this.shown = false;
        resolve();
      };
      const listener = this.runs.onDidChange(report);
      report();
    });
  }
}
