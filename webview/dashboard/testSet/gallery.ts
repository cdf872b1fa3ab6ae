/** The kept digits of a cell of the confusion matrix, or all mistakes: input, output, prediction; a click inspects. */
import type { EpochFileOf } from '../../../src/shared/epochFiles';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { describeCell, countDigits } from '../../parts/confusion/confusionWords';
import { DigitCell } from '../../parts/digits/digitCell';
import { describeEpoch, isRight } from '../../parts/digits/digitWords';
import { formatCount } from '../../parts/page/format';
import { element, setText } from '../../parts/page/dom';
import { pictureEdge } from '../../parts/digits/pictureSize';
import type { Choice } from './testSetChoice';

/** Of all mistakes: more would be slow to draw while the slider moves. */
const mostShown = 60;

/** Of a picture, in CSS pixels. */
const wantedEdge = 56;

export class Gallery {
  readonly element: HTMLElement;
  private readonly title = element('h3', { 'data-testid': 'gallery-title' });
  private readonly explanation = element('p', {
    class: 'muted',
    role: 'status',
    'data-testid': 'gallery-explanation',
  });
  private readonly list = element('ul', { class: 'digits', 'data-testid': 'gallery' });
  private cells: ReadonlyMap<number, DigitCell> = new Map();
  private shown = '';
  private file: EpochFileOf<'gallery'> | undefined;

  /** @param inspect called with the test set's index of a chosen digit */
  constructor(private readonly inspect: (index: number) => void) {
    this.element = element('div', { class: 'gallery' }, this.title, this.explanation, this.list);
  }

  /** @param file undefined while it is on its way: what was shown stays */
  show(
    choice: Choice,
    breakdown: TrainerEventOf<'breakdown'>,
    { dataset, network }: TrainerEventOf<'started'>,
    file: EpochFileOf<'gallery'> | undefined,
  ): void {
    if (!file) return;
    const key = JSON.stringify(choice);
    if (file === this.file && key === this.shown) return;
    this.shown = key;
    this.file = file;
    const { classNames } = dataset;
    const count = countOf(choice, breakdown.confusion);
    const name =
      choice === 'mistakes' ? `Mistakes: ${countDigits(count)}` : describeCell(choice, count, classNames);
    setText(this.title, `${name}, ${describeEpoch(breakdown.epoch)}`);
    const places = chosenDigits(choice, file);
    setText(this.explanation, explain(choice, places.length, count));
    this.list.classList.toggle('untransformed', network.transformers.length === 0);
    this.element.style.setProperty('--stn-digit', `${pictureEdge(file, wantedEdge)}px`);
    const before = this.cells;
    this.cells = new Map(
      places.map((at) => {
        const { index } = file.digits[at];
        return [index, before.get(index) ?? new DigitCell(index, this.inspect)];
      }),
    );
    this.list.replaceChildren(...Array.from(this.cells.values(), (cell) => cell.element));
    for (const at of places) this.cells.get(file.digits[at].index)?.show(file, at, classNames);
  }

  /** One sentence in place of digits. */
  explainMissing(sentence: string): void {
    this.file = undefined;
    setText(this.title, '');
    setText(this.explanation, sentence);
    this.list.replaceChildren();
  }
}

function countOf(choice: Choice, confusion: readonly (readonly number[])[]): number {
  if (choice !== 'mistakes') return confusion.at(choice.label)?.at(choice.predicted) ?? 0;
  return confusion.reduce(
    (sum, row, label) => sum + row.reduce((ofRow, count, at) => ofRow + (at === label ? 0 : count), 0),
    0,
  );
}

/** Their positions in the file: of mistakes, the surest first. */
function chosenDigits(choice: Choice, { digits }: EpochFileOf<'gallery'>): number[] {
  const places = digits.flatMap((digit, at) => {
    const isOf =
      choice === 'mistakes'
        ? !isRight(digit)
        : digit.label === choice.label && digit.predicted === choice.predicted;
    return isOf ? [at] : [];
  });
  if (choice !== 'mistakes') return places;
  return places.sort((a, b) => digits[b].probability - digits[a].probability).slice(0, mostShown);
}

function explain(choice: Choice, shown: number, count: number): string {
  if (count === 0) return 'There is none of these.';
  const some =
    shown < count ? `${formatCount(shown)} of ${formatCount(count)} are shown, ${which(choice)}. ` : '';
  return `${some}Choose one to inspect it.`;
}

function which(choice: Choice): string {
  // A run keeps some of each cell: a cell's others may have been as sure as those of the next.
  if (choice === 'mistakes') return 'the surest of each cell';
  return `those that the network was ${choice.label === choice.predicted ? 'least sure' : 'surest'} of`;
}
