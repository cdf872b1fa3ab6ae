/** The fixed test digits of a run, each as what goes into the transformer beside what comes out. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { DigitCell } from './digitCell';
import { layouts, type Arrangement } from './arrangement';
import { arrangeDigits, type Filter } from './digitOrder';
import { countRight, countRightWithout, describeEpoch } from './digitWords';
import { element, setText } from '../page/dom';
import { pictureEdge } from './pictureSize';
import { samplingPaths } from './samplingPaths';

type Samples = TrainerEventOf<'samples'>;
type Started = TrainerEventOf<'started'>;

/** Of a picture, in CSS pixels. */
const wantedEdge = 84;

interface Shown {
  readonly samples: Samples;
  readonly started: Started;
  readonly plain: Samples | undefined;
  readonly arrangement: string;
}

export class DigitGrid {
  readonly element: HTMLElement;
  private readonly title = element('span', { 'data-testid': 'samples-epoch' });
  private readonly right = element('span', { class: 'muted numbers', 'data-testid': 'samples-right' });
  private readonly list = element('ul', { class: 'digits', 'aria-label': 'Sampled test digits' });
  private readonly explanation = element('p', { class: 'muted' });
  private readonly none = element('p', { role: 'status', 'data-testid': 'samples-none' });
  private cells: DigitCell[] = [];
  /** Of those, in the order of the page. */
  private visible: readonly DigitCell[] = [];
  private indices = '';
  private shown: Shown | undefined;
  /** Of the shown run; made when they are first wanted. */
  private paths: ReturnType<typeof samplingPaths> | undefined;

  /**
   * @param inspect called with the test set's index of a chosen digit
   * @param tools shown between the heading and the digits
   * @param corner beside the heading
   */
  constructor(
    private readonly inspect: (index: number) => void,
    tools: readonly HTMLElement[],
    corner: HTMLElement,
  ) {
    this.element = element(
      'section',
      { class: 'samples', 'aria-label': 'Sampled transforms', 'data-testid': 'digit-grid' },
      element(
        'header',
        {},
        element('h2', {}, 'Test digits ', this.title),
        this.right,
        this.explanation,
        corner,
      ),
      ...tools,
      this.none,
      this.list,
    );
    this.list.addEventListener('keydown', (event) => this.moveFocus(event));
    this.list.addEventListener('focusin', (event) => {
      const cell = this.visible.find(({ button }) => button === event.target);
      if (cell) this.makeTabStop(cell);
    });
  }

  /** @param plain the same digits in a comparison's run without a transformer, which may be at another epoch */
  show(samples: Samples, started: Started, arrangement: Arrangement, plain?: Samples): void {
    const now: Shown = { samples, started, plain, arrangement: JSON.stringify(arrangement) };
    const before = this.shown;
    if (before && isSame(before, now)) return;
    this.shown = now;
    const { classNames } = started.dataset;
    const isTransformed = started.network.transformers.length > 0;
    if (started !== before?.started) this.paths = undefined;
    setText(
      this.explanation,
      isTransformed
        ? 'Each input with its label, and what the spatial transformer makes of it with the prediction. Choose one to inspect it.'
        : 'Each input with its label and the prediction; there is no transformer. Choose one to inspect it.',
    );
    this.list.classList.toggle('untransformed', !isTransformed);
    for (const layout of layouts)
      this.list.classList.toggle(layout, isTransformed && layout === arrangement.layout);
    this.element.style.setProperty('--stn-digit', `${pictureEdge(samples, wantedEdge)}px`);
    setText(this.title, describeEpoch(samples.epoch));
    setText(this.right, countRight(samples) + (plain ? `; ${countRightWithout(plain, samples)}` : ''));
    // Before training nearly all are wrong: that many warnings would warn of nothing.
    this.list.classList.toggle('untrained', samples.epoch === 0);
    this.provideCells(samples);
    this.arrange(
      arrangeDigits(samples.digits, arrangement.order, arrangement.filter, started.network.transformers),
      arrangement.filter,
    );
    samples.digits.forEach((digit, at) => {
      const cell = this.cells[at];
      cell.show(
        samples,
        at,
        classNames,
        plain?.digits.find(({ index }) => index === digit.index),
      );
      cell.showGrid(arrangement.isGridShown ? this.pathsOf(digit.theta, now) : [], samples);
    });
  }

  /** Hides the digits where there are none of the chosen epoch; who put the tools there says why. */
  setMissing(isMissing: boolean): void {
    this.list.hidden = this.title.hidden = this.right.hidden = this.none.hidden = isMissing;
  }

  private pathsOf(theta: readonly number[], { started, samples }: Shown): readonly string[] {
    this.paths ??= samplingPaths(started, samples);
    return this.paths(theta);
  }

  private provideCells({ digits }: Samples): void {
    const indices = digits.map(({ index }) => index).join();
    if (indices === this.indices) return;
    this.indices = indices;
    this.cells = digits.map(({ index }) => new DigitCell(index, this.inspect));
  }

  private arrange(positions: readonly number[], filter: Filter): void {
    const sentence = filter === 'wrong' ? 'All of them are right.' : 'None of them is of this class.';
    setText(this.none, positions.length === 0 ? sentence : '');
    const wanted = positions.map((at) => this.cells[at]);
    const isSameOrder =
      wanted.length === this.visible.length && wanted.every((cell, at) => cell === this.visible[at]);
    if (isSameOrder) return;
    const hadFocus = this.visible.some((cell) => cell.isFocused);
    this.visible = wanted;
    const stop = wanted.find(({ button }) => button.tabIndex === 0) ?? wanted.at(0);
    this.list.replaceChildren(...wanted.map((cell) => cell.element));
    if (!stop) return;
    this.makeTabStop(stop);
    // What is moved or taken away loses it; the keyboard stays among the digits.
    if (hadFocus) stop.button.focus({ preventScroll: true });
  }

  /** One stop for the tab key and arrows within: a hundred stops would bar the way to what follows. */
  private makeTabStop(chosen: DigitCell): void {
    for (const cell of this.cells) cell.button.tabIndex = cell === chosen ? 0 : -1;
  }

  private moveFocus(event: KeyboardEvent): void {
    const at = this.visible.findIndex(({ button }) => button === event.target);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = this.visible.length - 1;
    const moves: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - this.columns(),
      ArrowDown: at + this.columns(),
      Home: 0,
      End: last,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    this.visible[Math.max(0, Math.min(last, moves[event.key]))].button.focus();
  }

  private columns(): number {
    const top = this.visible[0].button.offsetTop;
    const next = this.visible.findIndex(({ button }) => button.offsetTop > top);
    return next < 0 ? this.visible.length : next;
  }
}

function isSame(one: Shown, other: Shown): boolean {
  return (
    one.samples === other.samples &&
    one.started === other.started &&
    one.plain === other.plain &&
    one.arrangement === other.arrangement
  );
}
