/** A native range with its name and its value beside it. */
import { element, setAttribute, setText } from '../../parts/page/dom';

export interface SliderOptions {
  readonly label: string;
  readonly testId: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly value: number;
  /** With its unit: "30°". */
  readonly describe: (value: number) => string;
  /** While it moves. */
  readonly input: () => void;
  /** When it rests. */
  readonly settled: () => void;
}

export class Slider {
  readonly element: HTMLElement;
  private readonly range: HTMLInputElement;
  private readonly words = element('span', { class: 'value numbers', 'aria-hidden': 'true' });

  constructor(private readonly options: SliderOptions) {
    const { label, testId, minimum: min, maximum: max, step } = options;
    this.range = element('input', {
      ...{ type: 'range', min, max, step },
      'aria-label': label,
      'data-testid': testId,
    });
    this.range.addEventListener('input', () => {
      this.describe();
      options.input();
    });
    this.range.addEventListener('change', () => options.settled());
    this.element = element(
      'label',
      { class: 'slider' },
      element('span', { class: 'name' }, label, ' ', this.words),
      this.range,
    );
    this.value = options.value;
  }

  get value(): number {
    return this.range.valueAsNumber;
  }

  set value(value: number) {
    this.range.valueAsNumber = value;
    this.describe();
  }

  private describe(): void {
    const words = this.options.describe(this.value);
    setText(this.words, words);
    setAttribute(this.range, 'aria-valuetext', words);
  }
}
