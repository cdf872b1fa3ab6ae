/** Earlier runs in the dashboard and the inspector, read from their folders. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { largestFile } from '../../files/fileWithin';
import type { RunHistory } from '../../shared/runHistory';
import type { RunStatus } from '../../shared/viewProtocol';
import type { PairTraining } from '../training/pairTraining';
import { readPastRun } from '../runs/pastRun';
import type { RunPair } from '../runs/runPair';
import { statusOfEnd } from '../runs/runStore';
import type { Log } from '../training/training';
import type { Views } from '../views/views';
import type { ListedRun } from './runList';
import { isAtWork } from './runState';

export class PastRuns {
  /** Counts what the user has asked for: of two runs, the one clicked last is shown. */
  private wish = 0;

  constructor(
    private readonly runs: RunPair,
    private readonly training: Pick<PairTraining, 'show'>,
    private readonly views: Views,
    private readonly log: Log,
  ) {}

  async openDashboard(run: ListedRun): Promise<void> {
    if (await this.show(run)) this.views.dashboard.show();
  }

  async openInspector(run: ListedRun): Promise<void> {
    if (await this.show(run)) this.views.inspector.show();
  }

  /** Shows nothing where it was that run, which is about to go. */
  async close({ directory }: ListedRun): Promise<void> {
    if (this.runs.isBusy || !this.isShown(directory)) return;
    await this.training.show(undefined);
  }

  /** @returns whether that run is what the views show now */
  private async show(run: ListedRun): Promise<boolean> {
    const { t } = vscode.l10n;
    const wish = ++this.wish;
    if (this.isShown(run.directory) && (this.runs.main.isBusy || this.runs.main.history?.end)) return true;
    if (isAtWork(this.runs, run)) return true;
    if (this.isRefused()) return false;
    const history = await readPastRun(run.directory, (sentence) => this.log.warn(sentence));
    if (wish !== this.wish) return false;
    if (typeof history === 'string') {
      void vscode.window.showWarningMessage(
        history === 'tooLarge'
          ? t('This run can’t be shown: its events are more than {0} MB.', largestFile.events >> 20)
          : t('This run can’t be shown: its folder tells of no training. The log may say more.'),
      );
      return false;
    }
    if (this.isRefused()) return false;
    await this.training.show({ history, status: statusOfPast(history, run.label ?? run.name) });
    return wish === this.wish && this.isShown(run.directory);
  }

  private isShown(directory: string): boolean {
    const shown = this.runs.main.history?.started.directory;
    return shown !== undefined && join(shown) === directory;
  }

  /** What is being trained is more than what was. */
  private isRefused(): boolean {
    if (!this.runs.isBusy) return false;
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'A training is going on, which the dashboard shows: stop it first, or wait for its end, to look at an earlier run.',
      ),
    );
    return true;
  }
}

function statusOfPast(history: RunHistory, name: string): RunStatus {
  const { t } = vscode.l10n;
  const hint = t('This is an earlier run, {0}; Train starts a new one.', name);
  const status = statusOfEnd(history.end);
  if (!status) {
    return { phase: 'stopped', message: `${t('It was cut off before its end.')} ${hint}`, fraction: null };
  }
  return { ...status, message: status.message ? `${status.message} ${hint}` : hint };
}
