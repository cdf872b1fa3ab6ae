/** One of a few, chosen by radio buttons that look like a row of tabs: native ones know keys and screen readers. */
import { element, setText } from './dom';

export interface Choice {
  readonly id: string;
  readonly label: string;
  /** A number beside it; empty where there is none. */
  readonly detail: string;
}

interface Option {
  readonly input: HTMLInputElement;
  readonly label: HTMLElement;
  readonly detail: HTMLElement;
}

export class Choices {
  readonly element: HTMLElement;
  private readonly options = new Map<string, Option>();
  private ids = '';

  /** @param name unique on the page: it ties the radio buttons together */
  constructor(
    private readonly name: string,
    label: string,
    private readonly choose: (id: string) => void,
  ) {
    this.element = element('div', {
      class: 'choices numbers',
      role: 'radiogroup',
      'aria-label': label,
      'data-testid': name,
    });
  }

  /** Where there is nothing to choose, nothing is shown. */
  show(choices: readonly Choice[], chosen: string): void {
    const ids = choices.map(({ id }) => id).join();
    if (ids !== this.ids) {
      this.ids = ids;
      this.options.clear();
      this.element.replaceChildren(...choices.map(({ id }) => this.add(id)));
    }
    this.element.hidden = choices.length < 2;
    for (const { id, label, detail } of choices) {
      const option = this.options.get(id);
      if (!option) continue;
      option.input.checked = id === chosen;
      setText(option.label, label);
      setText(option.detail, detail);
    }
  }

  private add(id: string): HTMLElement {
    const input = element('input', { type: 'radio', name: this.name, value: id });
    const label = element('span', { class: 'label' });
    const detail = element('span', { class: 'detail' });
    input.addEventListener('change', () => this.choose(id));
    this.options.set(id, { input, label, detail });
    return element('label', { class: 'choice' }, input, label, ' ', detail);
  }
}
