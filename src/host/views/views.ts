/** The two views and what they ask of each other. */
import type * as vscode from 'vscode';
import type { LiveSettings } from '../../shared/liveSettings';
import { dashboardKind, DashboardPanel } from './dashboardPanel';
import { inspectorKind, InspectorPanel, type Inspections } from './inspectorPanel';
import { PanelSlot } from './panelSlot';
import type { ViewContext } from './viewPanel';

export class Views implements vscode.Disposable {
  readonly dashboard: PanelSlot<DashboardPanel>;
  readonly inspector: PanelSlot<InspectorPanel>;

  constructor(context: ViewContext, inspections: Inspections, change: (settings: LiveSettings) => void) {
    this.inspector = new PanelSlot(
      inspectorKind(),
      (panel) => new InspectorPanel(panel, context, inspections),
    );
    const openInspector = (index: number): void => this.inspector.show().select(index);
    this.dashboard = new PanelSlot(
      dashboardKind(),
      (panel) => new DashboardPanel(panel, context, { openInspector, change }),
    );
  }

  dispose(): void {
    this.dashboard.dispose();
    this.inspector.dispose();
  }
}
