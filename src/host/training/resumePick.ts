/** STN: Resume Run, as far as the user's choice. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { RunHistory } from '../../shared/runHistory';
import { interruptedRuns } from '../runs/interruptedRuns';

/**
 * Lists the runs that can go on, newest first.
 * @param warn gets a sentence for each line or file of a run that was left out
 * @returns undefined where none is chosen, or there is none, which is said
 */
export async function pickInterruptedRun(
  runsDirectory: string,
  warn: (sentence: string) => void,
): Promise<RunHistory | undefined> {
  const runs = await interruptedRuns(runsDirectory, warn);
  if (runs.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'There is no run to resume: every one in {0} is completed or has no checkpoint.',
        runsDirectory,
      ),
    );
    return undefined;
  }
  const items = runs.map((history) => ({
    history,
    label: basename(history.started.directory),
    description: whereItStands(history),
    detail: howItEnded(history),
  }));
  const options = {
    title: vscode.l10n.t('Resume Run'),
    placeHolder: vscode.l10n.t('It goes on from its last checkpoint, with its own settings'),
    matchOnDescription: true,
  };
  return (await vscode.window.showQuickPick(items, options))?.history;
}

function whereItStands({ started, epochs }: RunHistory): string {
  const { dataset, config } = started;
  const done = vscode.l10n.t('{0} of {1} epochs', epochs.length, config.epochs);
  const accuracy = epochs.at(-1)?.test.accuracy;
  const parts = [dataset.name, done];
  if (accuracy !== undefined) parts.push(vscode.l10n.t('accuracy {0} %', (100 * accuracy).toFixed(2)));
  return parts.join(' · ');
}

function howItEnded({ end }: RunHistory): string {
  if (end?.type === 'failed') return end.message;
  return end ? vscode.l10n.t('Stopped') : vscode.l10n.t('Interrupted');
}
