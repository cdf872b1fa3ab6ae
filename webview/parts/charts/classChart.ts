/** The accuracy of every class over the epochs: one of them stands out, at first the one that does worst. */
import type { RunHistory } from '../../../src/shared/runHistory';
import { formatPercent } from '../page/format';
import { Choices } from '../page/choices';
import { twinName } from '../run/pair';
import { accuracyAxis, type Axis } from './axes';
import { changeWords } from './changeWords';
import { ChartPanel } from './chartPanel';
import { classAccuracies, worstClass } from './classCurves';
import type { Curve, Point } from './curves';
import { valuesWithin, type Span } from './span';

interface Shown {
  readonly history: RunHistory;
  readonly twin: RunHistory | undefined;
  readonly x: Axis;
}

export class ClassChart {
  private readonly panel: ChartPanel;
  private readonly choices: Choices;
  /** What the user chose; undefined: the worst. */
  private chosen: number | undefined;
  /** Under the pointer. */
  private pointed: number | undefined;
  private shown: Shown | undefined;

  /** @param choose another part of the epochs; undefined: all */
  constructor(choose: (span: Span | undefined) => void) {
    this.panel = new ChartPanel(
      'Accuracy by class',
      'percent of its test digits',
      'The first point comes after epoch 1.',
      'class-chart',
      {
        formatTick: (value) => `${value}%`,
        formatValue: (value) => formatPercent(value / 100),
        hasEndLabels: true,
      },
      choose,
    );
    this.choices = new Choices('class-curve', 'Class that stands out', (id) => {
      this.chosen = Number(id);
      this.draw();
    });
    const { element } = this.choices;
    element.addEventListener('pointerover', ({ target }) => {
      const choice = target instanceof Element ? target.closest('.choice')?.querySelector('input') : null;
      this.point(choice ? Number(choice.value) : undefined);
    });
    element.addEventListener('pointerleave', () => this.point(undefined));
    this.panel.element.append(element);
  }

  get element(): HTMLElement {
    return this.panel.element;
  }

  /** A run that tells nothing of its classes has no such chart. */
  show(history: RunHistory, twin: RunHistory | undefined, x: Axis): void {
    if (this.shown?.history.started !== history.started) this.chosen = undefined;
    this.shown = { history, twin, x };
    this.element.hidden = history.breakdowns.length === 0;
    if (!this.element.hidden) this.draw();
  }

  retheme(): void {
    this.panel.retheme();
  }

  private point(label: number | undefined): void {
    if (label === this.pointed) return;
    this.pointed = label;
    this.draw();
  }

  private draw(): void {
    if (!this.shown) return;
    const { history, twin, x } = this.shown;
    const { classNames } = history.started.dataset;
    const accuracies = classAccuracies(history.breakdowns, classNames.length);
    const worst = worstClass(accuracies);
    const chosen = this.chosen ?? worst;
    const outstanding = this.pointed ?? chosen;
    const nameOf = (label: number): string => `${classNames[label]}${label === worst ? ', the worst' : ''}`;
    this.choices.show(
      accuracies.flatMap((points, label) =>
        points.length === 0
          ? []
          : [{ id: String(label), label: nameOf(label), detail: percentOf(points) ?? '' }],
      ),
      String(chosen),
    );
    const curves = accuracies.map((points, label): Curve => ({
      ...{ points, name: classNames[label], end: classNames[label] },
      ...(label === outstanding ? { kind: 'test', legend: nameOf(label) } : { kind: 'class' }),
    }));
    const other = twin && outstanding !== undefined && twinCurve(twin, outstanding);
    if (other) curves.push(other);
    const heights = curves.flatMap(({ points }) => valuesWithin(points, x));
    const y = accuracyAxis(heights.map((percent) => percent / 100));
    const test = outstanding === undefined ? undefined : percentOf(accuracies[outstanding]);
    const without = other && percentOf(other.points);
    this.panel.show(
      { curves, x, y, scale: 'linear', marks: changeWords(history) },
      { ...(test && { test }), ...(without && { 'twin-test': without }) },
    );
  }
}

/** Of the same class without a transformer, where that is told. */
function twinCurve(twin: RunHistory, label: number): Curve | undefined {
  const { classNames } = twin.started.dataset;
  const points = classAccuracies(twin.breakdowns, classNames.length)[label];
  const name = `${classNames[label]}, ${twinName}`;
  return points.length > 0 ? { kind: 'twin-test', name, legend: twinName, points } : undefined;
}

function percentOf(points: readonly Point[]): string | undefined {
  const newest = points.at(-1);
  return newest && formatPercent(newest.y / 100);
}
