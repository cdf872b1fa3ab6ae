/** Charts, grid of sampled transforms and facts of the run, and the controls that steer it. */
import * as vscode from 'vscode';
import { differingKeys } from '../../shared/changedSettings';
import type { LiveSettings } from '../../shared/liveSettings';
import { valueOf } from '../../shared/parseConfig';
import type { SettingsDifference } from '../../shared/viewProtocol';
import { readConfig } from '../settings';
import type { ViewKind } from './pagePanel';
import { ViewPanel, type ViewContext } from './viewPanel';

export function dashboardKind(): ViewKind {
  return {
    view: 'dashboard',
    viewType: 'stn.dashboard',
    title: vscode.l10n.t('STN Dashboard'),
    column: vscode.ViewColumn.Active,
  };
}

export interface DashboardActions {
  readonly openInspector: (index: number) => void;
  /** Settings for the run that is going on. */
  readonly change: (settings: LiveSettings) => void;
}

export class DashboardPanel extends ViewPanel {
  protected override readonly showsBreakdowns = true;

  constructor(
    panel: vscode.WebviewPanel,
    context: ViewContext,
    private readonly actions: DashboardActions,
  ) {
    super(panel, dashboardKind(), context);
    this.own(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('stn')) this.tellDifferences();
      }),
    );
    this.own(
      context.runs.onDidChange(({ change }) => {
        if (change.type === 'reset' || (change.type === 'event' && change.event.type === 'started')) {
          this.tellDifferences();
        }
      }),
    );
  }

  protected override opened(): void {
    this.tellDifferences();
  }

  protected override inspect(index: number): void {
    this.actions.openInspector(index);
  }

  protected override change(settings: LiveSettings): void {
    this.actions.change(settings);
  }

  private tellDifferences(): void {
    this.post({ type: 'settingsDiffer', differences: this.differences() });
  }

  /** None where the settings are wrong: who trains with them is told what. */
  private differences(): SettingsDifference[] {
    const { main, twin } = this.context.runs;
    const run = main.history?.started.config;
    const now = readConfig();
    if (!run || !now.ok) return [];
    return (
      differingKeys(run, now.value)
        // Each of a pair has half of them.
        .filter((key) => key !== 'threads' || !twin)
        .map((key) => ({
          key: `stn.${key}`,
          run: JSON.stringify(valueOf(run, key)),
          now: JSON.stringify(valueOf(now.value, key)),
        }))
    );
  }
}
