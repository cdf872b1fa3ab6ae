/** What can be asked further of the inspected image, each in a part of the page that opens. */
import type { Answer } from '../../../src/shared/queries';
import type { ViewMessage } from '../../../src/shared/viewProtocol';
import { element } from '../../parts/page/dom';
import { EpochStrip, type EpochChooser } from './epochStrip';
import { HandPanel } from './handPanel';
import { furtherParts, type FurtherPart } from '../remembered';
import { ResponsePanel } from './responsePanel';
import type { Subject } from '../subject';

export class Further {
  readonly element: HTMLElement;
  readonly epochs: EpochStrip;
  private readonly response: ResponsePanel;
  private readonly hand: HandPanel;
  private questions = 0;

  /** @param toggled a part was opened or closed */
  constructor(
    post: (message: ViewMessage) => void,
    open: readonly FurtherPart[],
    toggled: () => void,
    time: EpochChooser,
  ) {
    const line = { post, number: () => ++this.questions, epoch: () => time.epoch };
    this.epochs = new EpochStrip(line, open.includes('epochs'), toggled, time);
    this.response = new ResponsePanel(line, open.includes('response'), toggled);
    this.hand = new HandPanel(line, open.includes('hand'), toggled);
    this.element = element(
      'div',
      { class: 'further-parts' },
      this.epochs.element,
      this.response.element,
      this.hand.element,
    );
  }

  get open(): FurtherPart[] {
    return furtherParts.filter((part) => this[part].element.open);
  }

  /** There is another network. */
  forget(): void {
    for (const part of furtherParts) this[part].forget();
  }

  show(subject: Subject): void {
    for (const part of furtherParts) this[part].show(subject);
  }

  answered(question: number, answer: Answer): void {
    for (const part of furtherParts) {
      for (const queries of this[part].queries) queries.answered(question, answer);
    }
  }

  unanswered(question: number, sentence: string): void {
    for (const part of furtherParts) {
      for (const queries of this[part].queries) queries.unanswered(question, sentence);
    }
  }
}
