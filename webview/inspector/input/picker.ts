/** Chooses the digit: a field for its index, and a step to either side. */
import { button, textField, type FieldControl } from '../../parts/page/controls';
import { element, setText } from '../../parts/page/dom';
import { formatCount } from '../../parts/page/format';
import { parseIndex, stepIndex } from './digitIndex';

export class Picker {
  readonly element: HTMLElement;
  private readonly field: FieldControl;
  private readonly problem = element('p', {
    class: 'problem',
    role: 'alert',
    'data-testid': 'index-problem',
  });
  private readonly range = element('span', { class: 'range muted numbers' });
  private count: number | undefined;

  constructor(
    private index: number,
    private readonly choose: (index: number) => void,
  ) {
    this.field = textField({
      label: 'Index of the test digit',
      testId: 'digit-index',
      width: 6,
      input: () => this.read(),
      keydown: (event) => {
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        this.step(step);
      },
    });
    this.field.value = String(index);
    this.element = element(
      'div',
      { class: 'picker', role: 'group', 'aria-label': 'Test digit' },
      element('span', {}, 'Test digit'),
      button({ label: '‹ Previous', testId: 'previous', press: () => this.step(-1) }).element,
      this.field.element,
      button({ label: 'Next ›', testId: 'next', press: () => this.step(1) }).element,
      this.range,
      this.problem,
    );
  }

  /** Shows what was chosen elsewhere. */
  show(index: number): void {
    this.index = index;
    this.field.value = String(index);
    this.complain('');
  }

  setCount(count: number): void {
    if (count === this.count) return;
    this.count = count;
    setText(this.range, `of ${formatCount(count)}, counted from 0`);
  }

  step(step: number): void {
    this.accept(stepIndex(this.index, step, this.count));
    this.field.value = String(this.index);
  }

  private read(): void {
    const parsed = parseIndex(this.field.value, this.count);
    if (parsed.ok) this.accept(parsed.index);
    else this.complain(parsed.problem);
  }

  private accept(index: number): void {
    this.complain('');
    if (index === this.index) return;
    this.index = index;
    this.choose(index);
  }

  private complain(problem: string): void {
    setText(this.problem, problem);
    this.field.setInvalid(problem !== '');
  }
}
