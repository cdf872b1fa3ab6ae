/** The loss surface around the theta that was set by hand: a heat map to choose from by pointer or arrow keys. */
import type { AffineTerms } from '../../../src/shared/theta';
import { Choices } from '../../parts/page/choices';
import { className } from '../../parts/digits/digitWords';
import { element, setAttribute, setText, svg } from '../../parts/page/dom';
import { formatLoss } from '../../parts/page/format';
import {
  describeAxes,
  describePlace,
  isOnSurface,
  locateTerms,
  planes,
  surfaceEdge,
  surfaceKey,
  surfaceMatrices,
  surfacePixels,
  termsAt,
  type SurfacePoint,
} from './lossSurface';
import { exportMenu } from '../../parts/export/exportMenu';
import { Rest } from './rest';
import { surfaceExport, type ShownSurface } from './surfaceExport';
import { Queries, type QueryLine } from '../queries';
import { Stage } from '../pictures/stage';
import { isSameInput, watchedClass, type Subject } from '../subject';

const size = { height: surfaceEdge, width: surfaceEdge, channels: 1 };
/** Cells that an arrow key goes. */
const keyStep = 0.5;

export class SurfacePanel {
  readonly element: HTMLElement;
  readonly queries: Queries<'resample'>;
  private readonly stage = new Stage('surface');
  private readonly hand = svg('circle', { class: 'hand-mark', r: 0.45 });
  private readonly own = svg('path', { class: 'own-mark', d: 'M-.5 -.5 .5 .5M-.5 .5 .5 -.5' });
  private readonly summary = element('p', { class: 'numbers', 'data-testid': 'surface-summary' });
  private plane = planes[0];
  private readonly choices = new Choices('plane', 'Terms of theta', (id) => this.choose(id));
  private subject: Subject | undefined;
  private terms: AffineTerms | undefined;
  private network: AffineTerms | undefined;
  /** What the surface that is shown or asked for is of. */
  private drawn: { readonly subject: Subject; readonly key: string } | undefined;
  private losses: readonly number[] | undefined;
  private readonly rest = new Rest(() => this.ask());

  /** @param moved another theta was chosen on the surface */
  constructor(
    line: QueryLine,
    complain: (sentence: string) => void,
    private readonly moved: (terms: AffineTerms) => void,
  ) {
    this.queries = new Queries('resample', line, (sentence) => {
      complain(sentence);
      // The next occasion tries again.
      if (sentence !== '') this.drawn = undefined;
    });
    this.stage.overlay.append(this.own, this.hand);
    this.element = element(
      'figure',
      { class: 'surface' },
      element(
        'figcaption',
        {},
        element('h3', {}, 'Loss around it'),
        this.choices.element,
        exportMenu(surfaceExport(() => this.shown())),
      ),
      this.stage.element,
      this.summary,
      element('p', { class: 'muted' }, 'Bright is a low loss. Circle: by hand; cross: the network’s own.'),
    );
    this.showChoices();
    this.listen();
  }

  /**
   * @param terms set by hand
   * @param network the network's own
   */
  show(subject: Subject, terms: AffineTerms, network: AffineTerms): void {
    Object.assign(this, { subject, terms, network });
    this.rest.putOff(this.drawn !== undefined);
    this.draw();
  }

  /** What was computed holds no more: there is another network. */
  forget(): void {
    this.drawn = this.subject = undefined;
  }

  private shown(): ShownSurface {
    const { losses, plane, terms, stage } = this;
    if (!losses || !terms) throw new Error('There is no loss surface to export yet.');
    return {
      losses,
      plane,
      terms,
      summary: this.summary.textContent,
      figure: stage.figure(plane.label, 360),
    };
  }

  private ask(): void {
    const { subject, terms, plane, drawn } = this;
    if (!subject || !terms) return;
    const key = surfaceKey(plane, terms);
    if (drawn?.key === key && isSameInput(drawn.subject, subject)) return;
    this.drawn = { subject, key };
    const watched = watchedClass(subject.inspection);
    const query = { image: subject.inspection.input, matrices: surfaceMatrices(plane, terms) };
    this.queries.ask({ kind: 'resample', ...query }, ({ logProbabilities }) => {
      // Another plane may have been chosen meanwhile, and be asked about now.
      if (plane !== this.plane) return;
      this.losses = logProbabilities.map((logs) => -(logs[watched] ?? NaN));
      this.draw();
    });
  }

  private draw(): void {
    const { losses, plane, subject, terms, network } = this;
    if (!losses || !subject || !terms || !network) return;
    const { classNames } = subject.inspection;
    const lowest = losses.reduce((best, loss, at) => (loss < losses[best] ? at : best), 0);
    const place = { x: (lowest % surfaceEdge) + 0.5, y: Math.floor(lowest / surfaceEdge) + 0.5 };
    const told = `Loss of class ${className(classNames, watchedClass(subject.inspection))}: lowest ${formatLoss(losses[lowest])} at ${describePlace(plane, termsAt(plane, terms, place))}, highest ${formatLoss(Math.max(...losses))}. ${describeAxes(plane)}`;
    setText(this.summary, told);
    this.stage.show(
      surfacePixels(losses),
      size,
      0.03,
      `${told} By hand: ${describePlace(plane, terms)}. Arrow keys move it.`,
    );
    this.mark(this.hand, locateTerms(plane, terms));
    this.mark(this.own, locateTerms(plane, network));
  }

  private mark(mark: SVGElement, place: SurfacePoint): void {
    setAttribute(mark, 'visibility', isOnSurface(place) ? 'visible' : 'hidden');
    if (isOnSurface(place)) setAttribute(mark, 'transform', `translate(${place.x} ${place.y})`);
  }

  private choose(id: string): void {
    this.plane = planes.find((plane) => plane.id === id) ?? planes[0];
    this.losses = undefined;
    this.showChoices();
    const { subject, terms, network } = this;
    if (subject && terms && network) this.show(subject, terms, network);
  }

  private showChoices(): void {
    this.choices.show(
      planes.map(({ id, label }) => ({ id, label, detail: '' })),
      this.plane.id,
    );
  }

  private listen(): void {
    const { element: area } = this.stage;
    area.tabIndex = 0;
    area.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      area.setPointerCapture(event.pointerId);
      this.moveTo(this.stage.locate(event));
    });
    area.addEventListener('pointermove', (event) => {
      if (area.hasPointerCapture(event.pointerId)) this.moveTo(this.stage.locate(event));
    });
    area.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step || !this.terms || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      // The page's own arrow keys choose another digit.
      event.stopPropagation();
      const { x, y } = locateTerms(this.plane, this.terms);
      this.moveTo({ x: x + keyStep * step[0], y: y + keyStep * step[1] });
    });
  }

  private moveTo(place: SurfacePoint): void {
    if (this.terms) this.moved(termsAt(this.plane, this.terms, place));
  }
}
