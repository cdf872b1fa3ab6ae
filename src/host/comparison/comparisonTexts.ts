/** Why a run of a comparison has nothing to show, as one sentence. */
import * as vscode from 'vscode';
import { largestFile } from '../../files/fileWithin';
import { whyUnreadable } from '../runsView/runItem';
import type { ComparedProblem } from './comparedRuns';

export function describeProblem(problem: ComparedProblem): string {
  const { t } = vscode.l10n;
  switch (problem) {
    case 'gone':
      return t('This run is not in the runs directory any more: it was deleted or moved.');
    case 'tooLarge':
      return t('This run can’t be shown: its events are more than {0} MB.', largestFile.events >> 20);
    case 'noTraining':
      return t('This run can’t be shown: its folder tells of no training.');
    case 'beingPrepared':
      return t('This run is being prepared: its curves begin with the first batch.');
    default:
      return t('This run {0}.', whyUnreadable(problem));
  }
}
