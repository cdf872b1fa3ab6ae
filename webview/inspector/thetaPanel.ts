/** Theta as the matrix it is, and in a person's terms. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { affineWords } from '../parts/affineWords';
import { element, setText } from '../parts/dom';
import { formatSigned } from '../parts/format';

export class ThetaPanel {
  readonly element: HTMLElement;
  private readonly cells = Array.from({ length: 6 }, (_, at) =>
    element('td', { 'data-testid': `theta-${at}` }),
  );
  private readonly terms = element('tbody');

  constructor() {
    this.element = element(
      'section',
      { class: 'theta', 'aria-label': 'Theta' },
      element('h2', {}, 'Theta'),
      element(
        'div',
        { class: 'matrix numbers' },
        element(
          'table',
          { 'aria-label': 'Theta, two rows of three', 'data-testid': 'theta' },
          element(
            'tbody',
            {},
            element('tr', {}, ...this.cells.slice(0, 3)),
            element('tr', {}, ...this.cells.slice(3)),
          ),
        ),
      ),
      element(
        'table',
        { class: 'terms numbers', 'aria-label': 'Theta in terms', 'data-testid': 'theta-terms' },
        this.terms,
      ),
      element(
        'p',
        { class: 'muted' },
        'These say how the sampling grid lies on the input; the digit appears moved the opposite way.',
      ),
    );
  }

  show({ theta, inputSize, alignCorners }: TrainerEventOf<'inspection'>): void {
    theta.forEach((value, at) => setText(this.cells[at], formatSigned(value)));
    this.terms.replaceChildren(
      ...affineWords(theta, inputSize, alignCorners).map(({ id, name, value, words }) =>
        element(
          'tr',
          { 'data-testid': `term-${id}` },
          element('th', { scope: 'row' }, name),
          element('td', {}, value),
          element('td', { class: 'muted' }, words),
        ),
      ),
    );
  }
}
