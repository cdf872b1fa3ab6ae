/** A table of what came of the runs, and of the settings in which they differ. */
import { runSwatch } from '../parts/charts/runSwatch';
import { exportMenu } from '../parts/export/exportMenu';
import { element, setText } from '../parts/page/dom';
import { scrolled } from '../parts/page/scrolled';
import { resultRows, settingRows, type Row } from './results';
import { resultsTable } from './resultsTable';
import type { ReadRun } from './store';

export class DifferencePanel {
  readonly element: HTMLElement;
  private readonly table = element('table', { class: 'differences numbers', 'data-testid': 'differences' });
  private readonly sentence = element('p', { class: 'muted', 'data-testid': 'differences-sentence' });
  private runs: readonly ReadRun[] = [];
  private shown = '';

  constructor() {
    this.element = element(
      'section',
      { 'aria-label': 'Results and settings' },
      element(
        'header',
        {},
        element('h2', {}, 'Results, and the settings that differ'),
        exportMenu({
          ...{ label: 'results and settings', testId: 'differences' },
          title: () => 'Compared runs',
          numbers: () => resultsTable(this.runs),
        }),
      ),
      scrolled('Results and settings', this.table),
      this.sentence,
    );
  }

  show(runs: readonly ReadRun[]): void {
    this.runs = runs;
    this.element.hidden = runs.length === 0;
    const [results, settings] = [resultRows(runs), settingRows(runs)];
    const columns = runs.map(({ name, title }) => [name, title]);
    const now = JSON.stringify([columns, [...results, ...settings].map((row) => [row.id, row.values])]);
    if (now === this.shown) return;
    this.shown = now;
    this.table.replaceChildren(
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('td'),
          ...runs.map(({ kind, title }) => element('th', { scope: 'col' }, runSwatch(kind), title)),
        ),
      ),
      body('results', results),
      body('settings', settings),
    );
    setText(
      this.sentence,
      runs.length > 1 && settings.length === 0 ? 'All settings of these runs are the same.' : '',
    );
  }
}

function body(testId: string, rows: readonly Row[]): HTMLElement {
  return element(
    'tbody',
    { 'data-testid': testId },
    ...rows.map(({ id, name, values, best }) =>
      element(
        'tr',
        { 'data-row': id },
        element('th', { scope: 'row' }, name),
        ...values.map((value, at) =>
          best.has(at)
            ? element('td', {}, element('strong', {}, value), ' ', element('span', { class: 'best' }, 'best'))
            : element('td', {}, value),
        ),
      ),
    ),
  );
}
