/** The same digit through two of the runs, at any epoch. */
import type { EpochFileOf } from '../../src/shared/epochFiles';
import type { HostMessage } from '../../src/shared/viewProtocol';
import { element, setText } from '../parts/page/dom';
import type { Host } from '../parts/page/host';
import { hasSameValues } from '../parts/page/sameValues';
import { checkbox, select } from '../parts/page/select';
import { EpochCache, shareInputs } from '../parts/time/epochCache';
import { EpochPlayer } from '../parts/time/epochPlayer';
import { EpochSlider } from '../parts/time/epochSlider';
import { PastEpochs, type Missing } from '../parts/time/pastEpochs';
import type { ComparisonChoices } from './choices';
import { DigitChoice } from './digitChoice';
import { DigitSide } from './digitSide';
import { differenceOfDigits, sameDigits } from './sameDigits';
import { isRead, type ReadRun, type ShownRun } from './store';

type Samples = EpochFileOf<'samples'>;
type Pair<T> = readonly [T, T];

/** Bounds what is held of each of the two runs. */
const maximumBytes = 45e6;

const places = ['left', 'right'] as const;

export class DigitsPanel {
  readonly element: HTMLElement;
  private readonly player: EpochPlayer;
  private readonly slider: EpochSlider;
  private readonly selects;
  private readonly grid;
  private readonly sentence = element('p', { role: 'status', 'data-testid': 'digits-sentence' });
  private readonly sides = places.map((place) => new DigitSide(place));
  private readonly pair = element('div', { class: 'sides' }, ...this.sides.map((side) => side.element));
  private readonly choice: DigitChoice;
  private readonly past = new Map<string, PastEpochs<'samples'>>();
  private runs: readonly ReadRun[] = [];
  private shownPair = '';
  /** What was drawn last: batches come often, and change none of it. */
  private drawn: readonly unknown[] = [];

  /**
   * @param change called with what the user chose anew
   * @param redraw called where something else is to be shown
   */
  constructor(
    private readonly host: Host,
    private choices: ComparisonChoices,
    private readonly change: (choice: Partial<ComparisonChoices>) => void,
    redraw: () => void,
  ) {
    this.player = new EpochPlayer({
      isReady: (epoch) => this.samplesOf(this.pairOf(this.runs), epoch).every((found) => found !== undefined),
      changed: redraw,
    });
    this.slider = new EpochSlider(this.player);
    this.selects = places.map((place, side) =>
      select({
        label: `${place === 'left' ? 'Left' : 'Right'} run`,
        testId: `${place}-run`,
        options: [],
        change: (name) => this.chooseSide(side, name),
      }),
    );
    this.grid = checkbox('Sampling grid', 'side-grids', (isGridShown) => change({ isGridShown }));
    this.choice = new DigitChoice((digit) => change({ digit }));
    this.element = element(
      'section',
      { class: 'same-digit', 'aria-label': 'The same digit through two runs' },
      element('h2', {}, 'The same digit through two runs'),
      element('div', { class: 'fields' }, ...this.selects.map((one) => one.element), this.grid.element),
      this.slider.element,
      this.sentence,
      this.pair,
      this.choice.element,
    );
  }

  show(all: readonly ShownRun[], choices: ComparisonChoices): void {
    this.choices = choices;
    this.runs = all.filter(isRead).filter(({ history }) => history.samples.length > 0);
    this.element.hidden = this.runs.length < 2;
    if (this.element.hidden) return;
    const pair = this.pairOf(this.runs);
    for (const run of pair) this.pastOf(run).follow(run.history, run.history.samples.at(-1));
    const names = pair.map(({ name }) => name);
    if (names.join('\n') !== this.shownPair) this.player.reset();
    this.shownPair = names.join('\n');
    this.player.grow(Math.max(...pair.map(newestEpoch)));
    this.slider.show();
    this.selects.forEach((one, side) => {
      one.setOptions(this.runs.map(({ name, title }) => ({ value: name, name: title })));
      one.setValue(names[side]);
    });
    this.grid.setChecked(choices.isGridShown);
    this.draw(pair);
  }

  /** Takes the host's answers. @returns whether it was one for this panel */
  receive(message: HostMessage): boolean {
    return [...this.past.values()].some((past) => past.receive(message));
  }

  private draw(pair: Pair<ReadRun>): void {
    const [left, right] = this.samplesOf(pair, this.player.epoch);
    // What was shown stays until the epoch's samples are here.
    if (!left || !right) return;
    const now = [
      left,
      right,
      ...pair.flatMap(({ title, history }) => [title, history.started]),
      this.choices,
    ];
    if (hasSameValues(now, this.drawn)) return;
    this.drawn = now;
    const missing = [left, right].flatMap((found, side) =>
      'sentence' in found ? [`${pair[side].title}: ${found.sentence}`] : [],
    );
    this.pair.hidden = this.choice.element.hidden = missing.length > 0;
    setText(this.sentence, missing.join(' '));
    if ('sentence' in left || 'sentence' in right) return;
    const sampled = [left, right].map((samples, side) => ({
      ...{ title: pair[side].title, started: pair[side].history.started, samples },
    }));
    const same = sameDigits(sampled[0], sampled[1]);
    setText(this.sentence, differenceOfDigits(sampled[0], sampled[1], same));
    const chosen = same.find(({ index }) => index === this.choices.digit) ?? same.at(0);
    this.pair.hidden = this.choice.element.hidden = chosen === undefined;
    if (!chosen) return;
    const { classNames } = pair[0].history.started.dataset;
    this.choice.show(same, [left, right], chosen.index, classNames);
    this.sides.forEach((side, at) =>
      side.show(pair[at], sampled[at].samples, chosen.positions[at], this.choices.isGridShown),
    );
  }

  /** Of each run of the pair; undefined while they are on their way. */
  private samplesOf(pair: Pair<ReadRun>, epoch: number): Pair<Samples | Missing | undefined> {
    const [left, right] = pair.map((run) => {
      const newest = newestEpoch(run);
      return this.pastOf(run).find(this.player.isLive ? newest : Math.min(epoch, newest));
    });
    return [left, right];
  }

  /** The chosen two; where those are gone, or are one, others take their place. */
  private pairOf(runs: readonly ReadRun[]): Pair<ReadRun> {
    const [wantedLeft, wantedRight] = this.choices.sides;
    const left =
      runs.find(({ name }) => name === wantedLeft) ?? runs.find(({ name }) => name !== wantedRight);
    const right =
      runs.find((run) => run !== left && run.name === wantedRight) ?? runs.find((run) => run !== left);
    if (!left || !right) throw new Error('There are no two runs to show.');
    return [left, right];
  }

  /** Where the run is already on the other side, both change sides. */
  private chooseSide(side: number, name: string): void {
    const names = this.pairOf(this.runs).map((run) => run.name);
    const sides = names.includes(name)
      ? [names[1], names[0]]
      : names.map((old, at) => (at === side ? name : old));
    this.change({ sides });
  }

  private pastOf({ name }: ReadRun): PastEpochs<'samples'> {
    const known = this.past.get(name);
    if (known) return known;
    const past = new PastEpochs('samples', name, this.host, new EpochCache(maximumBytes, shareInputs));
    this.past.set(name, past);
    return past;
  }
}

function newestEpoch({ history }: ReadRun): number {
  return history.samples.at(-1)?.epoch ?? 0;
}
