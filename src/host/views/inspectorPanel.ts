/** One test digit with its sampling grid, theta and probabilities, computed by the trainer. */
import * as vscode from 'vscode';
import type { Answer, Query } from '../../shared/queries';
import type { TrainerEventOf } from '../../shared/trainerProtocol';
import type { ViewKind } from './pagePanel';
import { ViewPanel, type ViewContext } from './viewPanel';

export function inspectorKind(): ViewKind {
  return {
    view: 'inspector',
    viewType: 'stn.inspector',
    title: vscode.l10n.t('Transformed Digits'),
    column: vscode.ViewColumn.Beside,
  };
}

export interface Inspections {
  /** @param epoch of whose weights it is asked; undefined: the weights as they are now */
  compute(index: number, epoch?: number): Promise<TrainerEventOf<'inspection'>>;
  /** @param image raw pixels of the network's input */
  look(image: Uint8Array, epoch?: number): Promise<TrainerEventOf<'inspection'>>;
  query(query: Query, epoch?: number): Promise<Answer>;
  /** A failure as one sentence. */
  sentence(error: unknown): string;
}

export class InspectorPanel extends ViewPanel {
  protected override readonly showsBreakdowns = false;

  /** Chosen on the grid before the page was there. */
  private chosen: number | undefined;

  constructor(
    panel: vscode.WebviewPanel,
    context: ViewContext,
    private readonly inspections: Inspections,
  ) {
    super(panel, inspectorKind(), context);
  }

  /** Shows the digit that was clicked on the grid. */
  select(index: number): void {
    this.chosen = index;
    if (this.isReady) this.opened();
  }

  protected override opened(): void {
    if (this.chosen === undefined) return;
    this.post({ type: 'select', index: this.chosen });
    this.chosen = undefined;
  }

  protected override inspect(index: number, epoch?: number): void {
    this.inspections.compute(index, epoch).then(
      (event) => this.post({ type: 'event', run: 'main', event }),
      (error: unknown) =>
        this.post({ type: 'cannotInspect', index, message: this.inspections.sentence(error) }),
    );
  }

  protected override look(question: number, image: Uint8Array, epoch?: number): void {
    this.inspections.look(image, epoch).then(
      (inspection) => this.post({ type: 'looked', question, inspection }),
      (error: unknown) =>
        this.post({ type: 'cannotLook', question, message: this.inspections.sentence(error) }),
    );
  }

  protected override query(question: number, query: Query, epoch?: number): void {
    this.inspections.query(query, epoch).then(
      (answer) => this.post({ type: 'answered', question, answer }),
      (error: unknown) =>
        this.post({ type: 'unanswered', question, message: this.inspections.sentence(error) }),
    );
  }
}
