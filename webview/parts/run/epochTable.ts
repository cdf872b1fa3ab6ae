/** Every epoch's numbers as a table: the charts' content for those who can't see them. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { element } from '../page/dom';
import { formatCount, formatDuration, formatLoss, formatPercent } from '../page/format';

type EpochEvent = TrainerEventOf<'epoch'>;

const columns: readonly (readonly [name: string, text: (epoch: EpochEvent) => string])[] = [
  ['Epoch', ({ epoch }) => String(epoch)],
  ['Train loss', ({ trainLoss }) => formatLoss(trainLoss)],
  ['Test loss', ({ test }) => formatLoss(test.loss)],
  ['Test accuracy', ({ test }) => formatPercent(test.accuracy)],
  ['Correct', ({ test }) => `${formatCount(test.correct)} of ${formatCount(test.total)}`],
  ['Time', ({ seconds }) => formatDuration(seconds)],
  ['Images/s', ({ imagesPerSecond }) => formatCount(imagesPerSecond)],
];

export class EpochTable {
  readonly element: HTMLElement;
  private readonly body = element('tbody');
  private shown: readonly EpochEvent[] = [];

  /**
   * @param isSeen by everybody, or by screen readers alone
   * @param isTwin whether these are the epochs of a comparison's run without a transformer
   */
  constructor(isSeen = false, isTwin = false) {
    const table = element(
      'table',
      { class: 'epochs numbers', 'data-testid': isTwin ? 'twin-epoch-table' : 'epoch-table' },
      element('caption', {}, `Results after each epoch${isTwin ? ', without a transformer' : ''}`),
      element(
        'thead',
        {},
        element('tr', {}, ...columns.map(([name]) => element('th', { scope: 'col' }, name))),
      ),
      this.body,
    );
    // A table is never narrower than its content, so its frame is what hides it.
    this.element = isSeen ? table : element('div', { class: 'unseen' }, table);
  }

  show(epochs: readonly EpochEvent[]): void {
    const isContinued = epochs.length >= this.shown.length && epochs[0] === this.shown[0];
    if (!isContinued) this.body.replaceChildren();
    for (const epoch of epochs.slice(this.body.children.length)) {
      this.body.append(
        element(
          'tr',
          { 'data-epoch': epoch.epoch },
          ...columns.map(([, text], position) =>
            position === 0 ? element('th', { scope: 'row' }, text(epoch)) : element('td', {}, text(epoch)),
          ),
        ),
      );
    }
    this.shown = [...epochs];
  }
}
