/** The newest benchmark as a document that nobody can edit, shown in the editor's Markdown preview. */
import * as vscode from 'vscode';

const scheme = 'stn-benchmark';

export class BenchmarkDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  private readonly uri = vscode.Uri.from({ scheme, path: `/${vscode.l10n.t('Engine Benchmark')}.md` });
  private markdown = '';

  readonly onDidChange = this.changes.event;

  provideTextDocumentContent(): string {
    return this.markdown;
  }

  async show(markdown: string): Promise<void> {
    this.markdown = markdown;
    this.changes.fire(this.uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', this.uri);
    } catch {
      // The preview is an extension, too, and may be disabled.
      await vscode.window.showTextDocument(this.uri);
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }
}
