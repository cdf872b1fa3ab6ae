/** The choice of runs to compare. */
import * as vscode from 'vscode';
import { leastCompared, mostCompared } from '../../shared/comparison';
import type { RunItem } from '../runsView/runItem';
import { isReadable } from '../runsView/runList';

interface PickedRun extends vscode.QuickPickItem {
  readonly name: string;
}

/**
 * Asks until as many are chosen as can be compared.
 * @param items all runs there are
 * @param chosen names of those that are ticked at first
 * @returns undefined where the user leaves it
 */
export async function pickRuns(
  items: readonly RunItem[],
  chosen: readonly string[],
): Promise<readonly string[] | undefined> {
  const { t } = vscode.l10n;
  const comparable = items.filter(({ run }) => isReadable(run.facts) && run.facts.started);
  if (comparable.length < leastCompared) {
    void vscode.window.showInformationMessage(
      t('A comparison needs two runs that have begun to train: STN: Train makes one.'),
    );
    return undefined;
  }
  for (let ticked = chosen; ;) {
    const picks = comparable.map(({ run, description }): PickedRun => ({
      name: run.name,
      label: run.label ?? run.name,
      description: String(description),
      picked: ticked.includes(run.name),
    }));
    const picked = await vscode.window.showQuickPick(picks, {
      canPickMany: true,
      title: t('Compare Runs'),
      placeHolder: t('Choose {0} to {1} runs', leastCompared, mostCompared),
      matchOnDescription: true,
    });
    if (!picked) return undefined;
    ticked = picked.map(({ name }) => name);
    if (isEnough(ticked)) return ticked;
  }
}

/** Whether so many can be compared; else the user is told. */
export function isEnough({ length }: readonly string[]): boolean {
  const { t } = vscode.l10n;
  if (length >= leastCompared && length <= mostCompared) return true;
  void vscode.window.showWarningMessage(
    length < leastCompared
      ? t('A comparison needs at least {0} runs: choose another one.', leastCompared)
      : t(
          'At most {0} runs can be compared at once, but {1} are chosen: choose fewer.',
          mostCompared,
          length,
        ),
  );
  return false;
}
