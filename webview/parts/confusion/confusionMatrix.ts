/** Which classes are taken for which: a table of numbers, shaded, with each class's accuracy. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { confusionExport } from './confusionSheet';
import { cellShade, describeCell, isSameCell, summarise, type Cell } from './confusionWords';
import { exportMenu } from '../export/exportMenu';
import { className } from '../digits/digitWords';
import { element, setAttribute, setText } from '../page/dom';
import { formatCount, formatPercent } from '../page/format';
import { scrolled } from '../page/scrolled';

interface CellView extends Cell {
  readonly box: HTMLElement;
  /** A button where cells can be chosen. */
  readonly content: HTMLElement;
}

export class ConfusionMatrix {
  readonly element: HTMLElement;
  private readonly summary = element('p', { class: 'numbers', 'data-testid': 'confusion-summary' });
  private readonly table = element('table', { class: 'confusion numbers', 'data-testid': 'confusion' });
  private cells: CellView[][] = [];
  private accuracies: HTMLElement[] = [];
  private names = '';
  private classNames: readonly string[] = [];
  private shown: TrainerEventOf<'breakdown'> | undefined;
  private chosen: Cell | undefined;

  /** @param choose is called with a cell that was clicked; without it, cells can't be chosen */
  constructor(private readonly choose?: (cell: Cell) => void) {
    this.element = element(
      'div',
      { class: 'matrix' },
      element(
        'div',
        {},
        this.summary,
        exportMenu(
          confusionExport(() => {
            const { shown: breakdown, classNames } = this;
            if (!breakdown)
              throw new Error('There is no confusion matrix of this epoch; choose another epoch.');
            return { breakdown, classNames };
          }),
        ),
      ),
      scrolled('Confusion matrix', this.table),
    );
    this.table.addEventListener('keydown', (event) => this.moveFocus(event));
    this.table.addEventListener('focusin', ({ target }) => {
      const found = this.cells.flat().find(({ content }) => content === target);
      if (found) this.makeTabStop(found);
    });
  }

  /** @param chosen the cell whose digits are shown */
  show(breakdown: TrainerEventOf<'breakdown'>, classNames: readonly string[], chosen?: Cell): void {
    const { confusion } = breakdown;
    this.build(confusion.length, classNames);
    this.classNames = classNames;
    if (!isSameCell(chosen, this.chosen)) this.mark(chosen);
    if (breakdown === this.shown) return;
    this.shown = breakdown;
    setText(this.summary, summarise(confusion, classNames));
    const shade = cellShade(confusion);
    confusion.forEach((row, label) => {
      const digits = row.reduce((sum, count) => sum + count, 0);
      row.forEach((count, predicted) => {
        const { box, content } = this.cells[label][predicted];
        setText(content, count === 0 ? '' : formatCount(count));
        const name = describeCell({ label, predicted }, count, classNames);
        setAttribute(content, 'title', name);
        if (this.choose) setAttribute(content, 'aria-label', name);
        box.style.setProperty('--shade', `${Math.round(100 * shade({ label, predicted }))}%`);
      });
      setText(this.accuracies[label], digits > 0 ? formatPercent(row[label] / digits, 1) : '–');
    });
  }

  private mark(chosen: Cell | undefined): void {
    this.chosen = chosen;
    for (const cell of this.cells.flat()) {
      const isChosen = isSameCell(cell, chosen);
      cell.box.classList.toggle('chosen', isChosen);
      if (this.choose) setAttribute(cell.content, 'aria-pressed', String(isChosen));
    }
  }

  private build(classes: number, classNames: readonly string[]): void {
    const names = `${classes} ${classNames.join()}`;
    if (names === this.names) return;
    this.names = names;
    this.shown = undefined;
    const all = Array.from({ length: classes }, (_, at) => at);
    this.accuracies = all.map(() => element('td', { class: 'accuracy' }));
    this.cells = all.map((label) => all.map((predicted) => this.cell({ label, predicted })));
    const heading = (at: number, scope: string): HTMLElement =>
      element('th', { scope }, className(classNames, at));
    this.table.replaceChildren(
      element(
        'caption',
        {},
        `Rows: what a digit is. Columns: what it is taken for.${this.choose ? ' Choose a number to see its digits.' : ''}`,
      ),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('td'),
          ...all.map((at) => heading(at, 'col')),
          element('th', { scope: 'col', class: 'accuracy' }, 'right'),
        ),
      ),
      element(
        'tbody',
        {},
        ...all.map((label) =>
          element(
            'tr',
            {},
            heading(label, 'row'),
            ...this.cells[label].map(({ box }) => box),
            this.accuracies[label],
          ),
        ),
      ),
    );
    const first = this.cells.at(0)?.at(0);
    if (first) this.makeTabStop(first);
    this.mark(undefined);
  }

  private cell(cell: Cell): CellView {
    const kind = cell.label === cell.predicted ? 'right' : 'wrong';
    const { choose } = this;
    if (!choose) {
      const box = element('td', { class: kind });
      return { ...cell, box, content: box };
    }
    const content = element('button', {
      type: 'button',
      'data-testid': `confusion-${cell.label}-${cell.predicted}`,
    });
    content.addEventListener('click', () => choose(cell));
    return { ...cell, box: element('td', { class: kind }, content), content };
  }

  /** One stop for the tab key and arrows within: a hundred stops would bar the way to what follows. */
  private makeTabStop(stop: CellView): void {
    if (!this.choose) return;
    for (const { content } of this.cells.flat()) content.tabIndex = content === stop.content ? 0 : -1;
  }

  private moveFocus(event: KeyboardEvent): void {
    const found = this.cells.flat().find(({ content }) => content === event.target);
    if (!found || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = this.cells.length - 1;
    const { label, predicted } = found;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [label, Math.max(0, predicted - 1)],
      ArrowRight: [label, Math.min(last, predicted + 1)],
      ArrowUp: [Math.max(0, label - 1), predicted],
      ArrowDown: [Math.min(last, label + 1), predicted],
      Home: [label, 0],
      End: [label, last],
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    const [row, column] = moves[event.key];
    this.cells[row][column].content.focus();
  }
}
