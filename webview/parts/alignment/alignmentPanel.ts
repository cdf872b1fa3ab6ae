/** How alike each class's digits become: mean and spread of their images before and after the transformer, and one score. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { EpochFileOf } from '../../../src/shared/epochFiles';
import { accuracyAxis, epochAxis, spanAxis } from '../charts/axes';
import { ChartPanel } from '../charts/chartPanel';
import type { Point } from '../charts/curves';
import { describeEpoch } from '../digits/digitWords';
import { element, setText } from '../page/dom';
import { formatCount, formatPercent } from '../page/format';
import type { Span } from '../charts/span';
import { ClassPictures } from './classPictures';
import { classExport } from './classSheet';
import { exportMenu } from '../export/exportMenu';
import type { Missing } from '../time/pastEpochs';

export class AlignmentPanel {
  readonly element: HTMLElement;
  private readonly epoch = element('span', { class: 'unit muted', 'data-testid': 'alignment-epoch' });
  private readonly summary = element('p', { class: 'numbers', 'data-testid': 'alignment-summary' });
  private readonly missing = element('p', { role: 'status', 'data-testid': 'alignment-missing' });
  private readonly chart = new ChartPanel(
    'Alignment',
    'variance that the class explains',
    'The first point comes before the first batch.',
    'alignment-chart',
    {
      formatTick: (value) => `${value}%`,
      formatValue: (value) => formatPercent(value / 100, 1),
    },
    (span) => {
      this.zoom = span;
      if (this.history) this.showChart(this.history);
    },
  );
  private readonly pictures = new ClassPictures();
  private history: RunHistory | undefined;
  private found: EpochFileOf<'alignment'> | undefined;
  /** The part of the epochs that the chart shows; undefined: all. */
  private zoom: Span | undefined;
  /** What the chart shows: batches come often, and change nothing of it. */
  private charted = '';

  constructor() {
    this.element = element(
      'section',
      {
        class: 'alignment',
        'aria-label': 'Alignment of the classes',
        'data-testid': 'alignment',
        hidden: true,
      },
      element(
        'header',
        {},
        element('h2', {}, 'How alike the digits of a class are ', this.epoch),
        exportMenu(
          classExport(() => {
            const { found, history } = this;
            if (!found || !history)
              throw new Error('There are no mean images of this epoch; choose another epoch.');
            const summary = this.summary.textContent;
            return { pictures: found, classNames: history.started.dataset.classNames, summary };
          }),
        ),
      ),
      this.summary,
      this.missing,
      element('div', { class: 'halves' }, this.chart.element, this.pictures.element),
    );
  }

  /**
   * @param epoch that is shown
   * @param found its pictures, or why there are none; undefined while they are on their way
   */
  show(history: RunHistory, epoch: number, found: EpochFileOf<'alignment'> | Missing | undefined): void {
    if (history.started !== this.history?.started) this.zoom = undefined;
    this.history = history;
    const known = history.breakdowns.filter(({ alignment }) => alignment !== null);
    this.element.hidden = known.length === 0;
    if (known.length === 0) return;
    this.showChart(history);
    setText(this.epoch, describeEpoch(epoch));
    const score = known.find((breakdown) => breakdown.epoch === epoch)?.alignment;
    const isMissing = found !== undefined && 'sentence' in found;
    this.found = isMissing ? undefined : found;
    setText(this.missing, isMissing ? found.sentence : '');
    this.pictures.element.hidden = isMissing;
    if (found && !isMissing) this.pictures.show(found, history.started.dataset.classNames);
    const of = found && !isMissing ? ` (${formatCount(found.digits)} test digits)` : '';
    setText(
      this.summary,
      score
        ? `Which class it is explains ${formatPercent(score.before, 1)} of the pixels’ variance before the transformer, ${formatPercent(score.after, 1)} after it${of}.`
        : `The run does not tell how alike they were ${describeEpoch(epoch)}. Choose another epoch.`,
    );
  }

  retheme(): void {
    this.chart.retheme();
  }

  private showChart({ started, breakdowns, end }: RunHistory): void {
    const { zoom } = this;
    const ended = end !== undefined;
    const key = JSON.stringify([started.directory, started.time, breakdowns.length, ended, zoom]);
    if (key === this.charted) return;
    this.charted = key;
    const points = (side: 'before' | 'after'): Point[] =>
      breakdowns.flatMap(({ epoch, alignment }) =>
        alignment ? [{ x: epoch, y: 100 * alignment[side] }] : [],
      );
    const [before, after] = [points('before'), points('after')];
    const newest = after.at(-1)?.x ?? 0;
    const whole = epochAxis(newest, ended ? Math.max(1, newest) : started.config.epochs);
    const share = (side: readonly Point[]): string => formatPercent((side.at(-1)?.y ?? NaN) / 100, 1);
    this.chart.show(
      {
        curves: [
          { kind: 'test', name: 'after the transformer', legend: 'after', points: after },
          { kind: 'train', name: 'before it', legend: 'before', points: before },
        ],
        x: zoom ? spanAxis(zoom) : whole,
        y: accuracyAxis([...before, ...after].map(({ y }) => y / 100)),
        scale: 'linear',
        marks: [],
      },
      { test: share(after), train: share(before) },
    );
  }
}
