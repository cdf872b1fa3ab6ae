/** What can be done with a run of the list. Each command takes the run by its item or its folder's name. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { lockOwner } from '../../files/folderLock';
import { changedSettings } from '../../shared/changedSettings';
import type { RunCommandId } from '../commandIds';
import type { Comparisons } from '../comparison/comparisons';
import { reasonOf } from '../fault';
import { isLocal, openPage } from '../openPage';
import { reportFile } from '../runs/runFolder';
import type { PastRuns } from './pastRuns';
import { RunItem } from './runItem';
import { labelProblem, longestLabel, writeLabel } from './runLabel';
import { isReadable, type ListedRun } from './runList';
import { isAtWork } from './runState';
import type { RunsView } from './runsView';

export class RunCommands {
  constructor(
    private readonly view: RunsView,
    private readonly past: PastRuns,
    private readonly comparisons: Comparisons,
  ) {}

  /** One handler for each command, so that the compiler knows of one that is missing. */
  readonly commands: Record<RunCommandId, (run?: unknown, selected?: unknown) => unknown> = {
    'stn.openRun': this.about((run) => this.past.openDashboard(run)),
    'stn.inspectRun': this.about((run) => this.past.openInspector(run)),
    'stn.openRunReport': this.about((run) => this.openReport(run)),
    'stn.revealRun': this.about((run) => this.reveal(run)),
    'stn.renameRun': this.about((run) => this.rename(run)),
    'stn.copyRunSettings': this.about((run) => this.copySettings(run)),
    'stn.deleteRun': this.about((run) => this.delete(run)),
    'stn.compareRuns': (clicked, selected) => this.comparisons.compare(clicked, selected),
    'stn.refreshRuns': () => this.view.refresh(),
  };

  /** Finds the run among those there are now: no name leads out of the runs directory, and none to what is gone. */
  private about(act: (run: ListedRun) => Promise<void>): (run?: unknown) => Promise<void> {
    return async (wanted = this.view.selected) => {
      const name = wanted instanceof RunItem ? wanted.run.name : wanted;
      const directory = this.view.directory();
      if (typeof name !== 'string' || directory === undefined) return;
      const run = await this.view.list.find(directory, name);
      if (run) {
        await act(run);
        return;
      }
      this.view.refresh();
      void vscode.window.showWarningMessage(
        vscode.l10n.t('There is no such run in the runs directory any more; the list is read anew.'),
      );
    };
  }

  private async openReport({ directory, facts }: ListedRun): Promise<void> {
    const file = join(directory, reportFile);
    const isWritten = isReadable(facts) && facts.end?.type === 'finished' && facts.end.report !== null;
    if (isWritten && (await stat(file).catch(() => undefined))) await openPage(file);
    else {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('This run has no report: it is written when a run ends.'),
      );
    }
  }

  private async reveal({ directory }: ListedRun): Promise<void> {
    const uri = vscode.Uri.file(directory);
    if (isLocal()) await vscode.commands.executeCommand('revealFileInOS', uri);
    // No file manager here shows another machine's folders; a window of the editor does.
    else await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
  }

  private async rename({ directory, name, label }: ListedRun): Promise<void> {
    const { t } = vscode.l10n;
    const wanted = await vscode.window.showInputBox({
      title: t('Rename Run'),
      prompt: t('A name for the list; the folder keeps its own. Empty: the folder’s name.'),
      value: label ?? '',
      placeHolder: name,
      validateInput: sentenceOfProblem,
    });
    if (wanted === undefined || labelProblem(wanted)) return;
    try {
      await writeLabel(directory, wanted);
    } catch (error) {
      void vscode.window.showErrorMessage(
        t('The name can’t be written into the run folder ({0}).', reasonOf(error)),
      );
    }
    this.view.refresh();
  }

  private async copySettings({ facts }: ListedRun): Promise<void> {
    if (!isReadable(facts) || !facts.started) return;
    const settings = changedSettings(facts.started.config);
    await vscode.env.clipboard.writeText(JSON.stringify(settings, undefined, 2) + '\n');
    void vscode.window.showInformationMessage(
      Object.keys(settings).length === 0
        ? vscode.l10n.t('This run has no settings but the defaults: an empty group is copied.')
        : vscode.l10n.t(
            'The run’s settings that differ from the defaults are copied: paste them into settings.json.',
          ),
    );
  }

  private async delete(run: ListedRun): Promise<void> {
    const { t } = vscode.l10n;
    if (await this.isRefused(run)) return;
    const isSure = await confirm(
      t('Delete the run “{0}”?', run.label ?? run.name),
      t('Its folder, {0}, goes to the trash.', run.directory),
      t('Delete'),
    );
    // Somebody may have begun to train it while the question stood.
    if (!isSure || (await this.isRefused(run))) return;
    await this.past.close(run);
    const uri = vscode.Uri.file(run.directory);
    try {
      await deleteFolder(uri);
    } catch (error) {
      void vscode.window.showErrorMessage(t('The run folder can’t be deleted ({0}).', reasonOf(error)));
    }
    this.view.refresh();
  }

  private async isRefused(run: ListedRun): Promise<boolean> {
    const isBusy = isAtWork(this.view.runs, run);
    const owner = isBusy ? undefined : await lockOwner(run.directory);
    if (!isBusy && owner === undefined) return false;
    void vscode.window.showWarningMessage(
      isBusy
        ? vscode.l10n.t('This run is being trained: stop it before you delete it.')
        : vscode.l10n.t(
            'Another window or a terminal is training this run (process {0}): stop it there before you delete it.',
            owner ?? 0,
          ),
    );
    return true;
  }
}

function sentenceOfProblem(label: string): string | undefined {
  switch (labelProblem(label)) {
    case 'tooLong':
      return vscode.l10n.t('A name has at most {0} characters.', longestLabel);
    case 'controlCharacters':
      return vscode.l10n.t('A name has no line ends and no invisible characters.');
    case undefined:
      return undefined;
  }
}

/** To the trash, or for good where there is no trash and the user says so. */
async function deleteFolder(uri: vscode.Uri): Promise<void> {
  const { t } = vscode.l10n;
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
  } catch (error) {
    const isSure = await confirm(
      t('The run folder can’t go to the trash. Delete it for good?'),
      t('{0} The system says: {1}', uri.fsPath, reasonOf(error)),
      t('Delete for Good'),
    );
    if (isSure) await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: false });
  }
}

async function confirm(question: string, detail: string, action: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, action)) === action;
}
