/** Charts, grid of sampled transforms and facts of the run. */
import * as vscode from 'vscode';
import { ViewPanel, type ViewContext, type ViewKind } from './viewPanel';

export function dashboardKind(): ViewKind {
  return {
    view: 'dashboard',
    viewType: 'stn.dashboard',
    title: vscode.l10n.t('STN Dashboard'),
    column: vscode.ViewColumn.Active,
  };
}

export class DashboardPanel extends ViewPanel {
  constructor(
    panel: vscode.WebviewPanel,
    context: ViewContext,
    private readonly openInspector: (index: number) => void,
  ) {
    super(panel, dashboardKind(), context);
  }

  protected override inspect(index: number): void {
    this.openInspector(index);
  }
}
