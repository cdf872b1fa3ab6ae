/** What the dashboard and the inspector share: a webview panel that follows the run store. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { messageOf } from '../../shared/messageOf';
import type { LiveSettings } from '../../shared/liveSettings';
import { largestMessage, parseMessage, toPostable } from '../../shared/messages';
import { Outbox, roomForEvent } from '../../shared/outbox';
import type { Query } from '../../shared/queries';
import { withNewestSamples } from '../../shared/runHistory';
import { protocolVersion } from '../../shared/trainerProtocol';
import {
  viewMessageSchema,
  type HostMessage,
  type ViewMessage,
  type ViewMessageOf,
} from '../../shared/viewProtocol';
import type { CommandId, SteeringCommandId } from '../commandIds';
import { readEpochFile } from '../runs/epochFiles';
import { pageHtml } from './html';
import { DisposableStore, Emitter, type Disposable } from '../lifecycle';
import type { PairChange, RunsOfPair } from '../runs/runPair';
import type { Runs } from '../runs/runStore';
import { sentenceOf } from '../texts';

export interface ViewContext {
  readonly extensionUri: vscode.Uri;
  readonly runs: RunsOfPair;
  readonly log: vscode.LogOutputChannel;
}

export interface ViewKind {
  readonly view: 'dashboard' | 'inspector';
  readonly viewType: string;
  readonly title: string;
  readonly column: vscode.ViewColumn;
}

/**
 * A hidden view's page is gone and gets no messages. So the store keeps the run's history, a page that reports `ready`
 * gets all of it at once, and then what changes.
 */
export abstract class ViewPanel implements vscode.Disposable {
  private readonly disposables = new DisposableStore();
  private readonly closed = new Emitter<void>();
  private pageReady = false;
  private pageVisible: boolean;
  private outbox = this.newOutbox();

  readonly onDidClose = this.closed.event;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly kind: ViewKind,
    protected readonly context: ViewContext,
  ) {
    const { webview } = panel;
    this.pageVisible = panel.visible;
    const media = vscode.Uri.joinPath(context.extensionUri, 'media');
    const bundles = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
    webview.options = { enableScripts: true, localResourceRoots: [bundles, media] };
    panel.iconPath = vscode.Uri.joinPath(media, 'stn.svg');
    this.disposables.add(webview.onDidReceiveMessage((message: unknown) => this.receive(message)));
    this.disposables.add(panel.onDidChangeViewState(() => this.visibilityChanged()));
    this.disposables.add(context.runs.onDidChange((change) => this.follow(change)));
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

  protected abstract inspect(index: number): void;

  /** The dashboard alone changes settings. */
  protected change?(settings: LiveSettings): void;

  /** The inspector alone has images of its own. */
  protected look?(question: number, image: Uint8Array): void;

  /** So with questions that go further. */
  protected query?(question: number, query: Query): void;

  /** The page has its snapshot. */
  protected opened(): void {
    // Nothing more to say, unless a view has.
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
      (message) => (message.type === 'event' ? roomForEvent(message.event) : Infinity),
    );
  }

  private receive(raw: unknown): void {
    let message: ViewMessage;
    try {
      message = parseMessage(viewMessageSchema, raw, `the ${this.kind.view}`, largestMessage.request);
    } catch (error) {
      this.context.log.warn(messageOf(error));
      return;
    }
    switch (message.type) {
      case 'ready':
        this.greet(message.protocol);
        break;
      case 'command':
        void vscode.commands.executeCommand(`stn.${message.command}` satisfies CommandId | SteeringCommandId);
        break;
      case 'inspect':
        this.inspect(message.index);
        break;
      case 'change':
        this.change?.(message.settings);
        break;
      case 'epochFile':
        void this.sendEpochFile(message);
        break;
      case 'look':
        this.look?.(message.question, message.image);
        break;
      case 'query':
        this.query?.(message.question, message.query);
        break;
      case 'failure':
        this.context.log.error(`${this.kind.view}: ${message.message}`);
        break;
    }
  }

  private greet(protocol: number): void {
    if (protocol !== protocolVersion) {
      this.context.log.error(
        `The ${this.kind.view} speaks protocol ${protocol} and the extension ${protocolVersion}; reload the window.`,
      );
      return;
    }
    this.pageReady = true;
    // What waited for the page before is of no use to this one.
    this.outbox = this.newOutbox();
    this.sendSnapshot();
    this.opened();
  }

  private follow({ run, change }: PairChange): void {
    if (change.type === 'reset') this.sendSnapshot();
    else this.post({ ...change, run });
  }

  private async sendEpochFile({ run, kind, epoch }: ViewMessageOf<'epochFile'>): Promise<void> {
    const directory = this.context.runs[run]?.history?.started.directory;
    if (directory === undefined) return;
    const answer = await readEpochFile(directory, kind, epoch).then(
      (file): HostMessage => ({ type: 'epochFile', run, file }),
      (error: unknown): HostMessage => ({
        ...{ type: 'noEpochFile', run, kind, epoch },
        message: sentenceOf(error),
      }),
    );
    // Another run may have begun meanwhile, and this is not of its story.
    if (this.context.runs[run]?.history?.started.directory === directory) this.post(answer);
  }

  private sendSnapshot(): void {
    const { main, twin } = this.context.runs;
    this.post({
      type: 'snapshot',
      protocol: protocolVersion,
      ...shown(main),
      twin: twin ? shown(twin) : null,
    });
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

function shown({ status, history }: Runs) {
  return { status, history: history ? withNewestSamples(history) : null };
}
