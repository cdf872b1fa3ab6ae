/** The fixed test digits of a run, each as what goes into the transformer beside what comes out. */
import type { SampledDigit, TrainerEventOf } from '../../src/shared/trainerProtocol';
import { element, setAttribute, setText } from './dom';
import {
  className,
  countRight,
  countRightWithout,
  describeDigit,
  describeEpoch,
  isRight,
  signedPrediction,
} from './digitWords';
import { drawImage, drawOutput } from './digits';
import { formatProbability } from './format';
import { pictureEdge } from './pictureSize';

type Samples = TrainerEventOf<'samples'>;

/** Of a picture, in CSS pixels. */
const wantedEdge = 84;

interface Cell {
  readonly button: HTMLButtonElement;
  readonly input: HTMLCanvasElement;
  readonly output: HTMLCanvasElement;
  readonly label: HTMLElement;
  readonly prediction: HTMLElement;
  readonly share: HTMLElement;
  /** What the network without a transformer makes of it. */
  readonly plain: HTMLElement;
}

export class DigitGrid {
  readonly element: HTMLElement;
  private readonly title = element('span', { 'data-testid': 'samples-epoch' });
  private readonly right = element('span', { class: 'muted numbers', 'data-testid': 'samples-right' });
  private readonly list = element('ul', { class: 'digits', 'aria-label': 'Sampled test digits' });
  private readonly explanation = element('p', { class: 'muted' });
  private cells: Cell[] = [];
  private indices: number[] = [];
  private shown: Samples | undefined;
  private shownPlain: Samples | undefined;

  /**
   * @param inspect called with the test set's index of a chosen digit
   * @param tools shown between the heading and the digits
   */
  constructor(
    private readonly inspect: (index: number) => void,
    tools: readonly HTMLElement[],
  ) {
    this.element = element(
      'section',
      { class: 'samples', 'aria-label': 'Sampled transforms', 'data-testid': 'digit-grid' },
      element('header', {}, element('h2', {}, 'Test digits ', this.title), this.right, this.explanation),
      ...tools,
      this.list,
    );
    this.list.addEventListener('keydown', (event) => this.moveFocus(event));
    this.list.addEventListener('focusin', (event) => {
      const at = this.cells.findIndex(({ button }) => button === event.target);
      if (at >= 0) this.makeTabStop(at);
    });
  }

  /** @param plain the same digits in a comparison's run without a transformer, which may be at another epoch */
  show(samples: Samples, { dataset, network }: TrainerEventOf<'started'>, plain?: Samples): void {
    if (samples === this.shown && plain === this.shownPlain) return;
    const areInputsNew = samples.inputs !== this.shown?.inputs;
    this.shown = samples;
    this.shownPlain = plain;
    const isTransformed = network.transformers.length > 0;
    setText(
      this.explanation,
      isTransformed
        ? 'Each input with its label, and what the spatial transformer makes of it with the prediction. Choose one to inspect it.'
        : 'Each input with its label and the prediction; there is no transformer. Choose one to inspect it.',
    );
    this.list.classList.toggle('untransformed', !isTransformed);
    this.element.style.setProperty('--stn-digit', `${pictureEdge(samples, wantedEdge)}px`);
    setText(this.title, describeEpoch(samples.epoch));
    setText(this.right, countRight(samples) + (plain ? `; ${countRightWithout(plain, samples)}` : ''));
    // Before training nearly all are wrong: that many warnings would warn of nothing.
    this.list.classList.toggle('untrained', samples.epoch === 0);
    const indices = samples.digits.map(({ index }) => index);
    if (indices.join() !== this.indices.join()) this.rebuild(indices);
    samples.digits.forEach((digit, at) => {
      const other = plain?.digits.find(({ index }) => index === digit.index);
      this.fill(areInputsNew, this.cells[at], digit, samples, at, dataset.classNames);
      describe(this.cells[at], digit, dataset.classNames, other);
    });
  }

  /** Hides the digits where there are none of the chosen epoch; who put the tools there says why. */
  setMissing(isMissing: boolean): void {
    this.list.hidden = this.title.hidden = this.right.hidden = isMissing;
  }

  private rebuild(indices: number[]): void {
    this.indices = indices;
    this.cells = indices.map((index) => {
      const cell: Cell = {
        button: element('button', {
          type: 'button',
          class: 'digit',
          'data-testid': 'digit',
          'data-index': index,
        }),
        input: element('canvas', { class: 'pixels', 'data-testid': 'digit-input' }),
        output: element('canvas', { class: 'pixels transformed', 'data-testid': 'digit-output' }),
        label: element('span', { class: 'label' }),
        prediction: element('span'),
        share: element('span', { class: 'share' }),
        plain: element('span', { class: 'plain numbers', 'data-testid': 'digit-plain' }),
      };
      cell.button.append(
        cell.input,
        cell.output,
        cell.label,
        element('span', { class: 'prediction numbers' }, cell.prediction, cell.share),
        cell.plain,
      );
      cell.button.addEventListener('click', () => this.inspect(index));
      return cell;
    });
    this.list.replaceChildren(...this.cells.map(({ button }) => element('li', {}, button)));
    this.makeTabStop(0);
  }

  /** @param areInputsNew the same digits need no drawing again */
  private fill(
    areInputsNew: boolean,
    cell: Cell,
    digit: SampledDigit,
    samples: Samples,
    at: number,
    classNames: readonly string[],
  ): void {
    if (areInputsNew) drawImage(cell.input, samples.inputs, samples.inputSize, at);
    drawOutput(cell.output, samples, at);
    setText(cell.label, className(classNames, digit.label));
    setText(cell.prediction, signedPrediction(digit, classNames));
    setText(cell.share, formatProbability(digit.probability, 0));
    cell.button.classList.toggle('wrong', !isRight(digit));
    setAttribute(cell.button, 'data-epoch', samples.epoch);
    setAttribute(cell.button, 'data-predicted', digit.predicted);
  }

  /** One stop for the tab key and arrows within: a hundred stops would bar the way to what follows. */
  private makeTabStop(chosen: number): void {
    this.cells.forEach(({ button }, at) => {
      button.tabIndex = at === chosen ? 0 : -1;
    });
  }

  private moveFocus(event: KeyboardEvent): void {
    const at = this.cells.findIndex(({ button }) => button === event.target);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const moves: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - this.columns(),
      ArrowDown: at + this.columns(),
      Home: 0,
      End: this.cells.length - 1,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    this.cells.at(Math.max(0, Math.min(this.cells.length - 1, moves[event.key])))?.button.focus();
  }

  private columns(): number {
    const top = this.cells[0].button.offsetTop;
    const next = this.cells.findIndex(({ button }) => button.offsetTop > top);
    return next < 0 ? this.cells.length : next;
  }
}

/** In words, beside what the network without a transformer makes of it. */
function describe(
  { button, plain }: Cell,
  digit: SampledDigit,
  classNames: readonly string[],
  other: SampledDigit | undefined,
): void {
  plain.hidden = other === undefined;
  setText(plain, other ? `without: ${signedPrediction(other, classNames)}` : '');
  plain.classList.toggle('wrong', other !== undefined && !isRight(other));
  const description = describeDigit(digit, classNames, other);
  setAttribute(button, 'aria-label', description);
  setAttribute(button, 'title', description);
}
