/** How theta spreads over the test set: its median and bands over the epochs, and boxes of every class at one of them. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { PoseSpread, TrainerEventOf } from '../../../src/shared/trainerProtocol';
import type { TransformerKind } from '../../../src/shared/transformers/spec';
import { epochAxis, scatterAxis, type Axis } from '../charts/axes';
import { BandChart, type BandPoint } from '../charts/bandChart';
import { exportMenu } from '../export/exportMenu';
import type { NumberTable } from '../export/numberTable';
import { pictureOf } from '../export/sheet';
import { Choices } from '../page/choices';
import { className, describeEpoch } from '../digits/digitWords';
import { element, setAttribute, setText } from '../page/dom';
import type { Memory } from '../page/memory';
import { scrolled } from '../page/scrolled';
import { spreadChoices } from './thetaChoices';
import { SpreadTable, type SpreadRow } from './spreadTable';
import {
  describeQuantiles,
  formatValue,
  quantilesOf,
  smallestRange,
  termName,
  termsOf,
  unitOf,
  type Quantiles,
  type SpreadTerm,
} from './spreadWords';

type Breakdown = TrainerEventOf<'breakdown'>;

const allClasses = 'all';

export class SpreadPanel {
  readonly element: HTMLElement;
  private readonly epoch = element('span', { class: 'unit muted', 'data-testid': 'spread-epoch' });
  private readonly summary = element('p', { class: 'numbers', 'data-testid': 'spread-summary' });
  private readonly canvas = element('canvas', { role: 'img', 'data-testid': 'spread-canvas' });
  private readonly table = new SpreadTable();
  private readonly transformers = new Choices('spread-transformer', 'Transformer', (id) => {
    this.transformer = Number(id);
    this.chosen();
  });
  private readonly terms = new Choices('spread-term', 'Part of theta', (id) => {
    this.term = id as SpreadTerm;
    this.chosen();
  });
  private readonly classes = new Choices('spread-class', 'Digits', (id) => {
    this.group = id;
    this.chosen();
  });
  private readonly chart: BandChart;
  private history: RunHistory | undefined;
  private at = 0;
  private transformer: number;
  private kind: TransformerKind = 'affine';
  private term: SpreadTerm;
  private group: string;
  /** What was drawn last: batches come often, and change nothing here. */
  private drawn = '';

  /** @param memory a view's; a report has none */
  constructor(private readonly memory?: Memory) {
    ({ transformer: this.transformer, term: this.term, group: this.group } = spreadChoices(memory?.recall()));
    this.element = element(
      'figure',
      { class: 'chart theta-spread', 'data-testid': 'spread', hidden: true },
      element(
        'figcaption',
        {},
        element('h2', {}, 'Theta over the test set ', this.epoch),
        this.transformers.element,
        this.terms.element,
        exportMenu({
          ...{ label: 'theta over the test set', testId: 'spread' },
          title: () => `Theta ${termName(this.term, this.kind)} ${this.nameOf(this.group)}`,
          picture: () => pictureOf(this.chart.sheet(this.words())),
          numbers: () => this.numbers(),
        }),
      ),
      element(
        'p',
        { class: 'muted' },
        'What theta does to the sampling grid. The line is the median of all test digits, or of one class; the bands hold half and nine tenths of them.',
      ),
      this.classes.element,
      this.summary,
      element(
        'div',
        { class: 'spreads' },
        element('div', { class: 'plot' }, this.canvas),
        scrolled('Spread of each class', this.table.element),
      ),
    );
    this.chart = new BandChart(this.canvas, {
      formatTick: (value) => formatValue(value, this.term).replace(/\.0+(?=°| )/, ''),
      describe: ({ epoch, quantiles }) => ({
        title: describeEpoch(epoch),
        lines: describeQuantiles(quantiles, this.term).split(', '),
      }),
    });
  }

  /** @param epoch that all of the page shows */
  show(history: RunHistory, epoch: number): void {
    const { started, breakdowns, end } = history;
    const key = [started.directory, started.time, breakdowns.length, end !== undefined, epoch].join();
    if (key === this.drawn) return;
    this.drawn = key;
    this.history = history;
    this.at = epoch;
    this.draw();
  }

  retheme(): void {
    this.chart.retheme();
  }

  private chosen(): void {
    const { transformer, term, group } = this;
    this.memory?.remember({ spread: { transformer, term, group } });
    this.draw();
  }

  private words() {
    const whose = this.group === allClasses ? 'all test digits' : `class ${this.nameOf(this.group)}`;
    return {
      title: `${termName(this.term, this.kind)} of the sampling grid, ${whose}`,
      subtitle: 'Line: the median. Bands: half and nine tenths of the digits. Dashed: the chosen epoch.',
    };
  }

  /** Of every epoch: all digits, and each class. */
  private numbers(): NumberTable {
    const shares = ['5 %', '25 %', 'median', '75 %', '95 %'];
    const unit = unitOf(this.term);
    return {
      columns: ['epoch', 'digits', ...shares.map((share) => `${share} (${unit})`)],
      rows: this.known().flatMap((breakdown) =>
        this.groups().flatMap((group) => {
          const quantiles = this.of(breakdown, group);
          return quantiles ? [[breakdown.epoch, this.nameOf(group), ...quantiles]] : [];
        }),
      ),
    };
  }

  private known(): readonly Breakdown[] {
    return this.history?.breakdowns.filter(({ poses }) => poses.length > 0) ?? [];
  }

  private draw(): void {
    const { history } = this;
    const known = this.known();
    this.element.hidden = known.length === 0;
    if (!history || known.length === 0) return;
    this.showChoices(history.started);
    const axis = this.axis(known);
    this.showChart(history, known, axis);
    const shown = known.find(({ epoch }) => epoch === this.at);
    this.tell(shown);
    const rows = this.groups().map((group): SpreadRow => ({
      id: group,
      name: this.nameOf(group),
      quantiles: shown && this.of(shown, group),
    }));
    this.table.show(rows, this.term, axis, this.group);
  }

  /** Falls back where a choice is another run's. */
  private showChoices({ network }: TrainerEventOf<'started'>): void {
    const specs = network.transformers;
    if (this.transformer >= specs.length) this.transformer = 0;
    const { kind } = specs[this.transformer];
    this.kind = kind;
    const terms = termsOf(kind);
    if (!terms.includes(this.term)) [this.term] = terms;
    const groups = this.groups();
    if (!groups.includes(this.group)) this.group = allClasses;
    this.transformers.show(
      specs.map((_, number) => ({ id: String(number), label: `Transformer ${number + 1}`, detail: '' })),
      String(this.transformer),
    );
    this.terms.show(
      terms.map((term) => ({ id: term, label: termName(term, kind), detail: '' })),
      this.term,
    );
    this.classes.show(
      groups.map((group) => ({ id: group, label: this.nameOf(group), detail: '' })),
      this.group,
    );
  }

  private showChart({ started, end }: RunHistory, known: readonly Breakdown[], axis: Axis): void {
    const points = known.flatMap((breakdown): BandPoint[] => {
      const quantiles = this.of(breakdown, this.group);
      return quantiles ? [{ epoch: breakdown.epoch, quantiles }] : [];
    });
    const newest = known[known.length - 1].epoch;
    this.chart.show(
      points,
      epochAxis(newest, end ? Math.max(1, newest) : started.config.epochs),
      axis,
      this.at,
    );
  }

  /** The slider's epoch in words. */
  private tell(shown: Breakdown | undefined): void {
    const { term, group } = this;
    const when = describeEpoch(this.at);
    const name = termName(term, this.kind);
    const quantiles = shown && this.of(shown, group);
    const told = quantiles
      ? `${name}: ${describeQuantiles(quantiles, term)}.`
      : `The run does not tell of theta ${when}. Choose another epoch.`;
    setText(this.epoch, when);
    setText(this.summary, told);
    const whose = group === allClasses ? 'all digits' : `class ${this.nameOf(group)}`;
    setAttribute(this.canvas, 'aria-label', `${name} over the epochs, ${whose}. Shown ${when}: ${told}`);
  }

  /** All digits, and each class by its number. */
  private groups(): string[] {
    const { classNames } = this.history?.started.dataset ?? { classNames: [] };
    return [allClasses, ...classNames.map((_, label) => String(label))];
  }

  private nameOf(group: string): string {
    const { classNames } = this.history?.started.dataset ?? { classNames: [] };
    return group === allClasses ? 'All' : className(classNames, Number(group));
  }

  /** Of the chosen term, for all digits or one class. */
  private of({ poses }: Breakdown, group: string): Quantiles | undefined {
    const spread: PoseSpread | null | undefined =
      group === allClasses
        ? poses.at(this.transformer)?.all
        : poses.at(this.transformer)?.classes[Number(group)];
    const { started } = this.history ?? {};
    if (!spread || !started) return undefined;
    return quantilesOf(spread, this.term, started.dataset.size, started.config.sampler.alignCorners);
  }

  /** The same for all epochs and classes, so that they can be compared. */
  private axis(known: readonly Breakdown[]): Axis {
    const groups = this.groups();
    const values = known.flatMap((breakdown) =>
      groups.flatMap((group) => this.of(breakdown, group)?.filter((_, at) => at % 4 === 0) ?? []),
    );
    const finite = values.filter(Number.isFinite);
    const middle = finite.length > 0 ? finite[0] : 0;
    const half = smallestRange(this.term) / 2;
    return scatterAxis([...finite, middle - half, middle + half], this.term === 'rotation');
  }
}
