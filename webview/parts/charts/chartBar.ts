/** What can be chosen of the charts: smoothing, axes, and back to all epochs after a zoom. */
import type { ChartChoices } from './chartChoices';
import { zoomHelp } from './chartZoom';
import { element, setText } from '../page/dom';
import { checkbox } from '../page/select';

export class ChartBar {
  readonly element: HTMLElement;
  private readonly amount = element('output', { class: 'numbers', 'data-testid': 'smoothing-amount' });
  private readonly smoothing = element('input', {
    ...{ type: 'range', min: 0, max: 0.99, step: 0.01 },
    'data-testid': 'smoothing',
  });
  private readonly logarithmic;
  private readonly all: HTMLButtonElement;

  /**
   * @param change called with what the user chose anew
   * @param showAll called where all epochs are wanted
   */
  constructor(change: (choice: Partial<ChartChoices>) => void, showAll: () => void) {
    this.smoothing.addEventListener('input', () => change({ smoothing: this.smoothing.valueAsNumber }));
    this.logarithmic = checkbox('Logarithmic loss and rate', 'logarithmic', (isLogarithmic) =>
      change({ isLogarithmic }),
    );
    this.all = element('button', { type: 'button', 'data-testid': 'show-all', hidden: true }, 'All epochs');
    this.all.addEventListener('click', showAll);
    this.element = element(
      'div',
      { class: 'fields chart-bar', role: 'group', 'aria-label': 'How the charts are drawn' },
      element(
        'label',
        { class: 'field' },
        element('span', { class: 'muted' }, 'Smoothing'),
        this.smoothing,
        this.amount,
      ),
      this.logarithmic.element,
      this.all,
      element('span', { class: 'muted' }, zoomHelp),
    );
  }

  show({ smoothing, isLogarithmic }: ChartChoices, isZoomed: boolean): void {
    if (this.smoothing.valueAsNumber !== smoothing) this.smoothing.value = String(smoothing);
    setText(this.amount, smoothing === 0 ? 'off' : smoothing.toFixed(2));
    this.logarithmic.setChecked(isLogarithmic);
    this.all.hidden = !isZoomed;
  }
}
