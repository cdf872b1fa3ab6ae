/** At most one panel of a kind: made when wanted, revealed when there, taken over when the window was reloaded. */
import * as vscode from 'vscode';
import type { ViewKind, ViewPanel } from './viewPanel';

export class PanelSlot<TPanel extends ViewPanel> implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private current: TPanel | undefined;
  private readonly serializer: vscode.Disposable;

  /** @param wrap makes a panel of this kind from a webview panel */
  constructor(
    private readonly kind: ViewKind,
    private readonly wrap: (panel: vscode.WebviewPanel) => TPanel,
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
    return this.adopt(vscode.window.createWebviewPanel(viewType, title, column));
  }

  /** The view keeps its own state (`setState`); everything else it gets from the run store. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
    return Promise.resolve();
  }

  /** Leaves the panel: a window that reloads wants to find it again. */
  dispose(): void {
    this.serializer.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): TPanel {
    this.current?.dispose();
    const adopted = this.wrap(panel);
    this.current = adopted;
    adopted.onDidClose(() => {
      if (this.current === adopted) this.current = undefined;
    });
    return adopted;
  }
}
