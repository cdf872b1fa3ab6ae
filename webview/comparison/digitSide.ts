/** One digit as one of two runs sees it: input with the sampling grid, output, prediction, and theta in words. */
import type { Pictures } from '../../src/shared/epochFiles';
import { drawImage, drawOutput } from '../parts/digits/digits';
import { describeDigit, describeEpoch, isRight, signedPrediction } from '../parts/digits/digitWords';
import { extent, pictureEdge } from '../parts/digits/pictureSize';
import { samplingPaths } from '../parts/digits/samplingPaths';
import { runSwatch } from '../parts/charts/runSwatch';
import { element, setAttribute, setText, svg } from '../parts/page/dom';
import { formatProbability } from '../parts/page/format';
import type { ReadRun } from './store';
import { thetaTerms } from './thetaTerms';

/** Of a picture, in CSS pixels. */
const wantedEdge = 180;

export class DigitSide {
  readonly element: HTMLElement;
  private readonly heading = element('h3');
  private readonly epoch = element('span', { class: 'muted', 'data-testid': 'side-epoch' });
  private readonly input = element('canvas', { class: 'pixels', role: 'img', 'data-testid': 'side-input' });
  private readonly output = element('canvas', { class: 'pixels', role: 'img', 'data-testid': 'side-output' });
  private readonly grid = svg('svg', {
    class: 'sampling',
    'aria-hidden': 'true',
    'data-testid': 'side-grid',
  });
  private readonly outputFigure = element(
    'figure',
    {},
    this.output,
    element('figcaption', { class: 'muted' }, 'output'),
  );
  private readonly verdict = element('p', { class: 'verdict numbers', 'data-testid': 'side-verdict' });
  private readonly theta = element('div', { class: 'theta', 'data-testid': 'side-theta' });

  /** @param side for tests: "left" or "right" */
  constructor(side: string) {
    this.element = element(
      'article',
      { class: 'side', 'data-testid': `side-${side}` },
      element('header', {}, this.heading, this.epoch),
      element(
        'div',
        { class: 'digits' },
        element(
          'figure',
          {},
          element('div', { class: 'framed' }, this.input, this.grid),
          element('figcaption', { class: 'muted' }, 'input'),
        ),
        this.outputFigure,
      ),
      this.verdict,
      this.theta,
    );
  }

  /** @param at the digit's position among the samples */
  show({ title, kind, history }: ReadRun, samples: Pictures, at: number, isGridShown: boolean): void {
    const { started } = history;
    const digit = samples.digits[at];
    const { classNames } = started.dataset;
    const isTransformed = started.network.transformers.length > 0;
    this.heading.replaceChildren(runSwatch(kind), title);
    setText(this.epoch, describeEpoch(samples.epoch));
    this.element.style.setProperty('--stn-digit', `${pictureEdge(samples, wantedEdge)}px`);
    drawImage(this.input, samples.inputs, samples.inputSize, at);
    setAttribute(this.input, 'aria-label', `What goes into ${title}`);
    this.outputFigure.hidden = !isTransformed;
    if (isTransformed) drawOutput(this.output, samples, at);
    setAttribute(this.output, 'aria-label', `What the transformer of ${title} makes of it`);
    this.showGrid(isGridShown && isTransformed ? samplingPaths(started, samples)(digit.theta) : [], samples);
    setText(
      this.verdict,
      `${signedPrediction(digit, classNames)} with ${formatProbability(digit.probability)}`,
    );
    this.verdict.classList.toggle('wrong', !isRight(digit));
    setAttribute(this.element, 'aria-label', `${title}: ${describeDigit(digit, classNames)}`);
    this.theta.replaceChildren(...thetaTables(history, digit.theta, samples));
  }

  private showGrid(paths: readonly string[], { inputSize }: Pictures): void {
    setAttribute(
      this.grid,
      'viewBox',
      `0 0 ${extent(inputSize.width, inputSize.channels)} ${inputSize.height}`,
    );
    this.grid.replaceChildren(...paths.map((d) => svg('path', { d })));
  }
}

function thetaTables(
  history: ReadRun['history'],
  theta: readonly number[],
  samples: Pictures,
): HTMLElement[] {
  const all = thetaTerms(history.started, theta, samples.inputSize);
  if (all.length === 0) {
    return [
      element('p', { class: 'muted' }, 'There is no transformer: the classifier reads the input as it is.'),
    ];
  }
  return all.map(({ title, terms }) =>
    element(
      'table',
      { class: 'terms numbers' },
      element('caption', {}, `Theta: ${title}`),
      element(
        'tbody',
        {},
        ...terms.map(({ name, value, words }) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, name),
            element('td', { class: 'value' }, value),
            element('td', { class: 'muted' }, words),
          ),
        ),
      ),
    ),
  );
}
