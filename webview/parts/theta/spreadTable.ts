/** Boxes of how a term of theta spreads over each class's digits, in a table that also says it in numbers. */
import type { Axis } from '../charts/axes';
import { element, setText } from '../page/dom';
import { describeQuantiles, formatValue, type Quantiles, type SpreadTerm } from './spreadWords';

export interface SpreadRow {
  readonly id: string;
  readonly name: string;
  /** Undefined where the test set has no such digit. */
  readonly quantiles: Quantiles | undefined;
}

interface RowView {
  readonly element: HTMLElement;
  readonly box: HTMLElement;
  readonly median: HTMLElement;
  readonly half: HTMLElement;
}

export class SpreadTable {
  readonly element: HTMLElement;
  private readonly body = element('tbody');
  private readonly scale = element('div', { class: 'scale' });
  private rows = new Map<string, RowView>();
  private names = '';

  constructor() {
    this.element = element(
      'table',
      { class: 'spread numbers', 'data-testid': 'spread-table' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, 'Digits'),
          element('th', { scope: 'col', class: 'wide' }, 'Spread'),
          element('th', { scope: 'col' }, 'Median'),
          element('th', { scope: 'col' }, 'Middle half'),
        ),
      ),
      this.body,
      element(
        'tfoot',
        { 'aria-hidden': 'true' },
        element('tr', {}, element('td'), element('td', {}, this.scale), element('td'), element('td')),
      ),
    );
  }

  /** @param chosen the row that is marked */
  show(rows: readonly SpreadRow[], term: SpreadTerm, { min, max, ticks }: Axis, chosen: string): void {
    this.build(rows);
    const place = (value: number): string => `${(100 * (value - min)) / (max - min)}%`;
    for (const { id, quantiles } of rows) {
      const view = this.rows.get(id);
      if (!view) continue;
      view.element.classList.toggle('chosen', id === chosen);
      view.box.hidden = quantiles === undefined;
      setText(view.median, quantiles ? formatValue(quantiles[2], term) : '–');
      setText(
        view.half,
        quantiles ? `${formatValue(quantiles[1], term)} to ${formatValue(quantiles[3], term)}` : '–',
      );
      if (!quantiles) continue;
      view.box.title = describeQuantiles(quantiles, term);
      ['--low', '--below', '--middle', '--above', '--high'].forEach((name, at) =>
        view.box.style.setProperty(name, place(quantiles[at])),
      );
    }
    this.scale.replaceChildren(
      ...ticks.map((tick) => {
        const label = element('span', {}, formatValue(tick, term).replace(/\.0+(?=°| )/, ''));
        label.style.setProperty('--at', place(tick));
        return label;
      }),
    );
  }

  private build(rows: readonly SpreadRow[]): void {
    const names = JSON.stringify(rows.map(({ id, name }) => [id, name]));
    if (names === this.names) return;
    this.names = names;
    this.rows = new Map(
      rows.map(({ id, name }) => {
        const box = element(
          'div',
          { class: 'box' },
          element('div', { class: 'whisker' }),
          element('div', { class: 'half' }),
          element('div', { class: 'median' }),
        );
        const [median, half] = [element('td'), element('td')];
        const row = element(
          'tr',
          { 'data-id': id },
          element('th', { scope: 'row' }, name),
          element('td', { class: 'wide' }, box),
          median,
          half,
        );
        return [id, { element: row, box, median, half }];
      }),
    );
    this.body.replaceChildren(...Array.from(this.rows.values(), (row) => row.element));
  }
}
