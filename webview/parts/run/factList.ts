/** The facts as a list that keeps its place while its values change. */
import { element, setText } from '../page/dom';
import type { Fact } from './facts';

interface Row {
  readonly element: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
  readonly detail: HTMLElement;
}

export class FactList {
  readonly element = element('dl', { class: 'facts numbers', 'data-testid': 'facts' });
  private readonly rows = new Map<string, Row>();

  /** Those that were shown before and are missing now are hidden. */
  show(facts: readonly Fact[]): void {
    for (const [id, { element: row }] of this.rows) row.hidden = !facts.some((fact) => fact.id === id);
    this.element.classList.toggle('few', facts.length < 5);
    for (const { id, name, value, detail } of facts) {
      const row = this.rows.get(id) ?? this.add(id);
      setText(row.name, name);
      setText(row.value, value);
      setBreakable(row.detail, detail);
      if (row.value.title !== value) row.value.title = value;
    }
  }

  private add(id: string): Row {
    const row = {
      element: element('div', { class: `fact ${id}` }),
      name: element('dt', { class: 'muted' }),
      value: element('dd', { class: 'value', 'data-testid': `fact-${id}` }),
      detail: element('dd', { class: 'detail muted', 'data-testid': `fact-${id}-detail` }),
    };
    this.rows.set(id, row);
    row.element.append(row.name, row.value, row.detail);
    this.element.append(row.element);
    return row;
  }
}

/** Text that may wrap after a slash: folders are long, and a word cut anywhere is hard to read. */
function setBreakable(node: HTMLElement, text: string): void {
  if (node.textContent === text) return;
  const parts = text.split(/(?<=[/\\])/);
  node.replaceChildren(...parts.flatMap((part, at) => (at === 0 ? [part] : [element('wbr'), part])));
}
