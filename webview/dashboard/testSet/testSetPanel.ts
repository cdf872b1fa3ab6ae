/** What the test set says at the slider's epoch: the confusion matrix, and the digits behind its cells. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { HostMessage } from '../../../src/shared/viewProtocol';
import { ConfusionMatrix } from '../../parts/confusion/confusionMatrix';
import { isSameCell } from '../../parts/confusion/confusionWords';
import { button, type ButtonControl } from '../../parts/page/controls';
import { describeEpoch } from '../../parts/digits/digitWords';
import { element, setText } from '../../parts/page/dom';
import { EpochCache } from '../../parts/time/epochCache';
import type { EpochPlayer } from '../../parts/time/epochPlayer';
import type { Host } from '../../parts/page/host';
import { memoryOf, type Memory } from '../../parts/page/memory';
import { Gallery } from './gallery';
import { recallChoice, rememberChoice, type Choice } from './testSetChoice';
import { PastEpochs } from '../../parts/time/pastEpochs';

/** Of galleries; one is half a megabyte at most. */
const maximumBytes = 15e6;

export class TestSetPanel {
  readonly element: HTMLElement;
  private readonly epoch = element('span', { class: 'unit muted', 'data-testid': 'confusion-epoch' });
  private readonly missing = element('p', { role: 'status', 'data-testid': 'confusion-missing' });
  private readonly matrix = new ConfusionMatrix((cell) => this.choose(cell));
  private readonly gallery: Gallery;
  private readonly mistakes: ButtonControl;
  private readonly past: PastEpochs<'gallery'>;
  private readonly memory: Memory;
  private choice: Choice | undefined;
  private history: RunHistory | undefined;

  /** @param inspect called with the test set's index of a chosen digit */
  constructor(
    host: Host,
    private readonly player: EpochPlayer,
    inspect: (index: number) => void,
  ) {
    this.memory = memoryOf(host);
    this.gallery = new Gallery(inspect);
    this.past = new PastEpochs('gallery', 'main', host, new EpochCache(maximumBytes));
    this.mistakes = button({
      label: 'Show mistakes',
      testId: 'show-mistakes',
      title: 'Shows all kept digits that are taken for another; a cell of the matrix shows its own',
      press: () => this.choose('mistakes'),
    });
    this.element = element(
      'section',
      { class: 'test-set', 'aria-label': 'Confusion matrix' },
      element('header', {}, element('h2', {}, 'What is taken for what ', this.epoch), this.mistakes.element),
      this.missing,
      element('div', { class: 'halves' }, this.matrix.element, this.gallery.element),
    );
  }

  show(history: RunHistory): void {
    const { directory } = history.started;
    if (directory !== this.history?.started.directory) this.choice = recallChoice(this.memory, directory);
    this.history = history;
    this.past.follow(history);
    this.draw();
  }

  /** Takes the host's answers. @returns whether it was one for this panel */
  receive(message: HostMessage): boolean {
    return this.past.receive(message);
  }

  private choose(choice: Choice): void {
    const { choice: before } = this;
    const isSame =
      choice === 'mistakes' || before === 'mistakes' ? choice === before : isSameCell(choice, before);
    // The same once more puts the digits away.
    this.choice = isSame ? undefined : choice;
    if (this.history) rememberChoice(this.memory, this.history.started.directory, this.choice);
    this.draw();
  }

  private draw(): void {
    const { history, choice, player } = this;
    if (!history) return;
    const { epoch } = player;
    const breakdown = history.breakdowns.find((known) => known.epoch === epoch);
    this.element.hidden = history.samples.length === 0;
    this.mistakes.setLabel(choice === 'mistakes' ? 'Hide mistakes' : 'Show mistakes');
    setText(this.epoch, describeEpoch(epoch));
    setText(this.missing, breakdown ? '' : missingSentence(history, epoch));
    this.matrix.element.hidden = breakdown === undefined;
    this.gallery.element.hidden = breakdown === undefined || choice === undefined;
    if (!breakdown) return;
    this.matrix.show(
      breakdown,
      history.started.dataset.classNames,
      choice === 'mistakes' ? undefined : choice,
    );
    if (choice === undefined) return;
    const found = this.past.find(epoch);
    if (found && 'sentence' in found) this.gallery.explainMissing(found.sentence);
    else this.gallery.show(choice, breakdown, history.started, found);
  }
}

function missingSentence({ breakdowns }: RunHistory, epoch: number): string {
  if (breakdowns.length === 0) {
    return 'This run does not tell what is taken for what: it was trained with an older version. Train again to see it.';
  }
  return `The run does not tell what was taken for what ${describeEpoch(epoch)}. Choose another epoch.`;
}
