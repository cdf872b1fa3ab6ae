/** A run that was cut off when its window closed or was reloaded: it goes on where the user, or a setting, says so. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { lockOwner } from '../../files/folderLock';
import type { HostSettings } from '../../shared/config';
import type { RunHistory } from '../../shared/runHistory';
import type { PairTraining } from './pairTraining';
import { readRunHistory } from '../runs/runFolder';
import type { RunPair } from '../runs/runPair';
import { statusOfEnd } from '../runs/runStore';

/** Milliseconds; a window that is reloaded may hold its trainer for some time yet. */
export interface Patience {
  readonly altogether: number;
  readonly betweenLooks: number;
}

export const defaultPatience: Patience = { altogether: 60_000, betweenLooks: 500 };

export class ResumeOffer {
  constructor(
    private readonly runs: RunPair,
    private readonly training: Pick<PairTraining, 'show'>,
    private readonly resume: (history: RunHistory) => Promise<void>,
    private readonly choice: () => HostSettings['resumeAfterReload'],
    private readonly warn: (sentence: string) => void,
    private readonly patience = defaultPatience,
  ) {}

  /** Looks at the run that was restored, if there is one. Resolves when nothing is left to ask or do. */
  async make(): Promise<void> {
    const directory = this.cutOff();
    const choice = this.choice();
    if (directory === undefined || choice === 'never') return;
    if (!(await this.isFree(directory)) || this.cutOff() !== directory) return;
    // Its trainer may have gone on for a while after it was restored.
    const history = await readRunHistory(directory, this.warn);
    if (!history || this.cutOff() !== directory) return;
    const status = statusOfEnd(history.end);
    if (status) {
      await this.training.show({ history, status });
      return;
    }
    if (!(await hasCheckpoint(directory))) return;
    if (choice === 'ask' && !(await ask(history))) return;
    // Something else may have begun while the question stood.
    if (this.cutOff() === directory) await this.resume(history);
  }

  /** The folder of a run that is shown without its end. Of a pair neither can go on alone. */
  private cutOff(): string | undefined {
    const { main, twin } = this.runs;
    if (twin || this.runs.isBusy || !main.history || main.history.end) return undefined;
    return main.history.started.directory;
  }

  /** Whether nobody is at work on it any more; another window may be, and stay so. */
  private async isFree(directory: string): Promise<boolean> {
    const { altogether, betweenLooks } = this.patience;
    for (let waited = 0; waited <= altogether; waited += betweenLooks) {
      if ((await lockOwner(directory)) === undefined) return true;
      await sleep(betweenLooks);
    }
    return false;
  }
}

async function ask({ started, epochs }: RunHistory): Promise<boolean> {
  const { t } = vscode.l10n;
  const resume = t('Resume');
  const question = t(
    'The training was cut off when its window closed, after {0} of {1} epochs. Its last checkpoint is safe: go on from it?',
    epochs.length,
    started.config.epochs,
  );
  return (await vscode.window.showInformationMessage(question, resume)) === resume;
}

async function hasCheckpoint(directory: string): Promise<boolean> {
  const names = await readdir(join(directory, 'checkpoints')).catch(() => []);
  return names.some((name) => name.endsWith('.bin'));
}
