/** What can be chosen of the sampled digits: their order, which of them, how they are shown. */
import type { SampledDigit } from '../../../src/shared/epochFiles';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { layouts, type Arrangement } from '../../parts/digits/arrangement';
import { orders, type Order } from '../../parts/digits/digitOrder';
import { className } from '../../parts/digits/digitWords';
import { element } from '../../parts/page/dom';
import { checkbox, select } from '../../parts/page/select';
import type { SamplesChoices } from './samplesChoices';

const orderNames: Readonly<Record<Order, string>> = {
  sampled: 'as sampled',
  class: 'class',
  confidence: 'least confident first',
  transform: 'largest transform first',
};

const layoutNames: Readonly<Record<Arrangement['layout'], string>> = {
  pairs: 'pairs',
  swipe: 'swipe',
  output: 'output only',
};

const everyOrder = orders.map((value) => ({ value, name: orderNames[value] }));

export class ArrangementBar {
  readonly element: HTMLElement;
  private readonly order = select({
    label: 'Sort',
    testId: 'digits-order',
    options: everyOrder,
    change: (value) => this.change({ order: orders.find((order) => order === value) ?? 'sampled' }),
  });
  private readonly filter = select({
    label: 'Show',
    testId: 'digits-filter',
    options: [],
    change: (filter) => this.change({ filter }),
  });
  private readonly layout = select({
    label: 'Layout',
    testId: 'digits-layout',
    options: layouts.map((value) => ({ value, name: layoutNames[value] })),
    change: (value) => this.change({ layout: layouts.find((layout) => layout === value) ?? 'pairs' }),
  });
  private readonly grid = checkbox('Grid', 'digits-grid', (isGridShown) => this.change({ isGridShown }));
  private readonly swipe = element('input', {
    type: 'range',
    min: 0,
    max: 100,
    'aria-label': 'Share of each picture that shows the input',
    'data-testid': 'digits-swipe',
  });

  /** @param change called with what the user chose anew */
  constructor(private readonly change: (choice: Partial<SamplesChoices>) => void) {
    this.swipe.addEventListener('input', () => change({ swipe: this.swipe.valueAsNumber }));
    this.element = element(
      'div',
      { class: 'fields', role: 'group', 'aria-label': 'Order and layout of the digits' },
      this.order.element,
      this.filter.element,
      this.layout.element,
      this.swipe,
      this.grid.element,
    );
  }

  /** @param arrangement the choices as they apply to the run */
  show(
    { isGridShown, swipe }: SamplesChoices,
    { order, filter, layout }: Arrangement,
    { dataset, network }: TrainerEventOf<'started'>,
    digits: readonly SampledDigit[],
  ): void {
    const isTransformed = network.transformers.length > 0;
    const labels = new Set(digits.map(({ label }) => label));
    // One that was chosen with other digits stays: what is shown has a name.
    if (/^\d+$/.test(filter)) labels.add(Number(filter));
    this.order.setOptions(everyOrder.filter(({ value }) => isTransformed || value !== 'transform'));
    this.filter.setOptions([
      { value: 'all', name: 'all' },
      { value: 'wrong', name: 'wrong ones' },
      ...[...labels]
        .sort((a, b) => a - b)
        .map((label) => ({ value: String(label), name: `class ${className(dataset.classNames, label)}` })),
    ]);
    this.order.setValue(order);
    this.filter.setValue(filter);
    this.layout.setValue(layout);
    this.layout.element.hidden = !isTransformed;
    this.grid.element.hidden = !isTransformed || layout === 'output';
    this.grid.setChecked(isGridShown);
    this.swipe.hidden = layout !== 'swipe';
    if (this.swipe.valueAsNumber !== swipe) this.swipe.value = String(swipe);
  }
}
