/** The facts as a list that keeps its place while its values change. */
import { element, setText } from './dom';
import type { Fact } from './facts';

export class FactList {
  readonly element = element('dl', { class: 'facts numbers', 'data-testid': 'facts' });
  private readonly rows = new Map<string, { name: HTMLElement; value: HTMLElement; detail: HTMLElement }>();

  show(facts: readonly Fact[]): void {
    for (const { id, name, value, detail } of facts) {
      const row = this.rows.get(id) ?? this.add(id);
      setText(row.name, name);
      setText(row.value, value);
      setBreakable(row.detail, detail);
      if (row.value.title !== value) row.value.title = value;
    }
  }

  private add(id: string) {
    const row = {
      name: element('dt', { class: 'muted' }),
      value: element('dd', { class: 'value', 'data-testid': `fact-${id}` }),
      detail: element('dd', { class: 'detail muted', 'data-testid': `fact-${id}-detail` }),
    };
    this.rows.set(id, row);
    this.element.append(element('div', { class: `fact ${id}` }, row.name, row.value, row.detail));
    return row;
  }
}

/** Text that may wrap after a slash: folders are long, and a word cut anywhere is hard to read. */
function setBreakable(node: HTMLElement, text: string): void {
  if (node.textContent === text) return;
  const parts = text.split(/(?<=[/\\])/);
  node.replaceChildren(...parts.flatMap((part, at) => (at === 0 ? [part] : [element('wbr'), part])));
}
