/** What the commands do: the user's wishes, questions and messages around the training. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HostSettings } from '../shared/config';
import { isSteerable, runNames, type RunName } from '../shared/runPair';
import type { BenchmarkCommand } from './benchmark/benchmarkCommand';
import type { CommandId, ContextKey } from './commandIds';
import { FaultError } from './fault';
import { openPage } from './openPage';
import type { PairTraining, RunFailure, RunsToResume } from './training/pairTraining';
import type { ReproduceCommand } from './reproduction/reproduceCommand';
import { hasCheckpoint, isCompleted } from './runs/interruptedRuns';
import { reportFile } from './runs/runFolder';
import type { RunPair } from './runs/runPair';
import { pickPreset } from './training/presetPick';
import { pickInterruptedRun, type ResumeChoice } from './training/resumePick';
import { readConfig, readHostSettings, readOwnSettings, readPresetConfig } from './settings';
import type { Surroundings } from './training/training';
import { withTwiceTheThreads } from './training/twin';
import type { Views } from './views/views';

export class Lab {
  private asking = false;
  /** Starts anew what was started last. */
  private startAgain = (): Promise<void> => this.train('one');

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly runs: RunPair,
    private readonly training: PairTraining,
    private readonly views: Views,
    private readonly benchmarks: BenchmarkCommand,
    private readonly reproduction: ReproduceCommand,
    private readonly log: vscode.LogOutputChannel,
  ) {
    context.subscriptions.push(
      runs.onDidChange(({ change }) => {
        if (change.type !== 'event') this.updateContextKeys();
      }),
      training.onDidFail((failure) => void this.offerToGoOn(failure)),
    );
  }

  /** One handler for each command, so that the compiler knows of one that is missing. */
  readonly commands: Record<CommandId, () => unknown> = {
    'stn.train': () => this.train('one'),
    'stn.runPreset': () => this.runPreset(),
    'stn.compare': () => this.train('pair'),
    'stn.restart': () => this.restart(),
    'stn.restartWithSettings': () => this.train(this.kindShown()),
    'stn.stop': () => this.training.stop(),
    'stn.resume': () => this.resume(),
    'stn.openDashboard': () => void this.views.dashboard.show(),
    'stn.inspect': () => void this.views.inspector.show(),
    'stn.benchmark': () => this.benchmark(),
    'stn.reproduce': () => this.reproduce(),
    'stn.openSettings': () => this.openSettings(),
    'stn.showLog': () => this.log.show(),
    'stn.openReport': () => this.openReport(),
  };

  private async runPreset(): Promise<void> {
    const preset = await pickPreset();
    if (!preset) return;
    this.log.info(`Preset ${preset.name}`);
    await this.train('one', () => readPresetConfig(preset.settings));
  }

  /**
   * @param kind one run, or the pair of them with and without the transformer
   * @param read its settings, as they are when it starts
   */
  private async train(kind: 'one' | 'pair', read = readConfig): Promise<void> {
    // A second click while the question stands is no second answer.
    if (this.asking) return;
    const config = read();
    const host = readHostSettings();
    const problems = [config, host].flatMap((parsed) => (parsed.ok ? [] : parsed.problems));
    if (!config.ok || !host.ok) {
      await this.showProblems(problems);
      return;
    }
    if (kind === 'pair' && config.value.transformer.kind === 'none') {
      await this.showProblems([
        vscode.l10n.t(
          'stn.transformer.kind is "none", so there is nothing to compare: choose a transformer first.',
        ),
      ]);
      return;
    }
    if (this.runs.isBusy) {
      if (!(await this.askToStartAnew())) return;
      await this.training.stop();
    }
    this.views.dashboard.show();
    const runsDirectory = runsDirectoryOf(this.context, host.value);
    this.log.info(`${kind === 'pair' ? 'Compare' : 'Train'}: ${JSON.stringify(config.value)}`);
    const request = { config: config.value, runsDirectory };
    this.startAgain = () => this.train(kind, read);
    await (kind === 'pair' ? this.training.compare(request) : this.training.start(request));
  }

  /** One run or a pair, as what is shown now was trained. */
  private kindShown(): 'one' | 'pair' {
    return this.runs.twin ? 'pair' : 'one';
  }

  /** Trains again what is shown, as it was asked for at first. */
  private async restart(): Promise<void> {
    const config = this.runs.main.history?.started.config;
    if (!config) return;
    const kind = this.kindShown();
    const value = kind === 'pair' ? withTwiceTheThreads(config) : config;
    await this.train(kind, () => ({ ok: true, value }));
  }

  private async resume(): Promise<void> {
    if (this.asking) return;
    const host = readHostSettings();
    if (!host.ok) {
      await this.showProblems(host.problems);
      return;
    }
    const runsDirectory = runsDirectoryOf(this.context, host.value);
    const choice = await pickInterruptedRun(runsDirectory, this.runs, (sentence) => this.log.warn(sentence));
    if (!choice) return;
    if (this.runs.isBusy) {
      if (!(await this.askToStartAnew())) return;
      await this.training.stop();
    }
    this.views.dashboard.show();
    await this.resumeRuns(choice);
  }

  /** Goes on with what was interrupted. There must be no run under way. */
  async resumeRuns(choice: ResumeChoice): Promise<void> {
    const runs = 'alone' in choice ? [choice.alone] : [choice.shown.main, choice.shown.twin];
    for (const run of runs) if (run) this.log.info(`Resume: ${run.started.directory}`);
    this.startAgain = () => this.resume();
    await ('alone' in choice ? this.training.resume(choice.alone) : this.training.resumeShown(choice.shown));
  }

  private async benchmark(): Promise<void> {
    const config = readConfig();
    if (config.ok) await this.benchmarks.run(config.value);
    else await this.showProblems(config.problems);
  }

  private async reproduce(): Promise<void> {
    const own = readOwnSettings();
    const host = readHostSettings();
    if (!own.ok || !host.ok) {
      await this.showProblems([own, host].flatMap((parsed) => (parsed.ok ? [] : parsed.problems)));
      return;
    }
    await this.reproduction.run(own.value, runsDirectoryOf(this.context, host.value));
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

  /** Of the runs that are shown those that can go on; none where there are none. */
  private resumable(): RunsToResume | undefined {
    const runs: RunsToResume = {};
    for (const run of runNames) {
      const history = this.runs[run]?.history;
      if (history && !isCompleted(history) && hasCheckpoint(history.started.directory)) runs[run] = history;
    }
    return Object.keys(runs).length > 0 ? runs : undefined;
  }

  private async offerToGoOn({ run, sentence }: RunFailure): Promise<void> {
    // The paper's table tells of its runs itself, and goes on without them.
    if (this.reproduction.isRunning) return;
    const resume = vscode.l10n.t('Resume');
    const again = vscode.l10n.t('Start Again');
    const log = vscode.l10n.t('Show Log');
    const goesOn = this.runs.isBusy;
    const message = this.runs.twin ? sentenceOfPair(run, sentence, goesOn) : sentence;
    // A run that goes on is not to be replaced by a hasty click.
    const offers = goesOn ? [] : [...(this.resumable() ? [resume] : []), again];
    const choice = await vscode.window.showErrorMessage(message, ...offers, log);
    // Whatever has begun while the question stood is not to be replaced either.
    const runs = choice === resume && !this.runs.isBusy ? this.resumable() : undefined;
    if (runs) await this.resumeRuns({ shown: runs });
    if (choice === again) await this.startAgain();
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
    await openPage(report);
  }

  private reportFile(): string | undefined {
    const { history } = this.runs.main;
    if (history?.end?.type !== 'finished' || history.end.report === null) return undefined;
    return join(history.started.directory, reportFile);
  }

  private updateContextKeys(): void {
    const set = (key: ContextKey, value: boolean): void =>
      void vscode.commands.executeCommand('setContext', key, value);
    const { main, twin } = this.runs;
    const phases = [main.status, ...(twin ? [twin.status] : [])].filter(isSteerable);
    set('stn.training', this.runs.isBusy);
    set('stn.steerable', phases.length > 0);
    set('stn.paused', phases.length > 0 && phases.every(({ phase }) => phase === 'paused'));
    set('stn.hasRun', main.history !== undefined);
    set('stn.hasReport', this.reportFile() !== undefined);
  }
}

/** Says which run of a pair has failed, and that the other goes on. */
function sentenceOfPair(run: RunName, sentence: string, goesOn: boolean): string {
  const { t } = vscode.l10n;
  const failed =
    run === 'main' ? t('With the transformer: {0}', sentence) : t('Without the transformer: {0}', sentence);
  return goesOn ? t('{0} The other run goes on.', failed) : failed;
}

/** Where run folders are kept; absolute. */
export function runsDirectoryOf(context: vscode.ExtensionContext, { runsDirectory }: HostSettings): string {
  const storage = context.storageUri ?? context.globalStorageUri;
  return runsDirectory || join(storage.fsPath, 'runs');
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
