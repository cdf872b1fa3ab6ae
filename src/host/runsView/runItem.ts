/** A run in the side bar: an icon that tells by shape how it stands, its figures, and a table of facts on hover. */
import * as vscode from 'vscode';
import { changedSettings } from '../../shared/changedSettings';
import type { RunState } from '../../shared/comparison';
import { markdownTable, plainText } from '../../shared/markdownTable';
import type { RunCommandId } from '../commandIds';
import type { RunFacts, Unreadable } from './runFacts';
import { isReadable, type ListedRun } from './runList';

const icons: Readonly<Record<RunState, readonly [icon: string, color: string]>> = {
  training: ['sync~spin', 'charts.blue'],
  paused: ['debug-pause', 'charts.blue'],
  completed: ['pass', 'charts.green'],
  stopped: ['stop-circle', 'charts.yellow'],
  failed: ['error', 'charts.red'],
  interrupted: ['debug-disconnect', 'charts.yellow'],
  unreadable: ['question', 'disabledForeground'],
};

/** A value longer than this is no longer seen at a glance. */
const longestValue = 120;

export class RunItem extends vscode.TreeItem {
  constructor(
    readonly run: ListedRun,
    readonly state: RunState,
  ) {
    super(run.label ?? run.name);
    this.id = run.name;
    const [icon, color] = icons[state];
    this.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
    this.contextValue = contextOf(run.facts, state);
    const description = describe(run.facts, state);
    this.description = description;
    this.tooltip = tooltip(run, state);
    this.accessibilityInformation = { label: `${run.label ?? run.name}, ${description}` };
    if (isReadable(run.facts) && run.facts.started) {
      const command = 'stn.openRun' satisfies RunCommandId;
      this.command = { command, title: vscode.l10n.t('Open Run in Dashboard'), arguments: [this] };
    }
  }
}

/** Words that the when-clauses of package.json look for. */
function contextOf(facts: RunFacts | Unreadable, state: RunState): string {
  const readable = isReadable(facts) ? facts : undefined;
  return [
    'run',
    ...(state === 'training' || state === 'paused' ? ['atWork'] : ['atRest']),
    ...(readable?.started ? ['settings'] : []),
    ...(readable && readable.epochs > 0 ? ['weights'] : []),
    ...(readable?.end?.type === 'finished' && readable.end.report !== null ? ['report'] : []),
  ].join(' ');
}

function describe(facts: RunFacts | Unreadable, state: RunState): string {
  if (!isReadable(facts)) return whyUnreadable(facts);
  const { started, epochs, bestAccuracy } = facts;
  const { t } = vscode.l10n;
  if (!started) return state === 'training' ? t('being prepared') : stateName(state);
  const ofAll = started.config.epochs;
  return [
    stateName(state),
    state === 'completed' && epochs === ofAll
      ? epochs === 1
        ? t('1 epoch')
        : t('{0} epochs', epochs)
      : t('{0} of {1} epochs', epochs, ofAll),
    ...(bestAccuracy === undefined ? [] : [percent(bestAccuracy)]),
    started.dataset.name,
    started.config.transformer.kind === 'none' ? t('no transformer') : started.config.transformer.kind,
  ].join(' · ');
}

export function stateName(state: RunState): string {
  const { t } = vscode.l10n;
  const names: Readonly<Record<RunState, string>> = {
    training: t('training'),
    paused: t('paused'),
    completed: t('completed'),
    stopped: t('stopped'),
    failed: t('failed'),
    interrupted: t('interrupted'),
    unreadable: t('unreadable'),
  };
  return names[state];
}

/** One sentence without its stop. */
export function whyUnreadable(unreadable: Unreadable): string {
  const { t } = vscode.l10n;
  switch (unreadable.kind) {
    case 'refused':
      return t('can’t be read: the system says {0}', unreadable.reason);
    case 'noEvents':
      return t('can’t be read: no events of a run are in its folder');
    case 'otherVersion':
      return t(
        'can’t be read: another version of STN Lab wrote it, or it is damaged ({0})',
        unreadable.field.slice(0, longestValue),
      );
  }
}

function tooltip({ name, label, facts }: ListedRun, state: RunState): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const text = new vscode.MarkdownString();
  text.appendText(label ?? name);
  if (!isReadable(facts)) {
    text.appendMarkdown('\n\n');
    return text.appendText(t('This run {0}. Its folder can be revealed or deleted.', whyUnreadable(facts)));
  }
  const { started, epochs, bestAccuracy, isPartial, end } = facts;
  const best = isPartial ? t('Best accuracy of the epochs read') : t('Best accuracy');
  text.appendMarkdown(
    '\n\n' +
      table(t('Run'), [
        ...(label === undefined ? [] : [[t('Folder'), name]]),
        [t('Status'), stateName(state)],
        ...(started ? [[t('Begun'), when(started.time)]] : []),
        ...(started ? [[t('Epochs'), t('{0} of {1}', epochs, started.config.epochs)]] : []),
        ...(bestAccuracy === undefined ? [] : [[best, percent(bestAccuracy)]]),
        ...(started ? [[t('Dataset'), started.dataset.name]] : []),
        ...(started ? [[t('Engine'), started.engine.detail]] : []),
        ...(started
          ? [[t('Parameters'), new Intl.NumberFormat(vscode.env.language).format(started.network.parameters)]]
          : []),
        ...(end?.type === 'failed' ? [[t('Failure'), end.message]] : []),
      ]),
  );
  const changed = started ? Object.entries(changedSettings(started.config)) : [];
  if (changed.length > 0) {
    const rows = changed.map(([key, value]) => [key, JSON.stringify(value)]);
    text.appendMarkdown('\n\n' + table(t('Setting'), rows));
  } else if (started) {
    text.appendMarkdown('\n\n').appendText(t('All settings are the defaults.'));
  }
  return text;
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  return markdownTable(
    [
      { title, align: 'left' },
      { title: '', align: 'left' },
    ],
    rows.map((row) => row.map(cell)),
  );
}

/** What a run folder says is text, whatever it looks like. */
function cell(text: string): string {
  const short = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
  return plainText(short.replace(/\s+/g, ' ')).replaceAll('&', '&amp;').replaceAll('~', '\\~');
}

function when(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '–' : date.toLocaleString(vscode.env.language);
}

function percent(share: number): string {
  const options = { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(vscode.env.language, options).format(share);
}
