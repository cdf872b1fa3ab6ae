/** One sampled digit: input, output, label and prediction, as a button that inspects it. */
import type { Pictures, SampledDigit } from '../../../src/shared/epochFiles';
import { element, setAttribute, setText, svg } from '../page/dom';
import { className, describeDigit, isRight, signedPrediction } from './digitWords';
import { drawImage, drawOutput } from './digits';
import { formatProbability } from '../page/format';
import { extent } from './pictureSize';

export class DigitCell {
  readonly button: HTMLButtonElement;
  /** An item of a list. */
  readonly element: HTMLElement;
  private readonly input = element('canvas', { class: 'pixels', 'data-testid': 'digit-input' });
  private readonly output = element('canvas', {
    class: 'pixels transformed',
    'data-testid': 'digit-output',
  });
  /** The sampling grid over the input; lengths are the input's pixels. */
  private readonly grid = svg('svg', {
    class: 'sampling',
    'aria-hidden': 'true',
    'data-testid': 'digit-grid-lines',
  });
  /** The button's name: the texts below, which are for the eye, in words. */
  private readonly name = element('span', { class: 'unseen' });
  private readonly label = element('span', { class: 'label', 'aria-hidden': 'true' });
  private readonly prediction = element('span');
  private readonly share = element('span', { class: 'share' });
  /** What the network without a transformer makes of it. */
  private readonly plain = element('span', {
    class: 'plain numbers',
    'aria-hidden': 'true',
    'data-testid': 'digit-plain',
  });
  private drawnInputs: Uint8Array | undefined;

  /** @param index in the test set */
  constructor(index: number, inspect: (index: number) => void) {
    this.button = element(
      'button',
      { type: 'button', class: 'digit', 'data-testid': 'digit', 'data-index': index },
      this.name,
      element('span', { class: 'input' }, this.input, this.grid),
      this.output,
      this.label,
      element('span', { class: 'prediction numbers', 'aria-hidden': 'true' }, this.prediction, this.share),
      this.plain,
    );
    this.button.addEventListener('click', () => inspect(index));
    this.element = element('li', {}, this.button);
  }

  /** Whether the keyboard is here. */
  get isFocused(): boolean {
    return document.activeElement === this.button;
  }

  /**
   * @param at the digit's position among the samples
   * @param other what the network without a transformer makes of it
   */
  show(samples: Pictures, at: number, classNames: readonly string[], other?: SampledDigit): void {
    const digit = samples.digits[at];
    // The same in all epochs.
    if (samples.inputs !== this.drawnInputs) drawImage(this.input, samples.inputs, samples.inputSize, at);
    this.drawnInputs = samples.inputs;
    drawOutput(this.output, samples, at);
    setText(this.label, className(classNames, digit.label));
    setText(this.prediction, signedPrediction(digit, classNames));
    setText(this.share, formatProbability(digit.probability, 0));
    this.button.classList.toggle('wrong', !isRight(digit));
    setAttribute(this.button, 'data-epoch', samples.epoch);
    setAttribute(this.button, 'data-predicted', digit.predicted);
    this.plain.hidden = other === undefined;
    setText(this.plain, other ? `without: ${signedPrediction(other, classNames)}` : '');
    this.plain.classList.toggle('wrong', other !== undefined && !isRight(other));
    const description = describeDigit(digit, classNames, other);
    setText(this.name, description);
    setAttribute(this.button, 'title', description);
  }

  /** @param paths of each transformer's grid; none hides them */
  showGrid(paths: readonly string[], { inputSize }: Pictures): void {
    const { height, width, channels } = inputSize;
    setAttribute(this.grid, 'viewBox', `0 0 ${extent(width, channels)} ${height}`);
    while (this.grid.childElementCount > paths.length) this.grid.lastElementChild?.remove();
    while (this.grid.childElementCount < paths.length) this.grid.append(svg('path'));
    paths.forEach((path, at) => setAttribute(this.grid.children[at], 'd', path));
  }
}
