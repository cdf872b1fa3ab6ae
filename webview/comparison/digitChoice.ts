/** The digits that two runs have in common, each a choice: radio buttons, so that arrow keys go from one to the next. */
import type { Pictures } from '../../src/shared/epochFiles';
import { drawImage } from '../parts/digits/digits';
import { className, describeDigit, isRight, signedPrediction } from '../parts/digits/digitWords';
import { element, setAttribute, setText } from '../parts/page/dom';
import type { SameDigit } from './sameDigits';

interface Choice {
  readonly item: HTMLElement;
  readonly input: HTMLInputElement;
  readonly picture: HTMLCanvasElement;
  readonly label: HTMLElement;
  /** What each of the two runs makes of it. */
  readonly predictions: readonly [HTMLElement, HTMLElement];
}

export class DigitChoice {
  readonly element = element('div', {
    class: 'digit-choice numbers',
    role: 'radiogroup',
    'aria-label': 'Digit',
    'data-testid': 'digit-choice',
  });
  private choices = new Map<number, Choice>();
  private indices = '';

  /** @param choose called with the test set's index */
  constructor(private readonly choose: (index: number) => void) {}

  /**
   * @param pictures of the two runs
   * @param chosen the test set's index
   */
  show(
    digits: readonly SameDigit[],
    pictures: readonly [Pictures, Pictures],
    chosen: number | undefined,
    classNames: readonly string[],
  ): void {
    this.provide(digits);
    for (const { index, label, positions } of digits) {
      const choice = this.choices.get(index);
      if (!choice) continue;
      choice.input.checked = index === chosen;
      drawImage(choice.picture, pictures[0].inputs, pictures[0].inputSize, positions[0]);
      setText(choice.label, className(classNames, label));
      const seen = positions.map((at, run) => pictures[run].digits[at]);
      seen.forEach((digit, run) => {
        setText(choice.predictions[run], signedPrediction(digit, classNames));
        choice.predictions[run].classList.toggle('wrong', !isRight(digit));
      });
      const [left, right] = seen;
      const description = `${describeDigit(left, classNames)}; right run: predicted ${className(classNames, right.predicted)}, ${isRight(right) ? 'right' : 'wrong'}`;
      setAttribute(choice.input, 'aria-label', description);
      setAttribute(choice.item, 'title', description);
      choice.item.classList.toggle('differs', left.predicted !== right.predicted);
    }
  }

  private provide(digits: readonly SameDigit[]): void {
    const indices = digits.map(({ index }) => index).join();
    if (indices === this.indices) return;
    this.indices = indices;
    this.choices = new Map(digits.map(({ index }) => [index, this.make(index)]));
    this.element.replaceChildren(...[...this.choices.values()].map(({ item }) => item));
  }

  private make(index: number): Choice {
    const input = element('input', { type: 'radio', name: 'digit', value: index });
    input.addEventListener('change', () => this.choose(index));
    const picture = element('canvas', { class: 'pixels' });
    const label = element('strong');
    const predictions = [element('span'), element('span')] as const;
    const item = element(
      'label',
      { class: 'choice', 'data-testid': 'same-digit', 'data-index': index },
      input,
      picture,
      label,
      ...predictions,
    );
    return { item, input, picture, label, predictions };
  }
}
