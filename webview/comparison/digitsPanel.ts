/** The same digit through two of the runs, at any epoch. */
import type { EpochFileOf } from '../../src/shared/epochFiles';
import type { HostMessage } from '../../src/shared/viewProtocol';
import { exportMenu } from '../parts/export/exportMenu';
import { element, setText } from '../parts/page/dom';
import type { Host } from '../parts/page/host';
import { hasSameValues } from '../parts/page/sameValues';
import { checkbox, select } from '../parts/page/select';
import { arrival } from '../parts/time/arrival';
import { EpochCache, shareInputs } from '../parts/time/epochCache';
import { epochMs, EpochPlayer } from '../parts/time/epochPlayer';
import { EpochSlider } from '../parts/time/epochSlider';
import { PastEpochs, type Missing } from '../parts/time/pastEpochs';
import type { ComparisonChoices } from './choices';
import { DigitChoice } from './digitChoice';
import { DigitSide } from './digitSide';
import { sameDigitExport, type ShownPair } from './sameDigitExport';
import { differenceOfDigits, sameDigits, type SameDigit, type Sampled } from './sameDigits';
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
      element(
        'header',
        {},
        element('h2', {}, 'The same digit through two runs'),
        exportMenu(
          sameDigitExport({
            shown: () => this.shown(),
            epochs: () => Array.from({ length: this.player.newest + 1 }, (_, epoch) => epoch),
            sampledAt: (epoch, signal) => this.load(epoch, signal),
            epochMs: () => epochMs / this.player.speed,
          }),
        ),
      ),
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
    if (namesOf(pair) !== this.shownPair) this.player.reset();
    this.shownPair = namesOf(pair);
    this.player.grow(Math.max(...pair.map(newestEpoch)));
    this.slider.show();
    this.selects.forEach((one, side) => {
      one.setOptions(this.runs.map(({ name, title }) => ({ value: name, name: title })));
      one.setValue(pair[side].name);
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
    const sampled = sampledOf(pair, [left, right]);
    const same = sameDigits(...sampled);
    setText(this.sentence, differenceOfDigits(...sampled, same));
    const chosen = this.chosenOf(same);
    this.pair.hidden = this.choice.element.hidden = chosen === undefined;
    if (!chosen) return;
    const { classNames } = pair[0].history.started.dataset;
    this.choice.show(same, [left, right], chosen.index, classNames);
    this.sides.forEach((side, at) =>
      side.show(pair[at], sampled[at].samples, chosen.positions[at], this.choices.isGridShown),
    );
  }

  private chosenOf(same: readonly SameDigit[]): SameDigit | undefined {
    return same.find(({ index }) => index === this.choices.digit) ?? same.at(0);
  }

  /** For an export. */
  private shown(): ShownPair {
    const pair = this.pairOf(this.runs);
    const [left, right] = this.samplesOf(pair, this.player.epoch);
    if (!left || !right || 'sentence' in left || 'sentence' in right) {
      throw new Error('The digits of this epoch are not here; choose another epoch.');
    }
    const sampled = sampledOf(pair, [left, right]);
    const chosen = this.chosenOf(sameDigits(...sampled));
    if (!chosen) throw new Error('No digit went through both runs; choose other runs.');
    return { sampled, index: chosen.index, isGridShown: this.choices.isGridShown };
  }

  /** Asks for an epoch as the slider does, and waits for it. */
  private async load(epoch: number, signal: AbortSignal): Promise<ShownPair['sampled'] | undefined> {
    const pair = this.pairOf(this.runs);
    const find = (): Pair<Samples | Missing> | undefined => {
      if (namesOf(this.pairOf(this.runs)) !== namesOf(pair)) {
        throw new Error('Other runs are shown now; export them anew.');
      }
      const [left, right] = this.samplesOf(pair, epoch);
      return left && right && [left, right];
    };
    const [left, right] = await arrival(epoch, find, signal);
    return 'sentence' in left || 'sentence' in right ? undefined : sampledOf(pair, [left, right]);
  }

  /** Of each run of the pair, where it is not so far its newest; undefined while they are on their way. */
  private samplesOf(pair: Pair<ReadRun>, epoch: number): Pair<Samples | Missing | undefined> {
    const [left, right] = pair.map((run) => this.pastOf(run).find(Math.min(epoch, newestEpoch(run))));
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

/** Tells one pair from another: no folder's name has a line end. */
function namesOf(pair: Pair<ReadRun>): string {
  return pair.map(({ name }) => name).join('\n');
}

function sampledOf([left, right]: Pair<ReadRun>, [ofLeft, ofRight]: Pair<Samples>): Pair<Sampled> {
  const sampled = ({ title, history: { started } }: ReadRun, samples: Samples): Sampled => ({
    ...{ title, started, samples },
  });
  return [sampled(left, ofLeft), sampled(right, ofRight)];
}
