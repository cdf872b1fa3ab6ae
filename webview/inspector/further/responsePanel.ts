/** The response curves of the inspected image: asked for while they are open, and drawn with the rotation of now. */
import { className } from '../../parts/digits/digitWords';
import { element, setText } from '../../parts/page/dom';
import { formatProbability } from '../../parts/page/format';
import { Queries, type QueryLine } from '../queries';
import { describeResponse, responseOf, signedDegrees, sweptImages, type ResponsePoint } from './response';
import { exportMenu } from '../../parts/export/exportMenu';
import { responseExport, type ShownResponse } from './responseExport';
import { Rest } from './rest';
import { RotationChart } from './rotationChart';
import { watchedClass, type Subject } from '../subject';

const percents = { ticks: [0, 0.25, 0.5, 0.75, 1], format: (share: number) => `${share * 100}%` };
/** Degrees between two classes that are named along the axis. */
const letterStep = 15;

export class ResponsePanel {
  readonly element: HTMLDetailsElement;
  private readonly angle = new RotationChart('response-angle');
  private readonly confidence = new RotationChart('response-confidence');
  private readonly summary = element('p', { class: 'numbers', 'data-testid': 'response-summary' });
  private readonly note = element('p', { class: 'muted' });
  private readonly problem = element('p', { class: 'problem', role: 'alert' });
  private readonly head = element('thead');
  private readonly body = element('tbody');
  private readonly survey: Queries<'survey'>;
  private readonly rest = new Rest(() => this.ask());
  private subject: Subject | undefined;
  private points: readonly ResponsePoint[] = [];
  /** What the curves that are shown or asked for are of. */
  private drawn: Subject | undefined;

  /** @param toggled it was opened or closed */
  constructor(line: QueryLine, isOpen: boolean, toggled: () => void) {
    this.survey = new Queries('survey', line, (sentence) => {
      setText(this.problem, sentence);
      // The next occasion tries again.
      if (sentence !== '') this.drawn = undefined;
    });
    this.element = element(
      'details',
      { class: 'further', open: isOpen, 'data-testid': 'response' },
      element('summary', {}, element('h2', {}, 'Response to rotation')),
      element('div', {}, this.summary, exportMenu(responseExport(() => this.shown()))),
      element('div', { class: 'charts' }, this.angle.element, this.confidence.element),
      this.note,
      element(
        'details',
        { class: 'numbers-of' },
        element('summary', {}, 'As a table'),
        element(
          'table',
          { class: 'numbers', 'aria-label': 'Response to rotation', 'data-testid': 'response-table' },
          this.head,
          this.body,
        ),
      ),
      this.problem,
    );
    this.element.addEventListener('toggle', () => {
      toggled();
      this.rest.putOff(false);
    });
  }

  show(subject: Subject): void {
    this.subject = subject;
    for (const chart of [this.angle, this.confidence]) chart.mark(subject.warp.rotation);
    this.rest.putOff(this.drawn !== undefined);
  }

  private shown(): ShownResponse {
    const { points, subject } = this;
    if (!subject || points.length === 0) throw new Error('There is no response to export yet.');
    const { inspection, specs } = subject;
    const charts = specs.length > 0 ? [this.angle, this.confidence] : [this.confidence];
    const summary = this.summary.textContent;
    return { points, inspection, summary, figures: charts.map((chart) => chart.figure()) };
  }

  /** What was computed holds no more: there is another network. */
  forget(): void {
    this.drawn = this.subject = undefined;
  }

  /** That answers are for. */
  get queries(): readonly Queries<'survey'>[] {
    return [this.survey];
  }

  private ask(): void {
    const { subject } = this;
    if (!subject || !this.element.open) return;
    if (this.drawn && hasSameResponse(this.drawn, subject)) return;
    this.drawn = subject;
    const images = sweptImages(subject.unmoved, subject.inspection.inputSize, subject.warp);
    this.survey.ask({ kind: 'survey', images }, (answer) =>
      this.draw(subject, responseOf(answer, subject.specs)),
    );
  }

