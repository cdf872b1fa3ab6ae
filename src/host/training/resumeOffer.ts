/** Runs that were cut off when their window closed or was reloaded: they go on where the user, or a setting, says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { lockOwner } from '../../files/folderLock';
import type { HostSettings } from '../../shared/config';
import type { RunHistory } from '../../shared/runHistory';
import { runNames, type RunName } from '../../shared/runPair';
import { hasCheckpoint } from '../runs/interruptedRuns';
import { readRunHistory } from '../runs/runFolder';
import type { RunPair } from '../runs/runPair';
import { statusOfEnd } from '../runs/runStore';
import type { PairTraining, RunsToResume } from './pairTraining';

/** Milliseconds; a window that is reloaded may hold its trainer for some time yet. */
export interface Patience {
  readonly altogether: number;
  readonly betweenLooks: number;
}

export const defaultPatience: Patience = { altogether: 60_000, betweenLooks: 500 };

export class ResumeOffer {
  constructor(
    private readonly runs: RunPair,
    private readonly training: Pick<PairTraining, 'showEnd'>,
    private readonly resume: (runs: RunsToResume) => Promise<void>,
    private readonly choice: () => HostSettings['resumeAfterReload'],
    private readonly warn: (sentence: string) => void,
    private readonly patience = defaultPatience,
  ) {}

  /** Looks at the runs that were restored, if there are any. Resolves when nothing is left to ask or do. */
  async make(): Promise<void> {
    const cutOff = this.cutOff();
    const choice = this.choice();
    if (cutOff.size === 0) return;
    const isStill = (): boolean => isEqual(this.cutOff(), cutOff);
    for (const [run, directory] of cutOff) {
      if (!(await this.isFree(run, directory, isStill))) return;
    }
    if (!isStill() || choice === 'never') return;
    const toResume: RunsToResume = {};
    for (const [run, directory] of [...cutOff]) {
      // Its trainer may have gone on for a while after it was restored.
      const history = await readRunHistory(directory, this.warn);
      if (!isStill()) return;
      const status = statusOfEnd(history?.end);
      if (history && status) {
        await this.training.showEnd(run, { history, status });
        cutOff.delete(run);
      } else if (history && hasCheckpoint(directory)) toResume[run] = history;
    }
    if (Object.keys(toResume).length === 0) return;
    if (choice === 'ask' && !(await ask(toResume, this.runs.twin !== undefined))) return;
    // Something else may have begun while the question stood.
    if (isStill()) await this.resume(toResume);
  }

  /** The folders of those runs that are shown without their end. */
  private cutOff(): Map<RunName, string> {
    const folders = runNames.flatMap((run): [RunName, string][] => {
      const history = this.runs[run]?.history;
      return history && !history.end ? [[run, history.started.directory]] : [];
    });
    return new Map(this.runs.isBusy ? [] : folders);
  }

  /** Whether nobody is at work on it any more; another window may be, and stay so, which the views then say. */
  private async isFree(run: RunName, directory: string, isStill: () => boolean): Promise<boolean> {
    const { altogether, betweenLooks } = this.patience;
    const store = run === 'main' ? this.runs.main : this.runs.twinStore;
    const before = store.status;
    for (let waited = 0; waited <= altogether; waited += betweenLooks) {
      const owner = await lockOwner(directory);
      if (!isStill()) return false;
      if (owner === undefined) {
        if (store.status !== before) store.setStatus(before);
        return true;
      }
      if (store.status === before) store.setStatus({ ...before, message: elsewhere(owner) });
      await sleep(betweenLooks);
    }
    return false;
  }
}

function elsewhere(process: number): string {
  return vscode.l10n.t(
    'Another window, or another program, trains this run (process {0}): what it told up to now is shown. Train starts one of this window’s own.',
    process,
  );
}

async function ask(runs: RunsToResume, isPair: boolean): Promise<boolean> {
  const resume = vscode.l10n.t('Resume');
  return (await vscode.window.showInformationMessage(question(runs, isPair), resume)) === resume;
}

function question({ main, twin }: RunsToResume, isPair: boolean): string {
  const { t } = vscode.l10n;
  const done = ({ epochs, started }: RunHistory): [number, number] => [epochs.length, started.config.epochs];
  if (main && twin) {
    return t(
      'The comparison was cut off when its window closed, after {0} of {1} epochs with the transformer and {2} of {3} without it. The last checkpoints are safe: go on from them?',
      ...done(main),
      ...done(twin),
    );
  }
  if (twin) {
    return t(
      'The run without the transformer was cut off when its window closed, after {0} of {1} epochs. Its last checkpoint is safe: go on from it?',
      ...done(twin),
    );
  }
  if (!main) throw new Error('There is nothing to ask about.');
  return isPair
    ? t(
        'The run with the transformer was cut off when its window closed, after {0} of {1} epochs. Its last checkpoint is safe: go on from it?',
        ...done(main),
      )
    : t(
        'The training was cut off when its window closed, after {0} of {1} epochs. Its last checkpoint is safe: go on from it?',
        ...done(main),
      );
}

function isEqual(one: ReadonlyMap<RunName, string>, other: ReadonlyMap<RunName, string>): boolean {
  return one.size === other.size && [...one].every(([run, directory]) => other.get(run) === directory);
}
