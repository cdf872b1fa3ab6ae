/** What the dashboard shows before there is anything to chart. */
import { button } from '../parts/controls';
import { element } from '../parts/dom';
import { emblem } from '../parts/emblem';

export function welcome(train: () => void): HTMLElement {
  return element(
    'section',
    { class: 'welcome', 'data-testid': 'welcome' },
    emblem(),
    element('h1', {}, 'Watch a spatial transformer network learn'),
    element(
      'p',
      {},
      'Press Train: the network learns to read handwritten digits, and to turn, scale and shift each one so that it is easier to read. ',
      'After every epoch you will see its test loss and accuracy here, and what it makes of the same test digits.',
    ),
    button({ label: 'Train', testId: 'welcome-train', primary: true, press: train }).element,
  );
}