  private draw({ inspection, specs }: Subject, points: readonly ResponsePoint[]): void {
    this.points = points;
    const { classNames } = inspection;
    const watched = watchedClass(inspection);
    const name = className(classNames, watched);
    const told = describeResponse(points, watched, classNames);
    setText(this.summary, told);
    this.angle.element.hidden = specs.length === 0;
    // Longer names would run into one another.
    const hasLetters = classNames.every((text) => text.length <= 2);
    setText(
      this.note,
      [
        ...(specs.length > 0
          ? ['Dashed: a grid that turns with the digit, so that the output stays as it is.']
          : []),
        ...(hasLetters ? ['Along the lower edge stands what is read there.'] : []),
      ].join(' '),
    );
    const curves = specs.map((_, at) =>
      points.map(({ rotation, angles }) => ({ x: rotation, y: angles[at] })),
    );
    const isWide = curves.flat().some(({ y }) => Math.abs(y) > 90);
    const upright = points.find(({ rotation }) => rotation === 0)?.angles.at(0) ?? 0;
    const reference = [-90, 90].map((rotation) => ({ x: rotation, y: upright + rotation }));
    this.angle.show({
      title: 'Angle of the sampling grid',
      curves,
      reference: inRange(reference, isWide ? 180 : 90),
      y: { ticks: isWide ? [-180, -90, 0, 90, 180] : [-90, -45, 0, 45, 90], format: signedDegrees },
      description: `Angle of the sampling grid over the input’s rotation. ${told}`,
    });
    this.confidence.show({
      title: `Probability of class ${name}`,
      curves: [
        points.map(({ rotation, probabilities }) => ({ x: rotation, y: probabilities[watched] ?? NaN })),
      ],
      y: percents,
      letters: points
        .filter(({ rotation }) => hasLetters && rotation % letterStep === 0)
        .map(({ rotation, predicted }) => ({
          x: rotation,
          text: predicted < 0 ? '–' : className(classNames, predicted),
        })),
      description: `Probability of class ${name} over the input’s rotation. ${told}`,
    });
    this.fillTable(points, watched, classNames);
  }

  private fillTable(points: readonly ResponsePoint[], watched: number, classNames: readonly string[]): void {
    const grids = points.at(0)?.angles ?? [];
    const columns = [
      'input turned by',
      ...grids.map((_, at) => (grids.length > 1 ? `grid ${at + 1}` : 'grid')),
      'read as',
      `class ${className(classNames, watched)}`,
    ];
    this.head.replaceChildren(
      element('tr', {}, ...columns.map((name) => element('th', { scope: 'col' }, name))),
    );
    this.body.replaceChildren(
      ...points.map(({ rotation, angles, predicted, probabilities }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, signedDegrees(rotation)),
          ...angles.map((angle) => element('td', {}, signedDegrees(angle))),
          element('td', {}, predicted < 0 ? '–' : className(classNames, predicted)),
          element('td', {}, formatProbability(probabilities[watched] ?? NaN)),
        ),
      ),
    );
  }
}

/** A rotation alone changes no curve, nor does a slider that is put back. */
function hasSameResponse(a: Subject, b: Subject): boolean {
  const { warp: before, inspection: old } = a;
  const { warp, inspection } = b;
  return (
    before.scale === warp.scale &&
    before.shear === warp.shear &&
    before.x === warp.x &&
    before.y === warp.y &&
    old.epoch === inspection.epoch &&
    old.batch === inspection.batch &&
    watchedClass(old) === watchedClass(inspection) &&
    a.unmoved.length === b.unmoved.length &&
    a.unmoved.every((pixel, at) => pixel === b.unmoved[at])
  );
}

/** A straight line's part between −limit and limit. */
function inRange(line: readonly { x: number; y: number }[], limit: number) {
  return line.map(({ x, y }) => {
    const held = Math.max(-limit, Math.min(limit, y));
    return { x: x + held - y, y: held };
  });
}
