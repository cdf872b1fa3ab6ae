/** What every view is: a webview panel whose page reports, and then gets checked messages for as long as it is seen. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { messageOf } from '../../shared/messageOf';
import { largestMessage, parseMessage, toPostable } from '../../shared/messages';
import { Outbox, roomForEvent } from '../../shared/outbox';
import { protocolVersion } from '../../shared/trainerProtocol';
import { viewMessageSchema, type HostMessage, type ViewMessage } from '../../shared/viewProtocol';
import type { CommandId, RunCommandId, SteeringCommandId } from '../commandIds';
import { DisposableStore, Emitter, type Disposable } from '../lifecycle';
import { copyText, saveExport, type ExportOutcome } from './exports';
import { pageHtml } from './html';

export interface PageContext {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

export interface ViewKind {
  readonly view: 'dashboard' | 'inspector' | 'comparison';
  readonly viewType: string;
  readonly title: string;
  readonly column: vscode.ViewColumn;
}

/** A hidden view's page is gone and gets no messages: one that comes back is new, reports, and is told everything. */
export abstract class PagePanel implements vscode.Disposable {
  private readonly disposables = new DisposableStore();
  private readonly closed = new Emitter<void>();
  private pageReady = false;
  private pageVisible: boolean;
  private outbox = this.newOutbox();

  readonly onDidClose = this.closed.event;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly kind: ViewKind,
    private readonly page: PageContext,
  ) {
    const { webview } = panel;
    this.pageVisible = panel.visible;
    const media = vscode.Uri.joinPath(page.extensionUri, 'media');
    const bundles = vscode.Uri.joinPath(page.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [bundles, media] };
    panel.iconPath = vscode.Uri.joinPath(media, 'stn.svg');
    this.disposables.add(webview.onDidReceiveMessage((message: unknown) => this.receive(message)));
    this.disposables.add(panel.onDidChangeViewState(() => this.visibilityChanged()));
    panel.onDidDispose(() => this.disposed());
    const uriOf = (file: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(bundles, file)).toString();
    // Last, so that nothing the page says is missed.
    webview.html = pageHtml({
      view: kind.view,
      title: kind.title,
      language: vscode.env.language,
      script: uriOf(`${kind.view}.js`),
      style: uriOf(`${kind.view}.css`),
      source: webview.cspSource,
      nonce: randomBytes(24).toString('base64'),
    });
  }

  /** The page has reported and can take messages. */
  get isReady(): boolean {
    return this.pageReady;
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** A new page has reported and knows nothing yet. */
  protected abstract greeted(): void;

  /** What the page says beyond what all pages do. */
  protected abstract answer(message: ViewMessage): void;

  /** Where a picture of this view is saved if nobody says otherwise; undefined: nowhere in particular. */
  protected exportFolder(): string | undefined {
    return undefined;
  }

  /** Ends with the panel. */
  protected own(part: Disposable): void {
    this.disposables.add(part);
  }

  protected post(message: HostMessage): void {
    if (this.pageReady) this.outbox.send(message);
  }

  private newOutbox(): Outbox<HostMessage> {
    return new Outbox(
      (message, done) => {
        this.panel.webview.postMessage(toPostable(message)).then(done, done);
      },
      (message) => ('event' in message ? roomForEvent(message.event) : Infinity),
    );
  }

  private receive(raw: unknown): void {
    const { view } = this.kind;
    let message: ViewMessage;
    try {
      message = parseMessage(viewMessageSchema, raw, `the ${view}`, largestMessage.request);
    } catch (error) {
      this.page.log.warn(messageOf(error));
      return;
    }
    switch (message.type) {
      case 'ready':
        this.greet(message.protocol);
        break;
      case 'command':
        void vscode.commands.executeCommand(
          `stn.${message.command}` satisfies CommandId | SteeringCommandId | RunCommandId,
        );
        break;
      case 'save':
        this.answerExport(message.question, saveExport(message.file, this.exportFolder()));
        break;
      case 'copy':
        this.answerExport(message.question, copyText(message.text));
        break;
      case 'failure':
        this.page.log.error(`${view}: ${message.message}`);
        break;
      default:
        this.answer(message);
    }
  }

  private answerExport(question: number, exporting: Promise<ExportOutcome>): void {
    void exporting.then((answer) => this.post({ type: 'exported', question, ...answer }));
  }

  private greet(protocol: number): void {
    if (protocol !== protocolVersion) {
      this.page.log.error(
        `The ${this.kind.view} speaks protocol ${protocol} and the extension ${protocolVersion}; reload the window.`,
      );
      return;
    }
    this.pageReady = true;
    // What waited for the page before is of no use to this one.
    this.outbox = this.newOutbox();
    this.greeted();
  }

  private visibilityChanged(): void {
    const { visible } = this.panel;
    if (visible === this.pageVisible) return;
    this.pageVisible = visible;
    // The page that comes back is a new one and reports again.
    if (!visible) this.pageReady = false;
  }

  private disposed(): void {
    this.pageReady = false;
    this.disposables.dispose();
    this.closed.fire();
    this.closed.dispose();
  }
}
