/** A comparison's two runs side by side: what the transformer gains, in words, and the facts in which they differ. */
import { isBusy } from '../../../src/shared/runPair';
import { element, setText } from '../page/dom';
import { formatCount } from '../page/format';
import { runFacts, unknown } from './facts';
import { gapSentence, transformerName, twinName } from './pair';
import type { ShownRun } from './store';

/** Facts that each run has its own of; the list of facts leaves them out meanwhile. */
export const factsOfEach: readonly string[] = ['best', 'epoch', 'speed', 'time'];

const rows = ['parameters', ...factsOfEach];

type Started = ShownRun & { readonly history: NonNullable<ShownRun['history']> };

export class PairPanel {
  readonly element: HTMLElement;
  private readonly gap = element('p', {
    class: 'gap numbers',
    role: 'status',
    'aria-live': 'polite',
    'data-testid': 'gap',
  });
  private readonly mainName = element('th', { scope: 'col' });
  private readonly cells = new Map<string, HTMLElement>();

  constructor() {
    const cell = (run: 'main' | 'twin', id: string): HTMLElement => {
      const made = element('td', { 'data-testid': `${run}-${id}` });
      this.cells.set(`${run} ${id}`, made);
      return made;
    };
    this.element = element(
      'section',
      { class: 'pair', 'aria-label': 'With and without the transformer', hidden: true },
      this.gap,
      element(
        'table',
        { class: 'numbers', 'data-testid': 'pair' },
        element(
          'thead',
          {},
          element('tr', {}, element('td'), this.mainName, element('th', { scope: 'col' }, twinName)),
        ),
        element(
          'tbody',
          {},
          ...rows.map((id) =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, rowNames[id]),
              cell('main', id),
              cell('twin', id),
            ),
          ),
        ),
      ),
    );
  }

  show(main: Started, twin: Started): void {
    this.element.hidden = false;
    setText(this.gap, gapSentence({ main: main.history, twin: twin.history }));
    setText(this.mainName, transformerName(main.history.started));
    for (const [name, run] of Object.entries({ main, twin })) {
      for (const [id, text] of valuesOf(run)) {
        const cell = this.cells.get(`${name} ${id}`);
        if (cell) setText(cell, text);
      }
    }
  }

  hide(): void {
    this.element.hidden = true;
  }
}

const rowNames: Readonly<Record<string, string>> = {
  parameters: 'Parameters',
  best: 'Best accuracy',
  epoch: 'Epoch',
  speed: 'Images/s',
  time: 'Time',
};

function valuesOf({ status, history }: Started): [id: string, text: string][] {
  const { parameters, classifierParameters } = history.started.network;
  const localization = parameters - classifierParameters;
  const share = localization > 0 ? `, ${formatCount(localization)} of them localization` : '';
  const facts = runFacts(history, isBusy(status));
  const detailed = new Set(['best', 'time']);
  return [
    ['parameters', `${formatCount(parameters)}${share}`],
    ...facts
      .filter(({ id }) => factsOfEach.includes(id))
      .map(({ id, name, value, detail }): [string, string] => {
        if (value === unknown) return [id, value];
        const isLeft = id === 'time' && name !== rowNames.time;
        return [id, `${value}${isLeft ? ' left' : detailed.has(id) ? `, ${detail}` : ''}`];
      }),
  ];
}
