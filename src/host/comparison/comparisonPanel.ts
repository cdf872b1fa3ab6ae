/** Several runs beside each other: their curves, results, settings that differ, and one digit through two of them. */
import * as vscode from 'vscode';
import type { ViewMessage, ViewMessageOf } from '../../shared/viewProtocol';
import { epochFileAnswer } from '../views/epochFileAnswer';
import { PagePanel, type PageContext, type ViewKind } from '../views/pagePanel';
import { ComparedRuns, type ComparedSources } from './comparedRuns';

export function comparisonKind(): ViewKind {
  return {
    view: 'comparison',
    viewType: 'stn.comparison',
    title: vscode.l10n.t('STN Comparison'),
    column: vscode.ViewColumn.Active,
  };
}

/** Of runs that others train, or delete, nobody tells. */
const millisecondsBetweenLooks = 5_000;

export class ComparisonPanel extends PagePanel {
  private compared: ComparedRuns;

  /**
   * @param names of run folders
   * @param choose lets the user choose others
   */
  constructor(
    panel: vscode.WebviewPanel,
    context: PageContext,
    private readonly sources: ComparedSources,
    names: readonly string[],
    private readonly choose: () => void,
  ) {
    super(panel, comparisonKind(), context);
    this.compared = this.comparing(names);
    const timer = setInterval(() => this.refresh(), millisecondsBetweenLooks);
    this.own({ dispose: () => clearInterval(timer) });
    this.own({ dispose: () => this.compared.dispose() });
  }

  get names(): readonly string[] {
    return this.compared.names;
  }

  /** Shows these runs instead. */
  compare(names: readonly string[]): void {
    this.compared.dispose();
    this.compared = this.comparing(names);
    if (this.isReady) void this.compared.begin();
  }

  /** Looks for what has changed. */
  refresh(): void {
    if (this.isReady) void this.compared.refresh();
  }

  protected override greeted(): void {
    void this.compared.begin();
  }

  protected override answer(message: ViewMessage): void {
    if (message.type === 'chooseRuns') this.choose();
    else if (message.type === 'epochFile') void this.sendEpochFile(message);
  }

  private comparing(names: readonly string[]): ComparedRuns {
    return new ComparedRuns(names, this.sources, (message) => this.post(message));
  }

  private async sendEpochFile(question: ViewMessageOf<'epochFile'>): Promise<void> {
    const { compared } = this;
    const directory = compared.directoryOf(question.run);
    if (directory === undefined) return;
    const answer = await epochFileAnswer(directory, question);
    if (compared === this.compared) this.post(answer);
  }
}
