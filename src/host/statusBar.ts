/** The one status bar item: how far the run is, or both of a pair, and how long it takes; a click opens the dashboard. */
import * as vscode from 'vscode';
import { clockTime } from '../shared/clockTime';
import type { RunHistory } from '../shared/runHistory';
import { leading } from '../shared/runPair';
import type { CommandId } from './commandIds';
import { DisposableStore } from './lifecycle';
import { currentEpoch, fractionDone, secondsLeft } from './progress';
import type { RunsOfPair } from './runs/runPair';
import type { Runs } from './runs/runStore';

/** Batches come faster than anybody reads. */
const millisecondsBetweenUpdates = 250;

export class StatusBar implements vscode.Disposable {
  private readonly disposables = new DisposableStore();
  private readonly item: vscode.StatusBarItem;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly runs: RunsOfPair) {
    this.item = this.disposables.add(
      vscode.window.createStatusBarItem('stn.progress', vscode.StatusBarAlignment.Left, 50),
    );
    this.item.name = vscode.l10n.t('STN Training');
    this.item.command = 'stn.openDashboard' satisfies CommandId;
    this.disposables.add(
      runs.onDidChange(({ change }) => {
        if (change.type === 'event') this.schedule();
        else this.update();
      }),
    );
    this.update();
  }

  get text(): string {
    return this.item.text;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.update();
    }, millisecondsBetweenUpdates);
  }

  private update(): void {
    const { main, twin } = this.runs;
    const { status } = leading(main, twin);
    if (status.phase === 'idle') {
      this.item.hide();
      return;
    }
    const text = this.phaseText();
    this.item.text = text;
    this.item.tooltip = tooltip(main, twin);
    this.item.accessibilityInformation = { label: text.replace(/\$\([^)]*\)\s*/g, '') };
    this.item.backgroundColor =
      status.phase === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.show();
  }

  private phaseText(): string {
    const { main, twin } = this.runs;
    const { status, history } = leading(main, twin);
    const accuracies = accuraciesOf(main, twin);
    const { t } = vscode.l10n;
    switch (status.phase) {
      case 'preparing':
        return status.fraction === null
          ? t('$(sync~spin) STN: preparing')
          : t('$(sync~spin) STN: preparing {0} %', Math.floor(status.fraction * 100));
      case 'training': {
        if (twin && accuracies) return t('$(sync~spin) STN: {0}', accuracies);
        if (!history) return t('$(sync~spin) STN: training');
        const percent = Math.floor(fractionDone(history) * 100);
        const left = secondsLeft(history);
        return left === undefined
          ? t('$(sync~spin) STN: {0} %', percent)
          : t('$(sync~spin) STN: {0} %, {1} left', percent, clockTime(left));
      }
      case 'paused': {
        if (!history) return t('$(debug-pause) STN: paused');
        return t('$(debug-pause) STN: paused at {0} %', Math.floor(fractionDone(history) * 100));
      }
      case 'stopping':
        return t('$(sync~spin) STN: stopping');
      case 'failed':
        return t('$(error) STN: failed');
      default: {
        if (accuracies) return t('$(check) STN: {0}', accuracies);
        return status.phase === 'finished' ? t('$(check) STN: finished') : t('$(circle-slash) STN: stopped');
      }
    }
  }
}

/** "98.1 %", of a pair "98.1 % / 96.4 %"; undefined before the first epoch. */
function accuraciesOf(main: Runs, twin: Runs | undefined): string | undefined {
  const newest = [main, ...(twin ? [twin] : [])].map(({ history }) => history?.epochs.at(-1)?.test.accuracy);
  if (newest.every((accuracy) => accuracy === undefined)) return undefined;
  return newest
    .map((accuracy) => (accuracy === undefined ? '–' : `${(accuracy * 100).toFixed(1)} %`))
    .join(' / ');
}

function tooltip(main: Runs, twin: Runs | undefined): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const markdown = new vscode.MarkdownString();
  if (twin) markdown.appendText(t('With the transformer')).appendMarkdown('\n\n');
  describe(main, markdown);
  if (twin) {
    markdown.appendMarkdown('\n\n').appendText(t('Without the transformer')).appendMarkdown('\n\n');
    describe(twin, markdown);
  }
  markdown.appendMarkdown('\n').appendText(t('Click to open the dashboard.'));
  return markdown;
}

function describe({ history, status: { message } }: Runs, markdown: vscode.MarkdownString): void {
  // Messages may quote settings and paths: text, not markdown.
  if (message) markdown.appendText(message).appendMarkdown('\n\n');
  const facts = history ? factsOf(history) : [];
  for (const [name, value] of facts)
    markdown.appendMarkdown(`**${name}:** `).appendText(value).appendMarkdown('  \n');
}

function factsOf(history: RunHistory): [string, string][] {
  const { t } = vscode.l10n;
  const { started, epochs, batches } = history;
  const facts: [string, string][] = [
    [t('Epoch'), t('{0} of {1}', currentEpoch(history), started.config.epochs)],
  ];
  const evaluation = epochs.at(-1)?.test;
  if (evaluation) {
    facts.push([t('Test accuracy'), `${(evaluation.accuracy * 100).toFixed(2)} %`]);
    facts.push([t('Test loss'), evaluation.loss.toFixed(4)]);
  }
  const batch = batches.newest;
  if (batch) {
    facts.push([t('Train loss'), batch.meanLoss.toFixed(4)]);
    facts.push([t('Speed'), t('{0} images/s', Math.round(batch.imagesPerSecond))]);
  }
  facts.push([t('Engine'), started.engine.detail], [t('Dataset'), started.dataset.name]);
  return facts;
}
