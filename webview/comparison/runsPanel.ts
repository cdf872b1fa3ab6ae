/** The runs that are compared: how each is drawn and stands, why one can't be shown, and whether the charts draw it. */
import { runSwatch } from '../parts/charts/runSwatch';
import { element, setAttribute, setText } from '../parts/page/dom';
import { checkbox, type CheckboxControl } from '../parts/page/select';
import { progressOf } from '../parts/run/progress';
import { stateWords } from './stateWords';
import { isRead, type ShownRun } from './store';

interface Entry {
  readonly item: HTMLElement;
  readonly visible: CheckboxControl;
  readonly title: HTMLElement;
  readonly state: HTMLElement;
  readonly problem: HTMLElement;
}

export class RunsPanel {
  readonly element = element('ul', {
    class: 'compared-runs',
    'aria-label': 'Compared runs',
    'data-testid': 'compared-runs',
  });
  private entries = new Map<string, Entry>();
  private names = '';

  /** @param toggle called with the name of a run that is to be seen, or no longer */
  constructor(private readonly toggle: (name: string, isVisible: boolean) => void) {}

  /** @param hidden names of those that the charts leave out */
  show(runs: readonly ShownRun[], hidden: readonly string[]): void {
    const names = JSON.stringify(runs.map(({ name }) => name));
    if (names !== this.names) {
      this.names = names;
      this.entries = new Map(runs.map((run) => [run.name, this.make(run)]));
      this.element.replaceChildren(...[...this.entries.values()].map(({ item }) => item));
    }
    for (const run of runs) {
      const entry = this.entries.get(run.name);
      if (!entry) continue;
      entry.visible.setChecked(!hidden.includes(run.name));
      setText(entry.title, run.title);
      setText(entry.state, standing(run));
      setText(entry.problem, run.problem);
      setAttribute(entry.item, 'data-read', String(isRead(run)));
    }
  }

  private make({ name, kind }: ShownRun): Entry {
    const visible = checkbox('', `visible-${name}`, (isVisible) => this.toggle(name, isVisible));
    const title = element('strong');
    // The folder's name, where the user has given another.
    visible.element.title = name;
    visible.element.append(runSwatch(kind), title);
    const state = element('span', { class: 'muted numbers' });
    const problem = element('p', { class: 'problem', role: 'status' });
    const item = element('li', { 'data-run': name }, visible.element, ' ', state, problem);
    return { item, visible, title, state, problem };
  }
}

function standing({ state, history }: ShownRun): string {
  if (!history) return stateWords(state);
  const { epoch, epochs } = progressOf(history);
  return `${stateWords(state)}, epoch ${epoch} of ${epochs}`;
}
