/** At most one panel of a kind: made when wanted, revealed when there, taken over when the window was reloaded. */
import * as vscode from 'vscode';
import type { PagePanel, ViewKind } from './pagePanel';

export class PanelSlot<TPanel extends PagePanel> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private current: TPanel | undefined;
  private readonly serializer: vscode.Disposable;

  /**
   * @param wrap makes a panel of this kind from a webview panel; `state` is what its page kept (`setState`) before the
   *   window was reloaded, whatever that is
   */
  constructor(
    private readonly kind: ViewKind,
    private readonly wrap: (panel: vscode.WebviewPanel, state: unknown) => TPanel,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(kind.viewType, this);
  }

  get panel(): TPanel | undefined {
    return this.current;
  }

  show(): TPanel {
    if (this.current) {
      this.current.panel.reveal();
      return this.current;
    }
    const { viewType, title, column } = this.kind;
    void vscode.window.tabGroups.close(tabsLeft(viewType));
    return this.adopt(vscode.window.createWebviewPanel(viewType, title, column));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.adopt(panel, state);
    return Promise.resolve();
  }

  /** Leaves the panel: a window that reloads wants to find it again. */
  dispose(): void {
    this.serializer.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, state?: unknown): TPanel {
    this.current?.dispose();
    const adopted = this.wrap(panel, state);
    this.current = adopted;
    adopted.onDidClose(() => {
      if (this.current === adopted) this.current = undefined;
    });
    return adopted;
  }
}

/** Of a window before this one, not seen since: the editor makes a panel only of a tab that comes to the front. */
function tabsLeft(viewType: string): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  // The editor puts a prefix of its own before the type.
  return tabs.filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(`-${viewType}`),
  );
}
