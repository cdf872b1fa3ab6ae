/** What the dashboard and the inspector share: a panel that follows the run store. */
import type * as vscode from 'vscode';
import type { LiveSettings } from '../../shared/liveSettings';
import type { Query } from '../../shared/queries';
import { snapshotOf } from '../../shared/runHistory';
import { runNames } from '../../shared/runPair';
import { protocolVersion } from '../../shared/trainerProtocol';
import type { ViewMessage, ViewMessageOf } from '../../shared/viewProtocol';
import type { PairChange, RunsOfPair } from '../runs/runPair';
import type { Runs } from '../runs/runStore';
import { epochFileAnswer } from './epochFileAnswer';
import { PagePanel, type PageContext, type ViewKind } from './pagePanel';
import type { ShownEpoch } from './shownEpoch';

export interface ViewContext extends PageContext {
  readonly runs: RunsOfPair;
  readonly shownEpoch: ShownEpoch;
}

/** The store keeps the run's history: a page that reports gets all of it at once, and then what changes. */
export abstract class ViewPanel extends PagePanel {
  /** They are hundreds of numbers for each epoch: a page that does not show them need not hold them. */
  protected abstract readonly showsBreakdowns: boolean;

  constructor(
    panel: vscode.WebviewPanel,
    kind: ViewKind,
    protected readonly context: ViewContext,
  ) {
    super(panel, kind, context);
    this.own(context.runs.onDidChange((change) => this.follow(change)));
    this.own(
      context.shownEpoch.onDidChange(({ epoch, by }) => {
        if (by !== this) this.post({ type: 'showEpoch', epoch });
      }),
    );
  }

  /** @param epoch of whose weights the inspector asks; undefined: the weights as they are now */
  protected abstract inspect(index: number, epoch?: number): void;

  /** The dashboard alone changes settings. */
  protected change?(settings: LiveSettings): void;

  /** The inspector alone has images of its own. */
  protected look?(question: number, image: Uint8Array, epoch?: number): void;

  /** So with questions that go further. */
  protected query?(question: number, query: Query, epoch?: number): void;

  /** The page has its snapshot. */
  protected opened(): void {
    // Nothing more to say, unless a view has.
  }

  protected override greeted(): void {
    this.sendSnapshot();
    this.opened();
  }

  protected override answer(message: ViewMessage): void {
    switch (message.type) {
      case 'inspect':
        this.inspect(message.index, message.epoch);
        break;
      case 'change':
        this.change?.(message.settings);
        break;
      case 'epochFile':
        void this.sendEpochFile(message);
        break;
      case 'look':
        this.look?.(message.question, message.image, message.epoch);
        break;
      case 'query':
        this.query?.(message.question, message.query, message.epoch);
        break;
      case 'showEpoch':
        this.context.shownEpoch.choose(message.epoch, this);
        break;
    }
  }

  private follow({ run, change }: PairChange): void {
    if (change.type === 'event' && change.event.type === 'breakdown' && !this.showsBreakdowns) return;
    if (change.type === 'reset') this.sendSnapshot();
    else this.post({ ...change, run });
  }

  private async sendEpochFile(question: ViewMessageOf<'epochFile'>): Promise<void> {
    const directory = this.directoryOf(question.run);
    if (directory === undefined) return;
    const answer = await epochFileAnswer(directory, question);
    // Another run may have begun meanwhile, and this is not of its story.
    if (this.directoryOf(question.run) === directory) this.post(answer);
  }

  private directoryOf(run: string): string | undefined {
    const name = runNames.find((known) => known === run);
    return name && this.context.runs[name]?.history?.started.directory;
  }

  protected override exportFolder(): string | undefined {
    return this.directoryOf('main');
  }

  private sendSnapshot(): void {
    const { main, twin } = this.context.runs;
    this.post({
      type: 'snapshot',
      protocol: protocolVersion,
      ...this.shown(main),
      twin: twin ? this.shown(twin) : null,
    });
    const { epoch } = this.context.shownEpoch;
    if (epoch !== null) this.post({ type: 'showEpoch', epoch });
  }

  private shown({ status, history }: Runs) {
    const breakdowns = this.showsBreakdowns ? (history?.breakdowns ?? []) : [];
    return { status, history: history ? { ...snapshotOf(history), breakdowns } : null };
  }
}
