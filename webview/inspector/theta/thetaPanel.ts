/** Theta as the numbers it is, and in a person's terms; beside them, where it is known, what was done to the digit. */
import { undoing } from '../../../src/shared/recoveredPoses';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { affineMatrix } from '../../../src/shared/transformers/affine';
import { affinePart } from '../../../src/shared/transformers/affinePart';
import { isAffineKind, splitTheta, type TransformerSpec } from '../../../src/shared/transformers/spec';
import { affineWords, type TermInWords } from '../../parts/theta/affineWords';
import { element } from '../../parts/page/dom';
import type { SamplingPicture } from '../../parts/digits/gridLines';
import { transformerName } from '../../parts/run/networkWords';
import { strokeSwatch } from '../pictures/gridDrawing';
import { projectiveWords, splineWords } from './pointWords';
import { thetaNumbers } from './thetaNumbers';

type Inspection = TrainerEventOf<'inspection'>;

export class ThetaPanel {
  readonly element = element('section', { class: 'theta', 'aria-label': 'Theta' });

  /**
   * @param specs of the transformers side by side
   * @param pictures of each one's grid
   */
  show(
    inspection: Inspection,
    specs: readonly TransformerSpec[],
    pictures: readonly (SamplingPicture | undefined)[],
  ): void {
    const { theta, pose } = inspection;
    const truth = pose ? undoing(pose) : undefined;
    if (specs.length === 0) {
      this.element.replaceChildren(...withoutTransformer(inspection, truth));
      return;
    }
    const thetas = splitTheta(specs, theta);
    this.element.replaceChildren(
      ...specs.flatMap((spec, at) => [
        element(
          'h2',
          { 'data-testid': 'theta-title' },
          ...(specs.length > 1
            ? [strokeSwatch(at), ` Theta of transformer ${at + 1}: ${transformerName(spec)}`]
            : [`Theta: ${transformerName(spec)}`]),
        ),
        thetaNumbers(spec, thetas[at]),
        ...terms(inspection, spec, thetas[at], truth, pictures[at]),
      ]),
      element(
        'p',
        { class: 'muted' },
        'These say how the sampling grid lies on the input; the digit appears moved the opposite way.',
        truth ? ' True is the grid that would undo exactly what was done to the digit.' : '',
      ),
    );
  }
}

function terms(
  { inputSize: input, outputSize: output, alignCorners }: Inspection,
  spec: TransformerSpec,
  theta: readonly number[],
  truth: readonly number[] | undefined,
  picture: SamplingPicture | undefined,
): HTMLElement[] {
  const { kind } = spec;
  if (isAffineKind(kind)) {
    const words = affineWords(kind, affineMatrix(kind, theta), input, alignCorners);
    const trueWords = truth && affineWords(kind, truth, input, alignCorners);
    return [termTable('theta-terms', 'Theta in terms', words, trueWords)];
  }
  const own =
    kind === 'projective'
      ? projectiveWords(spec, theta, input, alignCorners)
      : splineWords(spec, theta, { input, output, alignCorners }, picture);
  return [
    termTable('theta-terms', 'Theta in terms', own),
    element('h3', {}, 'In the middle of the grid'),
    termTable(
      'middle-terms',
      'The middle of the grid in terms',
      affineWords('affine', affinePart(spec)(theta), input, alignCorners),
      truth && affineWords('affine', truth, input, alignCorners),
    ),
  ];
}

function withoutTransformer(
  { inputSize, alignCorners }: Inspection,
  truth: readonly number[] | undefined,
): HTMLElement[] {
  return [
    element('h2', {}, 'No transformer'),
    element(
      'p',
      { 'data-testid': 'no-transformer' },
      'This network has no transformer: the classifier reads the input as it is, and there is no theta.',
    ),
    ...(truth
      ? [
          element('h3', {}, 'What was done to the digit'),
          termTable(
            'true-terms',
            'The digit’s pose in terms',
            affineWords('affine', truth, inputSize, alignCorners),
          ),
        ]
      : []),
  ];
}

/** @param trueTerms of the same terms, in the same order */
function termTable(
  testId: string,
  label: string,
  shown: readonly TermInWords[],
  trueTerms?: readonly TermInWords[],
): HTMLElement {
  return element(
    'table',
    { class: 'terms numbers', 'aria-label': label, 'data-testid': testId },
    ...(trueTerms
      ? [
          element(
            'thead',
            { class: 'muted' },
            element(
              'tr',
              {},
              element('td'),
              element('th', { scope: 'col' }, 'recovered'),
              element('th', { scope: 'col' }, 'true'),
              element('td'),
            ),
          ),
        ]
      : []),
    element(
      'tbody',
      {},
      ...shown.map(({ id, name, value, words }, at) =>
        element(
          'tr',
          { 'data-testid': `term-${id}` },
          element('th', { scope: 'row' }, name),
          element('td', { class: 'value' }, value),
          ...(trueTerms
            ? [element('td', { class: 'value true', 'data-testid': 'true-value' }, trueTerms[at].value)]
            : []),
          element('td', { class: 'muted' }, words),
        ),
      ),
    ),
  );
}
