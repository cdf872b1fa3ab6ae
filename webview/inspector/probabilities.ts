/** The classes' probabilities as bars, with the true and the predicted class marked in words. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { className } from '../parts/digits/digitWords';
import { element, setText } from '../parts/page/dom';
import { formatProbability } from '../parts/page/format';
import { mostProbable } from './mostProbable';

interface Row {
  readonly element: HTMLElement;
  readonly name: HTMLElement;
  readonly bar: HTMLElement;
  readonly value: HTMLElement;
  readonly mark: HTMLElement;
}

export class Probabilities {
  readonly element: HTMLElement;
  private readonly body = element('tbody');
  private rows: Row[] = [];

  constructor() {
    this.element = element(
      'section',
      { class: 'probabilities', 'aria-label': 'Class probabilities' },
      element('h2', {}, 'Class probabilities'),
      element(
        'table',
        { class: 'numbers', 'aria-label': 'Class probabilities', 'data-testid': 'probabilities' },
        this.body,
      ),
    );
  }

  show({ probabilities, classNames, label }: TrainerEventOf<'inspection'>): void {
    if (this.rows.length !== probabilities.length) this.rebuild(probabilities.length);
    const predicted = mostProbable(probabilities);
    const prediction = label === null ? 'predicted' : '✗ predicted';
    probabilities.forEach((probability, at) => {
      const { element: row, name, bar, value, mark } = this.rows[at];
      setText(name, className(classNames, at));
      setText(value, formatProbability(probability));
      bar.style.width = `${Math.max(0, Math.min(1, probability || 0)) * 100}%`;
      const isTrue = at === label;
      const isPredicted = at === predicted;
      setText(
        mark,
        isTrue && isPredicted ? '✓ true, predicted' : isTrue ? 'true' : isPredicted ? prediction : '',
      );
      row.classList.toggle('true', isTrue);
      row.classList.toggle('predicted', isPredicted);
      row.classList.toggle('wrong', isPredicted && !isTrue && label !== null);
    });
  }

  private rebuild(count: number): void {
    this.rows = Array.from({ length: count }, (_, at) => {
      const name = element('th', { scope: 'row' });
      const bar = element('div', { class: 'bar' });
      const value = element('td', { class: 'value' });
      const mark = element('td', { class: 'mark' });
      const row = element(
        'tr',
        { 'data-class': at },
        name,
        element('td', { class: 'track', 'aria-hidden': 'true' }, bar),
        value,
        mark,
      );
      return { element: row, name, bar, value, mark };
    });
    this.body.replaceChildren(...this.rows.map(({ element: row }) => row));
  }
}
