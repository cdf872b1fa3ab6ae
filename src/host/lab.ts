/** What the commands do: the user's wishes, questions and messages around the training. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BenchmarkCommand } from './benchmarkCommand';
import type { CommandId, ContextKey } from './commandIds';
import { FaultError } from './fault';
import { readRunHistory } from './runFolder';
import { statusOfEnd, type RunStore } from './runStore';
import { readConfig, readHostSettings } from './settings';
import { describeFault } from './texts';
import type { Surroundings, Training } from './training';
import type { Views } from './views';

/** Remembers the folder of this workspace's last run. */
const lastRunKey = 'stn.lastRun';

export class Lab {
  private asking = false;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly runs: RunStore,
    private readonly training: Training,
    private readonly views: Views,
    private readonly benchmarks: BenchmarkCommand,
    private readonly log: vscode.LogOutputChannel,
  ) {
    context.subscriptions.push(
      runs.onDidChange((change) => {
        if (change.type === 'event' && change.event.type === 'started') {
          void context.workspaceState.update(lastRunKey, change.event.directory);
        }
      }),
      runs.onDidChange((change) => {
        if (change.type !== 'event') this.updateContextKeys();
      }),
      training.onDidFail((sentence) => void this.offerToStartAgain(sentence)),
    );
  }

  /** One handler for each command, so that the compiler knows of one that is missing. */
  readonly commands: Record<CommandId, () => unknown> = {
    'stn.train': () => this.train(),
    'stn.stop': () => this.training.stop(),
    'stn.openDashboard': () => void this.views.dashboard.show(),
    'stn.inspect': () => void this.views.inspector.show(),
    'stn.benchmark': () => this.benchmark(),
    'stn.openSettings': () => this.openSettings(),
    'stn.showLog': () => this.log.show(),
    'stn.openReport': () => this.openReport(),
  };

  /** Shows the workspace's last run, unless one begins meanwhile. */
  async restoreLastRun(): Promise<void> {
    const directory = this.context.workspaceState.get<unknown>(lastRunKey);
    if (typeof directory !== 'string') return;
    const history = await readRunHistory(directory, (sentence) => this.log.warn(sentence));
    if (!history) return;
    const status = statusOfEnd(history.end) ?? {
      phase: 'stopped',
      message: vscode.l10n.t('This run was cut off when the editor closed.'),
      fraction: null,
    };
    this.runs.restore(history, status);
  }

  private async train(): Promise<void> {
    // A second click while the question stands is no second answer.
    if (this.asking) return;
    const config = readConfig();
    const host = readHostSettings();
    const problems = [config, host].flatMap((parsed) => (parsed.ok ? [] : parsed.problems));
    if (!config.ok || !host.ok) {
      await this.showProblems(problems);
      return;
    }
    if (this.runs.isBusy) {
      if (!(await this.askToStartAnew())) return;
      await this.training.stop();
    }
    this.views.dashboard.show();
    const runsDirectory = host.value.runsDirectory || join(this.storage(), 'runs');
    this.log.info(`Train: ${JSON.stringify(config.value)}`);
    await this.training.start({ config: config.value, runsDirectory });
  }

  private async benchmark(): Promise<void> {
    const config = readConfig();
    if (config.ok) await this.benchmarks.run(config.value);
    else await this.showProblems(config.problems);
  }

  private async askToStartAnew(): Promise<boolean> {
    const stop: vscode.MessageItem = { title: vscode.l10n.t('Stop It and Start Anew') };
    const keep: vscode.MessageItem = { title: vscode.l10n.t('Keep It'), isCloseAffordance: true };
    this.asking = true;
    try {
      // Modal: a notification may go unseen, and the command then seems to do nothing.
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t('A training is going on.'),
        {
          modal: true,
          detail: vscode.l10n.t('Stop it and start anew, or keep it? A stopped run keeps its folder.'),
        },
        stop,
        keep,
      );
      return answer === stop;
    } finally {
      this.asking = false;
    }
  }

  private async showProblems(problems: readonly string[]): Promise<void> {
    for (const problem of problems) this.log.error(problem);
    const [first = '', ...others] = problems;
    const message =
      others.length === 0 ? first : vscode.l10n.t('{0} The log names {1} more.', first, others.length);
    const open = vscode.l10n.t('Open Settings');
    if ((await vscode.window.showErrorMessage(message, open)) !== open) return;
    const key = /^stn\.[\w.]*\w/.exec(first)?.[0];
    await this.openSettings(key ? `@id:${key}` : undefined);
  }

  private async offerToStartAgain(sentence: string): Promise<void> {
    const again = vscode.l10n.t('Start Again');
    const log = vscode.l10n.t('Show Log');
    const choice = await vscode.window.showErrorMessage(sentence, again, log);
    if (choice === again) await this.train();
    if (choice === log) this.log.show();
  }

  private async openSettings(query = `@ext:${this.context.extension.id}`): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.openSettings', query);
  }

  private async openReport(): Promise<void> {
    const report = this.reportFile();
    if (!report) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is no report yet: it is written when a run ends.'),
      );
      return;
    }
    const uri = vscode.Uri.file(report);
    // A browser opens the page; where the run folder is on another machine, no browser here can.
    const local = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
    if (local) await vscode.env.openExternal(uri);
    else await vscode.commands.executeCommand('vscode.open', uri);
  }

  private reportFile(): string | undefined {
    const { history } = this.runs;
    if (history?.end?.type !== 'finished' || history.end.report === null) return undefined;
    return join(history.started.directory, history.end.report);
  }

  private updateContextKeys(): void {
    const set = (key: ContextKey, value: boolean): void =>
      void vscode.commands.executeCommand('setContext', key, value);
    set('stn.training', this.runs.isBusy);
    set('stn.hasReport', this.reportFile() !== undefined);
  }

  private storage(): string {
    return (this.context.storageUri ?? this.context.globalStorageUri).fsPath;
  }
}

/** @throws FaultError where the settings are wrong */
export function readSurroundings(context: vscode.ExtensionContext): Surroundings {
  const host = readHostSettings();
  if (!host.ok) throw new FaultError({ kind: 'badSettings', problems: host.problems });
  const { nodePath, tensorflowDirectory } = host.value;
  return {
    nodePath,
    places: { cacheDirectory: join(context.globalStorageUri.fsPath, 'cache'), tensorflowDirectory },
  };
}

/** A failed request as one sentence. */
export function sentenceOf(error: unknown): string {
  if (error instanceof FaultError) return describeFault(error.fault);
  return error instanceof Error ? error.message : String(error);
}
