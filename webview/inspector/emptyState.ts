/** What the inspector shows before there is a run. */
import { button } from '../parts/page/controls';
import { element } from '../parts/page/dom';
import { emblem } from '../parts/page/emblem';

export function emptyState(train: () => void): HTMLElement {
  return element(
    'section',
    { class: 'welcome', 'data-testid': 'welcome' },
    emblem(),
    element('h2', {}, 'Nothing to inspect yet'),
    element(
      'p',
      {},
      'Train a network first. Then choose any test digit here to see where the spatial transformer looks, and what it makes of the digit.',
    ),
    button({ label: 'Train', testId: 'welcome-train', primary: true, press: train }).element,
  );
}
