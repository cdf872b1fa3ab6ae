/** A sentence that the user has to see, with what can be done about it. */
import { element, setText } from './dom';

const introductions = { error: 'Failed: ', warning: 'Warning: ', notice: 'Note: ' } as const;

export class Banner {
  readonly element: HTMLElement;
  private readonly sentence = element('span');

  /**
   * @param kind how it is introduced and coloured
   * @param actions buttons beside it
   */
  constructor(kind: 'error' | 'warning' | 'notice', testId: string, actions: readonly HTMLElement[] = []) {
    this.element = element(
      'div',
      {
        class: `banner ${kind}`,
        role: kind === 'notice' ? 'note' : 'alert',
        'data-testid': testId,
        hidden: true,
      },
      element('p', {}, element('strong', {}, introductions[kind]), this.sentence),
      ...actions,
    );
  }

  /** @param sentence empty hides it */
  show(sentence: string): void {
    setText(this.sentence, sentence);
    this.element.hidden = sentence === '';
  }
}
