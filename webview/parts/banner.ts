/** A sentence that the user has to see, with what can be done about it. */
import { element, setText } from './dom';

export class Banner {
  readonly element: HTMLElement;
  private readonly sentence = element('span');

  /**
   * @param kind how it is introduced and coloured
   * @param actions buttons beside it
   */
  constructor(kind: 'error' | 'notice', testId: string, actions: readonly HTMLElement[] = []) {
    this.element = element(
      'div',
      {
        class: `banner ${kind}`,
        role: kind === 'error' ? 'alert' : 'note',
        'data-testid': testId,
        hidden: true,
      },
      element('p', {}, element('strong', {}, kind === 'error' ? 'Failed: ' : 'Note: '), this.sentence),
      ...actions,
    );
  }

  /** @param sentence empty hides it */
  show(sentence: string): void {
    setText(this.sentence, sentence);
    this.element.hidden = sentence === '';
  }
}
