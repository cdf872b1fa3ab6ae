/** STN: Reproduce the Paper's Table, from the questions to the filled table. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fillScoreboard, type NextRun, type ScoreboardTask } from '../../files/fillScoreboard';
import { readResults, ScoreboardFolder } from '../../files/scoreboardFolder';
import type { FlatSettings } from '../../shared/presets/flatSettings';
import { scoreboardCells } from '../../shared/scoreboard/cells';
import { formatScoreboard } from '../../shared/scoreboard/table';
import { MarkdownDocument } from '../markdownDocument';
import { progressOf, trainToTheEnd } from './reproduction';
import { askForRuns } from './reproductionQuestions';
import type { RunPair } from '../runs/runPair';
import type { Log, Training } from '../training/training';

/** In the runs directory. The editor fills the short table alone: the full one takes days, and a terminal. */
const folderName = 'paper-short';
const budget = 'short';

export class ReproduceCommand implements vscode.Disposable {
  private readonly document = new MarkdownDocument('stn-paper-table', vscode.l10n.t('The Paper’s Table'));
  private phase: 'idle' | 'asking' | 'running' = 'idle';

  constructor(
    private readonly runs: RunPair,
    private readonly training: Pick<Training, 'start' | 'stop'>,
    private readonly log: Log,
    /** A failure as one sentence. */
    private readonly sentence: (error: unknown) => string,
  ) {}

  /** Runs begin, end and fail as parts of a table, which tells of them. */
  get isRunning(): boolean {
    return this.phase === 'running';
  }

  /** @param own the user's settings of where the digits are and what computes; the rest is the table's */
  async run(own: FlatSettings, runsDirectory: string): Promise<void> {
    if (this.isRunning) await this.document.show();
    // A second click while the questions stand is no second answer.
    if (this.phase !== 'idle' || this.isRefused()) return;
    this.phase = 'asking';
    try {
      const directory = join(runsDirectory, folderName);
      const task = await askForTask(own, directory);
      if (!task || this.isRefused()) return;
      this.phase = 'running';
      await this.fill(task, directory);
    } catch (error) {
      const sentence = this.sentence(error);
      this.log.error(sentence);
      void vscode.window.showErrorMessage(sentence);
    } finally {
      this.phase = 'idle';
    }
  }

  dispose(): void {
    this.document.dispose();
  }

  private isRefused(): boolean {
    if (!this.runs.isBusy) return false;
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The paper’s table takes many runs, and one is going on: stop it first, or wait for its end.',
      ),
    );
    return true;
  }

  private async fill(task: ScoreboardTask, directory: string): Promise<void> {
    const folder = await ScoreboardFolder.open(directory);
    try {
      this.log.info(
        `Reproduce: ${task.wanted.map(({ id }) => id).join(', ')}; seeds 1 to ${task.seeds}; ${directory}`,
      );
      let isShown = false;
      const { outcome, board } = await this.withProgress((report, isCancelled) =>
        fillScoreboard(folder, task, {
          train: async (run) => {
            if (isCancelled()) return { outcome: 'stopped' };
            if (run.change) this.log.info(run.change);
            report(run);
            return await trainToTheEnd(this.training, this.runs.main, directory, run);
          },
          onTable: (state) => {
            this.document.update(formatScoreboard(state));
            // Once: the user may have closed it meanwhile.
            if (!isShown) void this.document.show();
            isShown = true;
          },
        }),
      );
      for (const line of formatScoreboard(board).split('\n')) if (line) this.log.info(line);
      const failed = board.rows.flatMap((row) => row.failed).length;
      void this.tell(outcome, failed);
    } finally {
      await folder.close();
    }
  }

  /** A notification that tells of the run it was given last, and whose button stops the work. */
  private async withProgress<T>(
    work: (report: (run: NextRun) => void, isCancelled: () => boolean) => Promise<T>,
  ): Promise<T> {
    const { t } = vscode.l10n;
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: t('The paper’s table'),
      cancellable: true,
    };
    return await vscode.window.withProgress(options, async (progress, token) => {
      let current: NextRun | undefined;
      let shown = '';
      const show = (): void => {
        const state = current && progressOf(current, this.runs.main);
        if (!state) return;
        const { name, position, count, epoch, epochs, left } = state;
        const message = t(
          '{0} ({1} of {2}), epoch {3} of {4}, about {5} left',
          name,
          position,
          count,
          epoch,
          epochs,
          left,
        );
        if (message !== shown) progress.report({ message });
        shown = message;
      };
      const listener = this.runs.main.onDidChange(show);
      token.onCancellationRequested(() => void this.training.stop());
      try {
        return await work(
          (run) => (current = run),
          () => token.isCancellationRequested,
        );
      } finally {
        listener.dispose();
      }
    });
  }

  private async tell(outcome: 'completed' | 'stopped', failed: number): Promise<void> {
    const { t } = vscode.l10n;
    const table = t('Show Table');
    const message =
      outcome === 'stopped'
        ? t('The paper’s table is filled in part. The same command goes on where it stopped.')
        : failed > 0
          ? t('The paper’s table is filled, but {0} of its runs failed: it says why.', failed)
          : t('The paper’s table is filled.');
    const show = failed > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    if ((await show(message, table)) === table) await this.document.show();
  }
}

/** @returns undefined where the user thought better of it */
async function askForTask(own: FlatSettings, directory: string): Promise<ScoreboardTask | undefined> {
  const parsed = scoreboardCells(budget, ['*'], own);
  if (!parsed.ok) throw new Error(parsed.problems.join(' '));
  const { cells } = parsed.value;
  const wish = await askForRuns(cells, await readResults(directory));
  return wish && { budget, overrides: [], cells, ...wish };
}
