/** What the dashboard shows before there is anything to chart. */
import { button } from '../parts/page/controls';
import { element, setText } from '../parts/page/dom';
import { emblem } from '../parts/page/emblem';

export class Welcome {
  readonly element: HTMLElement;
  private readonly title = element('h2');
  private readonly invitation = element('span', {}, 'Press Train: ');
  private readonly train: HTMLElement;

  constructor(train: () => void) {
    this.train = button({ label: 'Train', testId: 'welcome-train', primary: true, press: train }).element;
    this.element = element(
      'section',
      { class: 'welcome', 'data-testid': 'welcome', hidden: true },
      emblem(),
      this.title,
      element(
        'p',
        {},
        this.invitation,
        'A network will learn to read handwritten digits, and to turn, scale and shift each one so that it is easier to read. ',
        'After every epoch you will see its loss and accuracy here, and what it makes of the same test digits.',
      ),
      this.train,
    );
  }

  /** @param isBusy a run is being prepared: the first pictures are on their way */
  show(isBusy: boolean): void {
    this.element.hidden = false;
    setText(this.title, isBusy ? 'Getting ready' : 'Watch a spatial transformer network learn');
    this.invitation.hidden = isBusy;
    this.train.hidden = isBusy;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
