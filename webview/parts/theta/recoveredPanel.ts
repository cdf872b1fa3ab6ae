/** Recovered against true poses of many test digits: a point for each, and how well both go together. */
import {
  comparableTerms,
  recoveredPoses,
  recoveryFit,
  type PoseTerm,
  type RecoveredPose,
} from '../../../src/shared/recoveredPoses';
import type { RunHistory } from '../../../src/shared/runHistory';
import { scatterAxis } from '../charts/axes';
import { exportMenu } from '../export/exportMenu';
import type { NumberTable } from '../export/numberTable';
import { pictureOf } from '../export/sheet';
import { Choices, type Choice } from '../page/choices';
import { className, describeEpoch } from '../digits/digitWords';
import { element, setAttribute, setText } from '../page/dom';
import { formatCount } from '../page/format';
import type { Memory } from '../page/memory';
import {
  ambiguousDigits,
  areDigits,
  describePose,
  formatCorrelation,
  formatSlope,
  formatTerm,
  inUnits,
  termNames,
  unitOfTerm,
  type Units,
} from './recoveredWords';
import { recoveredChoices } from './thetaChoices';
import { ScatterChart } from '../charts/scatterChart';

const allClasses = 'all';
const clearClasses = 'clear';

export class RecoveredPanel {
  readonly element: HTMLElement;
  private readonly epoch = element('span', { class: 'unit muted' });
  private readonly summary = element('p', { class: 'numbers', 'data-testid': 'recovered-correlation' });
  private readonly pointed = element('p', {
    class: 'pointed muted numbers',
    role: 'status',
    'data-testid': 'recovered-point',
  });
  private readonly canvas = element('canvas', {
    role: 'application',
    tabindex: 0,
    'data-testid': 'recovered-canvas',
  });
  private readonly transformers = new Choices('recovered-transformer', 'Transformer', (id) => {
    this.transformer = Number(id);
    this.remember();
    this.compute();
  });
  private readonly terms = new Choices('recovered-term', 'What is compared', (id) => {
    this.term = id as PoseTerm;
    this.remember();
    this.draw();
  });
  private readonly classes = new Choices('recovered-class', 'Digits', (id) => {
    this.group = id;
    this.remember();
    this.draw();
  });
  private readonly chart: ScatterChart;
  private history: RunHistory | undefined;
  private shown: RunHistory['thetas'];
  private poses: readonly RecoveredPose[] = [];
  /** Of the chosen classes, by true value: in this order the arrow keys go through them. */
  private drawn: readonly RecoveredPose[] = [];
  private transformer: number;
  private term: PoseTerm;
  private group: string;
  private position: number | undefined;

  /**
   * @param inspect called with the test set's index of a chosen digit; without it, points can't be chosen
   * @param memory a view's; a report has none
   */
  constructor(
    private readonly inspect?: (index: number) => void,
    private readonly memory?: Memory,
  ) {
    ({
      transformer: this.transformer,
      term: this.term,
      group: this.group,
    } = recoveredChoices(memory?.recall()));
    this.element = element(
      'figure',
      { class: 'chart recovered', 'data-testid': 'recovered', hidden: true },
      element(
        'figcaption',
        {},
        element('h2', {}, 'Recovered against true', this.epoch),
        this.transformers.element,
        this.terms.element,
        exportMenu({
          ...{ label: 'recovered against true', testId: 'recovered' },
          title: () => `Recovered against true ${this.term} ${describeEpoch(this.shown?.epoch ?? 0)}`,
          picture: () => pictureOf(this.chart.sheet(this.words())),
          numbers: () => this.numbers(),
        }),
      ),
      this.summary,
      element(
        'div',
        { class: 'comparison' },
        element('div', { class: 'plot' }, this.canvas),
        this.classes.element,
      ),
      this.pointed,
    );
    this.chart = new ScatterChart(this.canvas, {
      formatTick: (value) => formatTerm(value, this.term).replace(/\.0+(?= |$)/, ''),
      describe: (position) => ({
        title: `Test digit ${this.drawn[position].index}`,
        line: this.describe(this.drawn[position]),
      }),
      choose: (position) => this.choose(position),
    });
    this.canvas.addEventListener('keydown', (event) => this.move(event));
    this.canvas.addEventListener('blur', () => this.point(undefined));
  }

  show(history: RunHistory): void {
    const { thetas } = history;
    this.history = history;
    if (thetas === this.shown) return;
    this.shown = thetas;
    this.compute();
  }

  retheme(): void {
    this.chart.retheme();
  }

  private remember(): void {
    const { transformer, term, group } = this;
    this.memory?.remember({ recovered: { transformer, term, group } });
  }

  private words() {
    const when = describeEpoch(this.shown?.epoch ?? 0);
    return {
      title: `${termNames[this.term]}, recovered against true, ${when}`,
      subtitle: `${this.summary.textContent}. Circles: read right; crosses: wrong; dashed: equal.`,
    };
  }

