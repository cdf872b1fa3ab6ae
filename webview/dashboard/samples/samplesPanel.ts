/** The sampled digits of any epoch: the newest live, older ones by the slider, which asks the host for them. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { RunName } from '../../../src/shared/runPair';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import type { HostMessage } from '../../../src/shared/viewProtocol';
import { DigitGrid } from '../../parts/digits/digitGrid';
import { digitsExport, type ShownDigits } from '../../parts/digits/digitsExport';
import { exportMenu } from '../../parts/export/exportMenu';
import { element, setText } from '../../parts/page/dom';
import { arrival } from '../../parts/time/arrival';
import { EpochCache, shareInputs } from '../../parts/time/epochCache';
import { epochMs, type EpochPlayer } from '../../parts/time/epochPlayer';
import type { Host } from '../../parts/page/host';
import { memoryOf } from '../../parts/page/memory';
import { ArrangementBar } from './arrangementBar';
import { PastEpochs, type Missing } from '../../parts/time/pastEpochs';
import { arrangementFor, samplesChoices, type SamplesChoices } from './samplesChoices';

type Samples = TrainerEventOf<'samples'>;

/** Bounds what the dashboard holds of one run; two make a comparison. 200 epochs of 100 digits of 28×28 are 35 MB. */
const maximumBytes = 90e6;

/** Epochs asked for before playing comes to them. */
const ahead = 6;

export class SamplesPanel {
  readonly element: HTMLElement;
  private readonly sentence = element('p', {
    class: 'missing',
    role: 'status',
    'data-testid': 'samples-missing',
  });
  private readonly bar = new ArrangementBar((choice) => {
    this.choices = { ...this.choices, ...choice };
    this.remember();
    this.changed();
  });
  private readonly digits: DigitGrid;
  private readonly past: Readonly<Record<RunName, PastEpochs<'samples'>>>;
  private choices: SamplesChoices;
  /** As it was last given to the host: playing changes nothing of it. */
  private remembered = '';
  private history: RunHistory | undefined;
  private plain: RunHistory | undefined;

  /** @param changed is called where something else is to be shown */
  constructor(
    private readonly host: Host,
    private readonly player: EpochPlayer,
    private readonly changed: () => void,
  ) {
    const pastOf = (run: RunName) =>
      new PastEpochs('samples', run, host, new EpochCache(maximumBytes, shareInputs));
    this.past = { main: pastOf('main'), twin: pastOf('twin') };
    this.digits = new DigitGrid(
      (index) => host.post({ type: 'inspect', index }),
      [this.bar.element, this.sentence],
      exportMenu(
        digitsExport({
          shown: () => this.shownDigits(),
          epochs: () => Array.from({ length: player.newest + 1 }, (_, epoch) => epoch),
          samplesOf: (epoch, signal) => this.load(epoch, signal),
          epochMs: () => epochMs / player.speed,
        }),
      ),
    );
    this.element = this.digits.element;
    this.choices = samplesChoices(host.recall());
  }

  /** @param plain the comparison's run without a transformer */
  show(history: RunHistory, plain: RunHistory | undefined): void {
    const newest = history.samples.at(-1);
    this.history = history;
    this.plain = plain;
    this.past.main.follow(history, newest);
    if (plain) this.past.twin.follow(plain, plain.samples.at(-1));
    this.element.hidden = newest === undefined;
    if (newest) this.draw();
  }

  /** Whether this epoch can be shown at once. */
  isReady(epoch: number): boolean {
    return this.find(epoch) !== undefined;
  }

  /** Takes the host's answers. @returns whether it was one for this panel */
  receive(message: HostMessage): boolean {
    return [this.past.main, this.past.twin].some((past) => past.receive(message));
  }

  private draw(): void {
    const { history, plain, player } = this;
    if (!history) return;
    if (player.isPlaying) this.prefetch();
    const found = this.find(player.epoch);
    // What was shown stays until the epoch's samples are here.
    if (!found) return;
    const isMissing = 'sentence' in found;
    setText(this.sentence, isMissing ? found.sentence : '');
    this.digits.setMissing(isMissing);
    if (isMissing) return;
    const { started } = history;
    const arrangement = arrangementFor(this.choices, started);
    this.bar.show(this.choices, arrangement, started, found.digits);
    this.element.style.setProperty('--stn-swipe', `${this.choices.swipe}%`);
    this.digits.show(found, started, arrangement, plain && this.findPlain(player.epoch));
  }

  /** Undefined while a part of it is on its way. */
  private find(epoch: number): Samples | Missing | undefined {
    const found = this.past.main.find(epoch);
    if (this.plain && this.plainEpoch(epoch) !== undefined) {
      const beside = this.past.twin.find(this.plainEpoch(epoch) ?? 0);
      if (!beside) return undefined;
    }
    return found;
  }

  private shownDigits(): ShownDigits {
    const samples = this.find(this.player.epoch);
    if (!this.history || !samples || 'sentence' in samples) {
      throw new Error('The digits of this epoch are not here; choose another epoch.');
    }
    const { started } = this.history;
    return { samples, started, arrangement: arrangementFor(this.choices, started) };
  }

  private get runShown(): string {
    const { directory = '', time = '' } = this.history?.started ?? {};
    return `${directory} ${time}`;
  }

  /** Asks for an epoch as the slider does, and waits for it. */
  private async load(epoch: number, signal: AbortSignal): Promise<Samples | undefined> {
    const { main } = this.past;
    const run = this.runShown;
    const find = (): Samples | Missing | undefined => {
      if (this.runShown !== run) throw new Error('Another run is shown now; export it anew.');
      const found = main.find(epoch);
      main.prefetch(
        Array.from({ length: ahead }, (_, at) => epoch + 1 + at).filter((next) => next <= this.player.newest),
      );
      return found;
    };
    const found = await arrival(epoch, find, signal);
    return 'sentence' in found ? undefined : found;
  }

  private findPlain(epoch: number): Samples | undefined {
    const at = this.plainEpoch(epoch);
    const found = at === undefined ? undefined : this.past.twin.find(at);
    return found && 'sentence' in found ? undefined : found;
  }

  /** The same epoch of the run without a transformer, as far as it has come; its newest while following live. */
  private plainEpoch(epoch: number): number | undefined {
    const newest = this.plain?.samples.at(-1)?.epoch;
    if (newest === undefined) return undefined;
    return this.player.isLive ? newest : Math.min(epoch, newest);
  }

  private prefetch(): void {
    const { epoch, newest, isLooping } = this.player;
    const following = Array.from({ length: Math.min(ahead, newest) }, (_, at) => epoch + 1 + at).flatMap(
      (next) => (next <= newest ? [next] : isLooping ? [next - newest - 1] : []),
    );
    this.past.main.prefetch(following);
    const ofTwin = following.flatMap((next) => this.plainEpoch(next) ?? []);
    if (this.plain) this.past.twin.prefetch(ofTwin);
  }

  /** What was chosen, and how fast it plays, for when the page comes back. */
  remember(): void {
    const { isLooping, speed } = this.player;
    this.choices = { ...this.choices, isLooping, speed };
    const state = { samples: this.choices };
    const text = JSON.stringify(state);
    if (text === this.remembered) return;
    this.remembered = text;
    memoryOf(this.host).remember(state);
  }
}
