/** STN: Resume Run, as far as the user's choice. */
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { RunHistory } from '../../shared/runHistory';
import { runNames } from '../../shared/runPair';
import { interruptedRuns } from '../runs/interruptedRuns';
import type { RunsOfPair } from '../runs/runPair';
import type { RunsToResume } from './pairTraining';

/** A run alone, or one or both of the comparison that is shown. */
export type ResumeChoice = { readonly alone: RunHistory } | { readonly shown: RunsToResume };

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice: ResumeChoice;
}

/**
 * Lists the runs that can go on, newest first, after the comparison that is shown, where it can.
 * @param warn gets a sentence for each line or file of a run that was left out
 * @returns undefined where none is chosen, or there is none, which is said
 */
export async function pickInterruptedRun(
  runsDirectory: string,
  shown: RunsOfPair,
  warn: (sentence: string) => void,
): Promise<ResumeChoice | undefined> {
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
    choice: { alone: history },
    label: basename(history.started.directory),
    description: whereItStands(history),
    detail: howItEnded(history),
  }));
  const options = {
    title: vscode.l10n.t('Resume Run'),
    placeHolder: vscode.l10n.t('It goes on from its last checkpoint, with its own settings'),
    matchOnDescription: true,
  };
  return (await vscode.window.showQuickPick([...comparison(runs, shown), ...items], options))?.choice;
}

/** Both runs of it, or the one that can go on, beside the other as it ended. */
function comparison(runs: readonly RunHistory[], shown: RunsOfPair): ChoiceItem[] {
  if (!shown.twin || shown.isBusy) return [];
  const toResume: RunsToResume = {};
  for (const run of runNames) {
    const directory = join(shown[run]?.history?.started.directory ?? '');
    const history = runs.find(({ started }) => join(started.directory) === directory);
    if (history) toResume[run] = history;
  }
  const { main, twin } = toResume;
  const { t } = vscode.l10n;
  const parts = [
    ...(main ? [t('with the transformer: {0}', epochsDone(main))] : []),
    ...(twin ? [t('without it: {0}', epochsDone(twin))] : []),
  ];
  if (parts.length === 0) return [];
  const label = t('The comparison that is shown');
  return [{ choice: { shown: toResume }, label, description: parts.join(' · ') }];
}

function whereItStands(history: RunHistory): string {
  const { started, epochs } = history;
  const accuracy = epochs.at(-1)?.test.accuracy;
  const parts = [started.dataset.name, epochsDone(history)];
  if (accuracy !== undefined) parts.push(vscode.l10n.t('accuracy {0} %', (100 * accuracy).toFixed(2)));
  return parts.join(' · ');
}

function epochsDone({ started, epochs }: RunHistory): string {
  return vscode.l10n.t('{0} of {1} epochs', epochs.length, started.config.epochs);
}

function howItEnded({ end }: RunHistory): string {
  if (end?.type === 'failed') return end.message;
  return end ? vscode.l10n.t('Stopped') : vscode.l10n.t('Interrupted');
}
