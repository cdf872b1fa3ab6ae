/** A table as a document that nobody can edit, shown in the editor's Markdown preview. */
import * as vscode from 'vscode';

export class MarkdownDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  private readonly uri: vscode.Uri;
  private markdown = '';

  readonly onDidChange = this.changes.event;

  /** @param scheme of its own */
  constructor(scheme: string, title: string) {
    this.uri = vscode.Uri.from({ scheme, path: `/${title}.md` });
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(): string {
    return this.markdown;
  }

  /** Where the document is open, it shows the new text; the user may have closed it. */
  update(markdown: string): void {
    this.markdown = markdown;
    this.changes.fire(this.uri);
  }

  async show(): Promise<void> {
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
