/** One image as one epoch saw it: the sampling grid over the input, the output, the prediction; a radio button. */
import type { EpochSeen } from '../../../src/shared/queries';
import { className } from '../../parts/digits/digitWords';
import { drawImage, drawOutput } from '../../parts/digits/digits';
import type { Figure } from '../../parts/export/figures';
import { extent } from '../../parts/digits/pictureSize';
import { element, setAttribute, setText, svg } from '../../parts/page/dom';
import { formatProbability } from '../../parts/page/format';
import { mostProbable } from '../mostProbable';
import type { Subject } from '../subject';

export class EpochCell {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly image = element('canvas', { class: 'pixels', 'aria-hidden': 'true' });
  private readonly grid = svg('svg', { class: 'sampling', 'aria-hidden': 'true' });
  private readonly output = element('canvas', {
    class: 'pixels transformed',
    'aria-hidden': 'true',
    'data-testid': 'strip-output',
    hidden: true,
  });
  private readonly prediction = element('span', { class: 'prediction numbers', 'aria-hidden': 'true' });

  private isTransformed = false;

  constructor(
    readonly epoch: number,
    choose: (epoch: number) => void,
  ) {
    this.input = element('input', { type: 'radio', class: 'unseen', name: 'strip', value: epoch });
    this.input.addEventListener('change', () => choose(epoch));
    this.element = element(
      'label',
      { class: 'digit', 'data-testid': 'strip-epoch', 'data-epoch': epoch },
      this.input,
      element('span', { class: 'label numbers', 'aria-hidden': 'true' }, String(epoch)),
      element('span', { class: 'input' }, this.image, this.grid),
      this.output,
      this.prediction,
    );
    this.name('not computed yet');
  }

  /** As it stands on the page, from the top; none where nothing is seen of the epoch. @param width in CSS pixels */
  figures(width: number): Figure[] {
    const { image, grid, output, epoch } = this;
    const told = this.prediction.textContent;
    if (output.hidden) return [];
    const input = { drawing: grid, pixels: image, width, isClipped: true };
    if (!this.isTransformed) return [{ ...input, caption: `${epoch}: ${told}` }];
    const nothing = svg('svg', { viewBox: `0 0 ${output.width} ${output.height}` });
    return [
      { ...input, caption: `epoch ${epoch}` },
      { drawing: nothing, pixels: output, width, caption: told },
    ];
  }

  setChosen(isChosen: boolean): void {
    this.input.checked = isChosen;
  }

  /** @param paths from theta to the lines of each transformer's grid */
  show(
    { inspection, specs }: Subject,
    { sight, problem }: EpochSeen,
    paths: (theta: readonly number[]) => string[],
  ): void {
    const { input, inputSize, outputSize, classNames, label } = inspection;
    this.isTransformed = specs.length > 0;
    drawImage(this.image, input, inputSize);
    this.output.hidden = sight === null;
    setAttribute(
      this.grid,
      'viewBox',
      `0 0 ${extent(inputSize.width, inputSize.channels)} ${inputSize.height}`,
    );
    this.grid.replaceChildren(...(sight ? paths(sight.theta) : []).map((d) => svg('path', { d })));
    if (!sight) {
      this.element.classList.remove('wrong');
      setText(this.prediction, '–');
      this.name(problem);
      return;
    }
    drawOutput(this.output, { inputSize, outputSize, outputs: sight.output }, 0);
    const predicted = mostProbable(sight.logProbabilities);
    const isWrong = label !== null && predicted !== label;
    const mark = label === null ? '' : isWrong ? '✗ ' : '✓ ';
    const name = predicted < 0 ? 'none' : className(classNames, predicted);
    const share = formatProbability(Math.exp(sight.logProbabilities[predicted] ?? NaN), 0);
    setText(this.prediction, `${mark}${name} ${share}`);
    this.element.classList.toggle('wrong', isWrong);
    const verdict = label === null ? '' : isWrong ? ', wrong' : ', right';
    this.name(`predicted ${name} with ${share}${verdict}`);
  }

  private name(what: string): void {
    const words = `${this.epoch === 0 ? 'Before training' : `Epoch ${this.epoch}`}: ${what}`;
    setAttribute(this.input, 'aria-label', words);
    setAttribute(this.element, 'title', words);
  }
}
