/** What is asked of the network about the page's input, and which of the answers still hold when they come. */
import type { RunHistory } from '../../src/shared/runHistory';
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import type { HostMessage, ViewMessage } from '../../src/shared/viewProtocol';
import type { OwnInput } from './input/ownInput';
import { InspectionRequests, type Question } from './requests';

type Inspection = TrainerEventOf<'inspection'>;

export interface AskingPage {
  readonly post: (message: ViewMessage) => void;
  /** The run that is asked of; undefined before the first. */
  readonly history: () => RunHistory | undefined;
  /** Whole epochs trained, of whose weights it is asked; undefined: the weights as they are now. */
  readonly epoch: () => number | undefined;
  /** @param unmoved the image before it was moved; undefined where it is gone */
  readonly show: (inspection: Inspection, unmoved: Uint8Array | undefined) => void;
  /** There is nothing to look at. */
  readonly hide: () => void;
  readonly complain: (sentence: string) => void;
}

interface Asked extends Question {
  /** What it is about; what a slider does to it changes nothing here. */
  readonly subject: string;
  readonly message: ViewMessage;
  /** The test digit that an image was made from. */
  readonly digit?: Inspection;
}

/** Between two batches of the slowest engine an input is computed long before. */
const patienceMs = 15_000;

export class Asking {
  private readonly requests: InspectionRequests<Asked>;
  /** The test digit as it is, once it was computed: the sliders move its pixels. */
  private unmoved: Inspection | undefined;
  private looks = 0;

  /** @param index of the test digit */
  constructor(
    public index: number,
    private readonly own: OwnInput,
    private readonly page: AskingPage,
  ) {
    this.requests = new InspectionRequests({
      patienceMs,
      send: ({ message }) => page.post(message),
      giveUp: ({ subject }) =>
        page.complain(
          `${subject} was not computed within ${patienceMs / 1000} seconds; the log may say why.`,
        ),
    });
  }

  get isWaiting(): boolean {
    return this.requests.isWaiting;
  }

  /** There is another run: it may have other digits, of another size. */
  forget(): void {
    this.unmoved = undefined;
  }

  /** Asks anew, for the input and the epoch of now. */
  ask(): void {
    const { own, page, unmoved, index } = this;
    // Without a run there is nobody to ask.
    const size = page.history()?.started.dataset.size;
    if (!size) return;
    if (own.shownSource !== 'digit') {
      const image = own.image(size);
      if (image) this.requests.ask(this.look(image));
      else page.hide();
    } else if (own.isMoved && unmoved?.index === index) {
      this.requests.ask({ ...this.look(own.move(unmoved.input, size)), digit: unmoved });
    } else {
      this.requests.ask({
        key: `digit ${index}`,
        subject: this.subject,
        message: { type: 'inspect', index, epoch: page.epoch() },
      });
    }
  }

  /** @returns whether the message was for this alone */
  receive(message: HostMessage): boolean {
    switch (message.type) {
      case 'event':
        if (message.event.type !== 'inspection') return false;
        this.computed(message.event);
        return true;
      case 'cannotInspect':
        if (message.index === this.index) this.refused(`digit ${message.index}`, message.message);
        else this.requests.answered(`digit ${message.index}`);
        return true;
      case 'looked':
        this.looked(message.question, message.inspection);
        return true;
      case 'cannotLook':
        this.refused(`look ${message.question}`, message.message);
        return true;
      default:
        return false;
    }
  }

  /** What is to be seen, as a sentence begins with it. */
  private get subject(): string {
    const source = this.own.shownSource;
    if (source === 'digit') return `Test digit ${this.index}`;
    return source === 'drawing' ? 'The drawing' : 'The PNG';
  }

  private look(image: Uint8Array): Asked {
    const question = ++this.looks;
    return {
      key: `look ${question}`,
      subject: this.subject,
      message: { type: 'look', question, image, epoch: this.page.epoch() },
    };
  }

  private computed(inspection: Inspection): void {
    const { index } = inspection;
    if (index === null) return;
    this.requests.answered(`digit ${index}`);
    // The arrow keys may be further on by now, or the slider: then what it came to is being asked.
    if (this.own.shownSource !== 'digit' || index !== this.index) return;
    if (this.isOtherEpoch(inspection) && !this.isWaiting) return;
    this.unmoved = inspection;
    if (this.own.isMoved) this.ask();
    else this.show(inspection);
  }

  /** A late answer, to a question that was given up. */
  private isOtherEpoch({ epoch, batch }: Inspection): boolean {
    const wanted = this.page.epoch();
    return wanted !== undefined && (epoch !== wanted || batch !== 0);
  }

  private looked(question: number, inspection: Inspection): void {
    const asked = this.requests.answered(`look ${question}`);
    if (asked?.subject !== this.subject) return;
    const { digit } = asked;
    // A drawing may have been wiped meanwhile, a digit put back to where it was.
    const isStale = digit ? !this.own.isMoved : this.own.isBlank;
    if (isStale) return;
    this.show(digit ? { ...inspection, index: digit.index, label: digit.label } : inspection);
  }

  private refused(key: string, sentence: string): void {
    const asked = this.requests.answered(key);
    if (!asked || asked.subject === this.subject) this.page.complain(sentence);
  }

  private show(inspection: Inspection): void {
    const isDigit = this.own.shownSource === 'digit';
    const unmoved = isDigit ? this.unmoved?.input : this.own.unmovedImage(inspection.inputSize);
    this.page.show(inspection, unmoved);
  }
}
