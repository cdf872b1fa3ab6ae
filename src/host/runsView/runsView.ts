/** The side bar's list of runs. It follows the runs of this window, and the folders that others add and remove. */
import * as vscode from 'vscode';
import { DisposableStore } from '../lifecycle';
import type { RunPair } from '../runs/runPair';
import { RunItem } from './runItem';
import { RunList } from './runList';
import { isAtWork, stateOf, workOn } from './runState';

/** Batches and file events come faster than anybody reads. */
const millisecondsBetweenUpdates = 1_000;
/** Of a run that another window or a terminal trains, nobody tells when it ends. */
const millisecondsBetweenLooks = 5_000;

export class RunsView implements vscode.TreeDataProvider<RunItem>, vscode.Disposable {
  readonly list = new RunList();
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<undefined>());
  private readonly view: vscode.TreeView<RunItem>;
  private watcher: vscode.Disposable | undefined;
  private watched: string | undefined;
  private soon: NodeJS.Timeout | undefined;
  private later: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    readonly runs: RunPair,
    /** Undefined where the settings that name it are wrong. */
    readonly directory: () => string | undefined,
  ) {
    this.view = this.disposables.add(
      vscode.window.createTreeView('stn.runs', { treeDataProvider: this, canSelectMany: true }),
    );
    this.disposables.add(
      runs.onDidChange(({ change }) => {
        // Nothing in the list changes with a batch.
        if (change.type !== 'event' || change.event.type !== 'batch') this.refreshSoon();
      }),
    );
    this.disposables.add(this.view.onDidChangeVisibility(({ visible }) => visible && this.refresh()));
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('stn.runsDirectory')) this.refresh();
      }),
    );
  }

  /** The run that the keyboard's commands are about. */
  get selected(): RunItem | undefined {
    return this.selection.at(0);
  }

  get selection(): readonly RunItem[] {
    return this.view.selection;
  }

  refresh(): void {
    this.changes.fire(undefined);
  }

  getTreeItem(item: RunItem): RunItem {
    return item;
  }

  async getChildren(item?: RunItem): Promise<RunItem[]> {
    if (item) return [];
    const directory = this.directory();
    this.watch(directory);
    if (directory === undefined) return [];
    const items = (await this.list.read(directory)).map(
      (run) => new RunItem(run, stateOf(run, workOn(this.runs, run))),
    );
    if (items.some(({ state, run }) => state === 'training' && !isAtWork(this.runs, run)))
      this.refreshLater();
    return items;
  }

  dispose(): void {
    clearTimeout(this.soon);
    clearTimeout(this.later);
    this.watcher?.dispose();
    this.disposables.dispose();
  }

  private refreshSoon(): void {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.refresh();
    }, millisecondsBetweenUpdates);
  }

  private refreshLater(): void {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.view.visible && this.refresh(), millisecondsBetweenLooks);
  }

  /** Folders that come and go; what is in them, the runs of this window tell. */
  private watch(directory: string | undefined): void {
    if (directory === this.watched) return;
    this.watched = directory;
    this.watcher?.dispose();
    this.watcher = undefined;
    if (directory === undefined) return;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(directory), '*');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, true, false);
    watcher.onDidCreate(() => this.refreshSoon());
    watcher.onDidDelete(() => this.refreshSoon());
    this.watcher = watcher;
  }
}
