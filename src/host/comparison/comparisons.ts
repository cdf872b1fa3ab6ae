/** STN: Compare Runs, and the panel that it opens. */
import * as vscode from 'vscode';
import { leastCompared, rememberedNames } from '../../shared/comparison';
import { RunItem } from '../runsView/runItem';
import { RunList } from '../runsView/runList';
import type { RunsView } from '../runsView/runsView';
import type { PageContext } from '../views/pagePanel';
import { PanelSlot } from '../views/panelSlot';
import { comparisonKind, ComparisonPanel } from './comparisonPanel';
import { describeProblem } from './comparisonTexts';
import { isEnough, pickRuns } from './pickRuns';

export class Comparisons implements vscode.Disposable {
  readonly slot: PanelSlot<ComparisonPanel>;
  private readonly listener: vscode.Disposable;

  constructor(
    context: PageContext,
    private readonly view: RunsView,
  ) {
    const sources = {
      directory: view.directory,
      list: new RunList(),
      runs: view.runs,
      describe: describeProblem,
      warn: (sentence: string) => context.log.warn(sentence),
    };
    this.slot = new PanelSlot(
      comparisonKind(),
      (panel, state) =>
        new ComparisonPanel(panel, context, sources, rememberedNames(state), () => void this.choose()),
    );
    // Runs were renamed or deleted, began or ended.
    this.listener = view.onDidChangeTreeData(() => this.slot.panel?.refresh());
  }

  /**
   * Compares the runs that are selected; where those are too few, asks for others.
   * @param clicked the run whose menu was used, or folders' names; absent where the command came from elsewhere
   * @param selected all runs that are selected in the list, where a run's menu was used
   */
  async compare(clicked?: unknown, selected?: unknown): Promise<void> {
    // What the user looks at is what the command is about.
    if (!clicked && this.slot.panel?.panel.active) {
      await this.choose();
      return;
    }
    const { selection } = this.view;
    const isInSelection = !clicked || (clicked instanceof RunItem && selection.includes(clicked));
    const names = namesOf(selected ?? (isInSelection ? selection : clicked));
    if (names.length < leastCompared) await this.choose(names);
    else if (isEnough(names)) this.show(names);
  }

  dispose(): void {
    this.listener.dispose();
    this.slot.dispose();
  }

  /** @param ticked at first; by default those that are compared now */
  private async choose(ticked = this.slot.panel?.names ?? []): Promise<void> {
    const names = await pickRuns(await this.view.getChildren(), ticked);
    if (names) this.show(names);
  }

  private show(names: readonly string[]): void {
    this.slot.show().compare(names);
  }
}

/** Of items or of names; whatever else another extension may hand over is left out. */
function namesOf(wanted: unknown): string[] {
  const all: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  const names = all.flatMap((one) =>
    one instanceof RunItem ? [one.run.name] : typeof one === 'string' && one !== '' ? [one] : [],
  );
  return [...new Set(names)];
}
