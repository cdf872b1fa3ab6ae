/** The inspected image as each epoch of the run saw it, side by side; one of them can be chosen. */
import { mostEpochsAtOnce, type EpochSeen } from '../../../src/shared/queries';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { pictureEdge } from '../../parts/digits/pictureSize';
import { samplingPaths } from '../../parts/digits/samplingPaths';
import { exportMenu } from '../../parts/export/exportMenu';
import { element, setText } from '../../parts/page/dom';
import { Queries, type QueryLine } from '../queries';
import type { Subject } from '../subject';
import { EpochCell } from './epochCell';
import { Rest } from './rest';
import { stripExport, type ShownStrip } from './stripExport';
import { stripEpochs } from './stripEpochs';

/** Fewer than may be asked for at once, so that others who ask do not wait. */
const askedAtOnce = Math.min(4, mostEpochsAtOnce);
/** Of a picture, in CSS pixels. */
const wantedEdge = 56;
const exportedWidth = 112;

/** The epoch that the page shows. */
export interface EpochChooser {
  /** Undefined where the run is followed. */
  readonly epoch: number | undefined;
  readonly newest: number;
  goTo(epoch: number): void;
}

export class EpochStrip {
  readonly element: HTMLDetailsElement;
  private readonly asking: Queries<'epochs'>;
  private readonly list = element('div', {
    class: 'digits',
    role: 'radiogroup',
    'aria-label': 'Epochs',
    'data-testid': 'strip',
  });
  private readonly problem = element('p', {
    class: 'problem',
    role: 'alert',
    'data-testid': 'strip-problem',
  });
  private readonly note = element('p', { class: 'muted' });
  private cells: EpochCell[] = [];
  private readonly seen = new Map<number, EpochSeen>();
  private subject: Subject | undefined;
  private started: TrainerEventOf<'started'> | undefined;
  private paths: ReturnType<typeof samplingPaths> | undefined;
  private readonly rest = new Rest(() => this.ask());

  /** @param toggled it was opened or closed */
  constructor(
    line: QueryLine,
    isOpen: boolean,
    toggled: () => void,
    private readonly time: EpochChooser,
  ) {
    this.asking = new Queries('epochs', line, (sentence) => setText(this.problem, sentence));
    this.element = element(
      'details',
      { class: 'further through-epochs', open: isOpen, 'data-testid': 'epochs' },
      element('summary', {}, element('h2', {}, 'Through the epochs')),
      element('div', {}, this.note, exportMenu(stripExport(() => this.shown()))),
      this.list,
      this.problem,
    );
    this.element.addEventListener('toggle', () => {
      toggled();
      this.update();
    });
  }

  /** That answers are for. */
  get queries(): readonly Queries<'epochs'>[] {
    return [this.asking];
  }

  show(subject: Subject): void {
    const before = this.subject;
    this.subject = subject;
    const isOther = !before || !isSameImage(before, subject);
    if (isOther) this.seen.clear();
    this.update(isOther && before !== undefined);
  }

  /** There is another network. */
  forget(): void {
    this.subject = undefined;
    this.seen.clear();
    this.paths = undefined;
    this.cells = [];
  }

  /** @param started the run that it is asked of; another epoch may have been chosen, or have come */
  follow(started: TrainerEventOf<'started'>): void {
    if (started !== this.started) this.paths = undefined;
    this.started = started;
    this.update();
  }

  private shown(): ShownStrip {
    const columns = this.cells.map((cell) => cell.figures(exportedWidth)).filter(({ length }) => length > 0);
    if (!this.subject || columns.length === 0) throw new Error('No epoch is here to export yet.');
    const seen = this.cells.flatMap(({ epoch }) => this.seen.get(epoch) ?? []);
    return { inspection: this.subject.inspection, columns, seen };
  }

  private update(isMoved = false): void {
    const { subject, time } = this;
    this.element.hidden = time.newest === 0;
    // Of a run that goes on from an earlier epoch, what came after holds no more.
    for (const epoch of this.seen.keys()) if (epoch > time.newest) this.seen.delete(epoch);
    if (!subject || !this.element.open || this.element.hidden) return;
    const epochs = stripEpochs(time.newest);
    if (epochs.join() !== this.cells.map(({ epoch }) => epoch).join()) {
      const kept = new Map(this.cells.map((cell) => [cell.epoch, cell]));
      this.cells = epochs.map(
        (epoch) => kept.get(epoch) ?? new EpochCell(epoch, (chosen) => time.goTo(chosen)),
      );
      this.list.replaceChildren(...this.cells.map((cell) => cell.element));
    }
    for (const cell of this.cells) cell.setChosen(cell.epoch === this.shownEpoch);
    this.list.classList.toggle('untransformed', subject.specs.length === 0);
    setText(
      this.note,
      epochs.length <= time.newest
        ? `${epochs.length} of ${time.newest + 1} epochs; the slider goes to any.`
        : 'Choose an epoch to see it above.',
    );
    this.list.style.setProperty('--stn-digit', `${pictureEdge(subject.inspection, wantedEdge)}px`);
    this.rest.putOff(isMoved);
  }

  /** Of whose weights the page shows the image; undefined between two epochs, in a run that is followed. */
  private get shownEpoch(): number | undefined {
    const { epoch, batch } = this.subject?.inspection ?? { batch: 1 };
    return this.time.epoch ?? (batch === 0 ? epoch : undefined);
  }

  /** A few at a time. */
  private ask(): void {
    const { subject } = this;
    if (!subject || !this.element.open) return;
    const missing = this.cells.map(({ epoch }) => epoch).filter((epoch) => !this.seen.has(epoch));
    if (missing.length === 0) return;
    const epochs = missing.slice(0, askedAtOnce);
    this.asking.ask({ kind: 'epochs', image: subject.inspection.input, epochs }, ({ seen }) => {
      if (!this.subject || !isSameImage(subject, this.subject)) return;
      for (const one of seen) this.seen.set(one.epoch, one);
      this.draw(this.subject);
      this.ask();
    });
  }

  private draw(subject: Subject): void {
    if (!this.started) return;
    const paths = (this.paths ??= samplingPaths(this.started, subject.inspection));
    for (const cell of this.cells) {
      const seen = this.seen.get(cell.epoch);
      if (seen) cell.show(subject, seen, paths);
    }
    const problems = [...this.seen.values()].flatMap(({ problem }) => (problem === '' ? [] : [problem]));
    const others = problems.length > 1 ? ` Nor can ${problems.length - 1} more.` : '';
    setText(this.problem, problems.length > 0 ? problems[0] + others : '');
  }
}

function isSameImage({ inspection: one }: Subject, { inspection: other }: Subject): boolean {
  return (
    one.label === other.label &&
    one.input.length === other.input.length &&
    one.input.every((pixel, at) => pixel === other.input[at])
  );
}
