/** Theta set by hand: any affine grid in place of the network's own, and what the classifier makes of its output. */
import type { AnswerOf } from '../../../src/shared/queries';
import { affineFromTerms, affineTerms, type AffineTerms } from '../../../src/shared/theta';
import { affinePart } from '../../../src/shared/transformers/affinePart';
import { button } from '../../parts/page/controls';
import { className } from '../../parts/digits/digitWords';
import { element, setText, svg } from '../../parts/page/dom';
import { formatLoss, formatProbability, formatSigned } from '../../parts/page/format';
import { gridPlotter, marginFor } from '../../parts/digits/gridLines';
import { gridDrawing } from '../pictures/gridDrawing';
import { mostProbable } from '../mostProbable';
import { Queries, type QueryLine } from '../queries';
import { signedDegrees } from './response';
import { Slider } from '../input/slider';
import { Stage } from '../pictures/stage';
import { isSameInput, watchedClass, type Subject } from '../subject';
import { SurfacePanel } from './surfacePanel';

type Term = keyof AffineTerms;

const times = (value: number): string => `×${formatSigned(value, 2).trim().replace('+', '')}`;
const plain = (value: number): string => formatSigned(value, 2).trim();

const terms: readonly {
  term: Term;
  label: string;
  range: readonly [minimum: number, maximum: number, step: number];
  describe: (value: number) => string;
}[] = [
  { term: 'rotation', label: 'Rotation', range: [-180, 180, 1], describe: signedDegrees },
  { term: 'scaleX', label: 'Scale x', range: [0.1, 3, 0.01], describe: times },
  { term: 'scaleY', label: 'Scale y', range: [-3, 3, 0.01], describe: times },
  { term: 'shear', label: 'Shear', range: [-2, 2, 0.01], describe: plain },
  { term: 'translationX', label: 'Translation x', range: [-2, 2, 0.01], describe: plain },
  { term: 'translationY', label: 'Translation y', range: [-2, 2, 0.01], describe: plain },
];

const byMatrix = { kind: 'affine', controlPoints: 0, bounded: false } as const;
const identity = affineTerms([1, 0, 0, 0, 1, 0]);

export class HandPanel {
  readonly element: HTMLDetailsElement;
  private readonly resample: Queries<'resample'>;
  private readonly surface: SurfacePanel;
  private readonly sliders: readonly (readonly [Term, Slider])[];
  private readonly grid = new Stage('hand-grid');
  private readonly gridLines = svg('g');
  private readonly output = new Stage('hand-output');
  private readonly verdict = element('p', {
    class: 'numbers',
    role: 'status',
    'data-testid': 'hand-verdict',
  });
  private readonly problem = element('p', { class: 'problem', role: 'alert' });
  private subject: Subject | undefined;
  /** Undefined while the network's own is shown. */
  private chosen: AffineTerms | undefined;

  /** @param toggled it was opened or closed */
  constructor(line: QueryLine, isOpen: boolean, toggled: () => void) {
    const complain = (sentence: string): void => setText(this.problem, sentence);
    this.resample = new Queries('resample', line, complain);
    this.surface = new SurfacePanel(line, complain, (moved) => this.choose(moved));
    this.sliders = terms.map(({ term, label, range: [minimum, maximum, step], describe }) => {
      const options = { label, testId: `hand-${term}`, minimum, maximum, step, describe };
      const input = (): void => this.choose({ ...this.terms, [term]: slider.value });
      const slider = new Slider({ ...options, value: identity[term], input, settled: () => undefined });
      return [term, slider] as const;
    });
    const reset = button({
      label: 'Reset',
      testId: 'hand-reset',
      title: 'Back to the network’s own theta',
      press: () => this.choose(undefined),
    });
    this.grid.overlay.append(this.gridLines);
    this.element = element(
      'details',
      { class: 'further', open: isOpen, 'data-testid': 'hand' },
      element('summary', {}, element('h2', {}, 'Theta by hand')),
      this.verdict,
      element(
        'div',
        { class: 'by-hand' },
        element(
          'div',
          { class: 'warp', role: 'group', 'aria-label': 'Theta' },
          ...this.sliders.map(([, slider]) => slider.element),
          reset.element,
        ),
        figure('Its sampling grid', this.grid),
        figure('Its output', this.output),
        this.surface.element,
      ),
      this.problem,
    );
    this.element.addEventListener('toggle', () => {
      toggled();
      this.update();
    });
  }

  /** That answers are for. */
  get queries(): readonly Queries<'resample'>[] {
    return [this.resample, this.surface.queries];
  }

  show(subject: Subject): void {
    this.subject = subject;
    // Two outputs go to the classifier together: one grid of one's own would leave the other open.
    const { channels } = subject.inspection.inputSize;
    this.element.hidden = subject.specs.length !== 1 || channels !== 1;
    this.update();
  }

  /** There is another network: its own theta is shown first. */
  forget(): void {
    this.chosen = undefined;
    this.surface.forget();
  }

  /** The network's own: of a spline or a homography what it does to the middle. */
  private get own(): AffineTerms {
    const { specs, inspection } = this.subject ?? {};
    const matrix = specs?.[0] && inspection ? affinePart(specs[0])(inspection.theta) : [];
    return matrix.length === 6 && matrix.every(Number.isFinite) ? affineTerms(matrix) : identity;
  }

  private get terms(): AffineTerms {
    return this.chosen ?? this.own;
  }

  private choose(chosen: AffineTerms | undefined): void {
    this.chosen = chosen;
    this.update();
  }

  private update(): void {
    const { subject, terms: now } = this;
    if (!subject || !this.element.open || this.element.hidden) return;
    for (const [term, slider] of this.sliders) slider.value = now[term];
    this.drawGrid(subject);
    const { input } = subject.inspection;
    this.resample.ask({ kind: 'resample', image: input, matrices: [affineFromTerms(now)] }, (answer) => {
      if (this.subject && isSameInput(subject, this.subject)) this.tell(subject, answer);
    });
    this.surface.show(subject, now, this.own);
  }

  private drawGrid({ inspection }: Subject): void {
    const { inputSize: input, outputSize: output, alignCorners } = inspection;
    // A small picture: more lines would hide the digit.
    const picture = gridPlotter({ spec: byMatrix, input, output, alignCorners, spaces: 6 })(
      affineFromTerms(this.terms),
    );
    if (!picture) return;
    this.gridLines.replaceChildren(...gridDrawing(picture, 0, '', input.width / 28));
    this.grid.show(
      inspection.input,
      input,
      marginFor([picture], input),
      'The sampling grid that was set by hand, over the input.',
    );
  }

  private tell({ inspection }: Subject, { output, logProbabilities }: AnswerOf<'resample'>): void {
    const { outputSize, classNames, probabilities } = inspection;
    this.output.show(output, outputSize, 0.11, 'What the sampler reads with the theta that was set by hand.');
    const watched = watchedClass(inspection);
    const told = (shares: readonly number[]): string => {
      const predicted = mostProbable(shares);
      if (predicted < 0) return 'no prediction';
      return `${className(classNames, predicted)} with ${formatProbability(shares[predicted])}, loss ${formatLoss(-Math.log(shares[watched] ?? NaN))}`;
    };
    setText(
      this.verdict,
      `By hand: ${told(logProbabilities[0].map(Math.exp))}. The network’s own theta: ${told(probabilities)}.`,
    );
  }
}

function figure(title: string, stage: Stage): HTMLElement {
  return element('figure', {}, element('figcaption', {}, element('h3', {}, title)), stage.element);
}
