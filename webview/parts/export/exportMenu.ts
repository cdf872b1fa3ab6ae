/** The button beside a picture that exports it, and its menu: opened and walked through by keys as menus are. */
import { messageOf } from '../../../src/shared/messageOf';
import { element, setText, svg } from '../page/dom';
import { copyPicture } from './copyPicture';
import { actionsOf, type Action, type Exportable } from './exportable';
import { destinationFrom } from './pageDestination';

export function exportMenu(exportable: Exportable): HTMLElement {
  return new ExportMenu(exportable).element;
}

class ExportMenu {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly menu: HTMLElement;
  private readonly items: HTMLButtonElement[];
  private readonly bar = element('progress', { max: 1, value: 0 });
  private readonly cancel = element('button', { type: 'button' }, 'Cancel');
  private readonly progress = element('div', { class: 'told', hidden: true }, this.bar, this.cancel);
  private readonly told = element('p', { class: 'told', role: 'status' });
  /** Of the export that takes long. */
  private work: AbortController | undefined;

  constructor(exportable: Exportable) {
    const { label, testId } = exportable;
    const name = `Export ${label}`;
    this.button = element(
      'button',
      {
        ...{ type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-label': name },
        ...{ title: name, 'data-testid': `export-${testId}` },
      },
      icon(),
    );
    this.items = actionsOf(exportable, copyPicture).map((action) => this.item(action, testId));
    this.menu = element('div', { role: 'menu', 'aria-label': name, hidden: true }, ...this.items);
    this.told.dataset.testid = `exported-${testId}`;
    this.bar.setAttribute('aria-label', `${name}: progress`);
    this.cancel.dataset.testid = `cancel-export-${testId}`;
    this.element = element('div', { class: 'export' }, this.button, this.menu, this.progress, this.told);
    this.listen();
  }

  private item(action: Action, testId: string): HTMLButtonElement {
    const item = element(
      'button',
      { type: 'button', role: 'menuitem', tabindex: -1, 'data-testid': `export-${testId}-${action.id}` },
      action.name,
    );
    item.addEventListener('click', () => void this.run(action));
    return item;
  }

  private listen(): void {
    const { button, element: whole } = this;
    button.addEventListener('click', () => (this.menu.hidden ? this.open(0) : this.close()));
    whole.addEventListener('keydown', (event) => this.keydown(event));
    whole.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && whole.contains(relatedTarget)) return;
      this.close();
      // A window that loses the focus to a dialog has not been read yet.
      if (document.hasFocus()) this.tell('');
    });
    this.cancel.addEventListener('click', () => this.work?.abort());
  }

  private open(at: number): void {
    // One export at a time; it has its own buttons.
    if (this.work) return;
    this.tell('');
    this.menu.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    this.items.at(at)?.focus();
  }

  private close(): void {
    this.menu.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
  }

  private keydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { items } = this;
    const at = items.findIndex((item) => item === event.target);
    const isOpen = !this.menu.hidden;
    const moves: Record<string, number> = isOpen
      ? { ArrowDown: (at + 1) % items.length, ArrowUp: at > 0 ? at - 1 : -1, Home: 0, End: -1 }
      : { ArrowDown: 0, ArrowUp: -1 };
    if (event.key === 'Escape') {
      if (isOpen) this.button.focus();
      this.close();
      this.tell('');
    } else if (event.key in moves) {
      if (isOpen) items.at(moves[event.key])?.focus();
      else this.open(moves[event.key]);
      event.preventDefault();
    }
    // The page's own arrow keys choose another digit; Space on an item is its own.
    if (isOpen || event.key in moves) event.stopPropagation();
  }

  private async run({ isLong, run }: Action): Promise<void> {
    const work = new AbortController();
    this.work = work;
    this.button.focus();
    this.close();
    if (isLong) this.show(0);
    const progress = (share: number): void => this.show(share);
    const sentence = await run(destinationFrom(this.element), { progress, signal: work.signal }).catch(
      (error: unknown) => (work.signal.aborted ? 'Nothing was saved.' : messageOf(error)),
    );
    this.work = undefined;
    // Who pressed Cancel stays here.
    if (this.progress.contains(document.activeElement)) this.button.focus();
    this.progress.hidden = true;
    this.tell(sentence);
  }

  private show(share: number): void {
    this.progress.hidden = false;
    this.bar.value = share;
  }

  private tell(sentence: string): void {
    setText(this.told, sentence);
  }
}

/** An arrow out of a tray. */
function icon(): SVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg('path', { d: 'M8 10.5V2M5 4.8 8 1.8 11 4.8M3.5 7.5H2.5V14H13.5V7.5H12.5' }),
  );
}
