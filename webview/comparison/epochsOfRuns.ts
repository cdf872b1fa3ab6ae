/** What the charts show, for those who can't see them: a row for each epoch, a column for each run. */
import { element, setText } from '../parts/page/dom';
import { formatLoss, formatPercent } from '../parts/page/format';
import { unknown } from '../parts/run/facts';
import type { ReadRun } from './store';

export class EpochsOfRuns {
  readonly element: HTMLElement;
  private readonly head = element('tr');
  private readonly body = element('tbody');
  /** Cells of each epoch's row, but for its heading. */
  private readonly rows: HTMLElement[][] = [];
  private columns = '';

  constructor() {
    this.element = element(
      'div',
      { class: 'unseen' },
      element(
        'table',
        { 'data-testid': 'epochs-of-runs' },
        element('caption', {}, 'Test accuracy and loss after each epoch'),
        element('thead', {}, this.head),
        this.body,
      ),
    );
  }

  show(runs: readonly ReadRun[]): void {
    this.provide(runs);
    runs.forEach(({ history }, column) => {
      const texts = this.rows.map(() => unknown);
      for (const { epoch, test } of history.epochs) {
        texts[epoch - 1] = `${formatPercent(test.accuracy)}, ${formatLoss(test.loss)}`;
      }
      this.rows.forEach((cells, row) => setText(cells[column], texts[row]));
    });
  }

  private provide(runs: readonly ReadRun[]): void {
    const columns = JSON.stringify(runs.map(({ name, title }) => [name, title]));
    if (columns !== this.columns) {
      this.columns = columns;
      this.rows.length = 0;
      this.body.replaceChildren();
      this.head.replaceChildren(
        ...['Epoch', ...runs.map(({ title }) => title)].map((title) =>
          element('th', { scope: 'col' }, title),
        ),
      );
    }
    const epochs = Math.max(0, ...runs.map(({ history }) => history.epochs.at(-1)?.epoch ?? 0));
    while (this.rows.length > epochs) {
      this.rows.pop();
      this.body.lastElementChild?.remove();
    }
    while (this.rows.length < epochs) {
      const cells = runs.map(() => element('td'));
      this.rows.push(cells);
      const heading = element('th', { scope: 'row' }, String(this.rows.length));
      this.body.append(element('tr', {}, heading, ...cells));
    }
  }
}