  /** Of the digits that are shown. */
  private numbers(): NumberTable {
    const { classNames } = this.history?.started.dataset ?? { classNames: [] };
    const { term } = this;
    return {
      columns: [
        ...['test digit', 'class', 'predicted'],
        ...['true', 'recovered'].map((side) => `${side} ${term} (${unitOfTerm(term)})`),
      ],
      rows: this.drawn.map(({ index, label, predicted, truth, recovered }) => [
        ...[index, className(classNames, label), className(classNames, predicted)],
        ...[truth, recovered].map((pose) => inUnits(pose, term, this.units())),
      ]),
    };
  }

  private compute(): void {
    const { history, shown } = this;
    const specs = history?.started.network.transformers ?? [];
    if (this.transformer >= specs.length) this.transformer = 0;
    this.poses = shown ? recoveredPoses(shown, specs, this.transformer) : [];
    const terms = specs.length > 0 ? comparableTerms(specs[this.transformer].kind, this.poses) : [];
    this.element.hidden = terms.length === 0;
    if (!shown || terms.length === 0) return;
    if (!terms.includes(this.term)) [this.term] = terms;
    setText(this.epoch, describeEpoch(shown.epoch));
    this.transformers.show(
      specs.map((_, at) => ({ id: String(at), label: `Transformer ${at + 1}`, detail: '' })),
      String(this.transformer),
    );
    this.terms.show(
      terms.map((term) => ({ id: term, label: termNames[term], detail: '' })),
      this.term,
    );
    this.draw();
  }

  private draw(): void {
    const groups = this.groups();
    if (!groups.some(({ id }) => id === this.group)) this.group = allClasses;
    this.classes.show(groups, this.group);
    this.drawn = this.ofGroup(this.group).toSorted((a, b) => a.truth[this.term] - b.truth[this.term]);
    const points = this.drawn.map((pose) => ({
      x: inUnits(pose.truth, this.term, this.units()),
      y: inUnits(pose.recovered, this.term, this.units()),
      isRight: pose.predicted === pose.label,
    }));
    this.position = undefined;
    this.chart.show(
      points,
      scatterAxis(
        points.flatMap(({ x, y }) => [x, y]),
        this.term === 'angle',
      ),
    );
    const fit = recoveryFit(this.drawn, this.term);
    const count = `${formatCount(this.drawn.length)} test digits`;
    const told =
      fit === undefined
        ? `No correlation: what was recovered of ${count} does not vary`
        : `Correlation ${formatCorrelation(fit.correlation)}, slope ${formatSlope(fit.slope)}, of ${count}`;
    setText(this.summary, told);
    setAttribute(
      this.canvas,
      'aria-label',
      `${termNames[this.term]}, recovered against true. ${told}. The arrow keys go from digit to digit.`,
    );
    this.explain();
  }

  private groups(): Choice[] {
    const { classNames } = this.history?.started.dataset ?? { classNames: [] };
    const present = [...new Set(this.poses.map(({ label }) => label))].sort((a, b) => a - b);
    const choices = [
      { id: allClasses, label: 'All' },
      ...(areDigits(classNames) ? [{ id: clearClasses, label: 'Without 0, 1 and 8' }] : []),
      ...present.map((label) => ({ id: String(label), label: className(classNames, label) })),
    ];
    return choices.map((choice) => ({
      ...choice,
      detail: formatCorrelation(recoveryFit(this.ofGroup(choice.id), this.term)?.correlation),
    }));
  }

  private ofGroup(group: string): RecoveredPose[] {
    const { classNames } = this.history?.started.dataset ?? { classNames: [] };
    return this.poses.filter(({ label }) => {
      if (group === allClasses) return true;
      if (group === clearClasses) return !ambiguousDigits.includes(className(classNames, label));
      return String(label) === group;
    });
  }

  private units(): Units {
    const { started } = this.history ?? {};
    const size = started?.dataset.size ?? { height: 28, width: 28, channels: 1 };
    return { size, alignCorners: started?.config.sampler.alignCorners ?? false };
  }

  private describe(pose: RecoveredPose): string {
    const { classNames } = this.history?.started.dataset ?? { classNames: [] };
    return describePose(pose, this.term, this.units(), classNames);
  }

  private move(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || this.drawn.length === 0) return;
    const last = this.drawn.length - 1;
    const { position } = this;
    if (event.key === 'Enter' || event.key === ' ') {
      if (position === undefined) return;
      event.preventDefault();
      this.choose(position);
      return;
    }
    const steps: Record<string, number> = {
      ArrowLeft: position === undefined ? last : Math.max(0, position - 1),
      ArrowRight: position === undefined ? 0 : Math.min(last, position + 1),
      Home: 0,
      End: last,
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.point(steps[event.key]);
  }

  private point(position: number | undefined): void {
    this.position = position;
    this.chart.point(position);
    this.explain();
  }

  private explain(): void {
    const pose = this.position === undefined ? undefined : this.drawn[this.position];
    const hint =
      'Circles were read right, crosses wrong; on the dashed line recovered and true are equal. ' +
      (this.inspect ? 'Choose a point to inspect its digit.' : '');
    setText(this.pointed, pose ? `Test digit ${pose.index}: ${this.describe(pose)}` : hint.trim());
  }

  private choose(position: number): void {
    this.inspect?.(this.drawn[position].index);
  }
}
