/** The one status bar item: how far the run is and how long it takes; a click opens the dashboard. */
import * as vscode from 'vscode';
import { clockTime } from '../shared/clockTime';
import type { RunHistory } from '../shared/runHistory';
import type { CommandId } from './commandIds';
import { DisposableStore } from './lifecycle';
import { currentEpoch, fractionDone, secondsLeft } from './progress';
import type { Runs } from './runStore';

/** Batches come faster than anybody reads. */
const millisecondsBetweenUpdates = 250;

export class StatusBar implements vscode.Disposable {
  private readonly disposables = new DisposableStore();
  private readonly item: vscode.StatusBarItem;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly runs: Runs) {
    this.item = this.disposables.add(
      vscode.window.createStatusBarItem('stn.progress', vscode.StatusBarAlignment.Left, 50),
    );
    this.item.name = vscode.l10n.t('STN Training');
    this.item.command = 'stn.openDashboard' satisfies CommandId;
    this.disposables.add(
      runs.onDidChange((change) => {
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
    const { status, history } = this.runs;
    if (status.phase === 'idle') {
      this.item.hide();
      return;
    }
    const text = this.phaseText();
    this.item.text = text;
    this.item.tooltip = tooltip(history, status.message);
    this.item.accessibilityInformation = { label: text.replace(/\$\([^)]*\)\s*/g, '') };
    this.item.backgroundColor =
      status.phase === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.show();
  }

  private phaseText(): string {
    const { status, history } = this.runs;
    const { t } = vscode.l10n;
    switch (status.phase) {
      case 'preparing':
        return status.fraction === null
          ? t('$(sync~spin) STN: preparing')
          : t('$(sync~spin) STN: preparing {0} %', Math.floor(status.fraction * 100));
      case 'training': {
        if (!history) return t('$(sync~spin) STN: training');
        const percent = Math.floor(fractionDone(history) * 100);
        const left = secondsLeft(history);
        return left === undefined
          ? t('$(sync~spin) STN: {0} %', percent)
          : t('$(sync~spin) STN: {0} %, {1} left', percent, clockTime(left));
      }
      case 'stopping':
        return t('$(sync~spin) STN: stopping');
      case 'failed':
        return t('$(error) STN: failed');
      default: {
        const accuracy = history?.epochs.at(-1)?.test.accuracy;
        if (accuracy !== undefined) return t('$(check) STN: {0} %', (accuracy * 100).toFixed(1));
        return status.phase === 'finished' ? t('$(check) STN: finished') : t('$(circle-slash) STN: stopped');
      }
    }
  }
}

function tooltip(history: RunHistory | undefined, message: string): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const markdown = new vscode.MarkdownString();
  // Messages may quote settings and paths: text, not markdown.
  if (message) markdown.appendText(message).appendMarkdown('\n\n');
  const facts = history ? factsOf(history) : [];
  for (const [name, value] of facts)
    markdown.appendMarkdown(`**${name}:** `).appendText(value).appendMarkdown('  \n');
  markdown.appendMarkdown('\n').appendText(t('Click to open the dashboard.'));
  return markdown;
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
  const batch = batches.at(-1);
  if (batch) {
    facts.push([t('Train loss'), batch.meanLoss.toFixed(4)]);
    facts.push([t('Speed'), t('{0} images/s', Math.round(batch.imagesPerSecond))]);
  }
  facts.push([t('Engine'), started.engine.detail], [t('Dataset'), started.dataset.name]);
  return facts;
}
