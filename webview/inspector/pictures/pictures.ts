/** Input, sampling grids and outputs of one digit, and where each output pixel was read. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { splitTheta, type TransformerSpec } from '../../../src/shared/transformers/spec';
import { element, setAttribute, setText } from '../../parts/page/dom';
import { gridPlotter, marginFor, type GridPlan, type SamplingPicture } from '../../parts/digits/gridLines';
import { ChannelRow, type Probe } from './channelRow';
import { exportMenu } from '../../parts/export/exportMenu';
import { picturesExport, type ShownPictures } from './picturesExport';
import { probeSentence } from './probe';

type Inspection = TrainerEventOf<'inspection'>;

/** Of an image in an exported picture, in CSS pixels. */
const exportedWidth = 196;

export class Pictures {
  readonly element: HTMLElement;
  private readonly body = element('div', { class: 'channels' });
  private readonly sentence = element('p', { class: 'probe muted numbers', 'data-testid': 'probe' });
  private rows: ChannelRow[] = [];
  /** What the rows were made for. */
  private layout = '';
  /** By what it was made for: a spline's takes a while to prepare. */
  private readonly plotters = new Map<string, ReturnType<typeof gridPlotter>>();
  private inspection: Inspection | undefined;
  private pictures: (SamplingPicture | undefined)[] = [];
  private probe: Probe | undefined;

  /** @param overInput lies over the (first channel's) input */
  constructor(private readonly overInput: HTMLElement) {
    this.element = element(
      'section',
      { 'aria-label': 'Pictures' },
      element('div', { class: 'exported' }, exportMenu(picturesExport(() => this.shown()))),
      this.body,
      this.sentence,
    );
  }

  /**
   * @param specs of the transformers side by side; none where the classifier reads the image itself
   * @returns each one's grid
   */
  show(inspection: Inspection, specs: readonly TransformerSpec[]): readonly (SamplingPicture | undefined)[] {
    const { inputSize, outputSize, alignCorners, theta } = inspection;
    this.inspection = inspection;
    this.arrange(inputSize.channels, specs.length);
    const thetas = splitTheta(specs, theta);
    // Two grids' lines on one digit would hide it.
    const spaces = specs.length > 1 ? 4 : 9;
    this.pictures = specs.map((spec, at) =>
      this.plotter({ spec, input: inputSize, output: outputSize, alignCorners, spaces })(thetas[at]),
    );
    const drawn = this.pictures.filter((picture) => picture !== undefined);
    const margin = marginFor(drawn, inputSize);
    for (const row of this.rows) row.show(inspection, this.pictures, margin);
    this.sentence.hidden = specs.length === 0;
    this.drawProbe();
    return this.pictures;
  }

  private shown(): ShownPictures {
    const { inspection, pictures } = this;
    if (!inspection) throw new Error('There is no digit to export yet.');
    return { inspection, pictures, figures: this.rows.map((row) => row.figures(exportedWidth)) };
  }

  private plotter(plan: GridPlan): ReturnType<typeof gridPlotter> {
    const key = JSON.stringify(plan);
    const known = this.plotters.get(key) ?? gridPlotter(plan);
    this.plotters.set(key, known);
    return known;
  }

  private arrange(channels: number, transformers: number): void {
    const layout = `${channels} channels, ${transformers} transformers`;
    if (layout === this.layout) return;
    this.layout = layout;
    this.probe = undefined;
    this.rows = Array.from({ length: channels }, (_, at) => new ChannelRow(at, channels, transformers));
    this.rows[0].putOverInput(this.overInput);
    for (const row of this.rows) row.outputs.forEach(({ stage }, at) => this.listen(stage, at));
    this.body.replaceChildren(...this.rows.map((row) => row.element));
  }

  private listen(stage: ChannelRow['outputs'][number]['stage'], transformer: number): void {
    stage.element.tabIndex = 0;
    stage.element.addEventListener('pointermove', (event) => {
      // The keyboard's way is told to who can't see it; a pointer's would be a torrent of words.
      setAttribute(this.sentence, 'aria-live', 'off');
      const { x, y } = stage.locate(event);
      this.setProbe({ transformer, row: Math.floor(y), column: Math.floor(x) });
    });
    stage.element.addEventListener('pointerleave', () => this.setProbe(undefined));
    stage.element.addEventListener('blur', () => this.setProbe(undefined));
    stage.element.addEventListener('keydown', (event) => this.moveProbe(event, transformer));
  }

  private moveProbe(event: KeyboardEvent, transformer: number): void {
    if (!this.inspection || event.altKey || event.ctrlKey || event.metaKey) return;
    const { height, width } = this.inspection.outputSize;
    const last = this.probe?.transformer === transformer ? this.probe : undefined;
    const { row, column } = last ?? { row: Math.floor(height / 2), column: Math.floor(width / 2) };
    const moves: Record<string, readonly [row: number, column: number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    if (event.key === 'Escape') {
      this.setProbe(undefined);
      return;
    }
    if (!(event.key in moves)) return;
    setAttribute(this.sentence, 'aria-live', 'polite');
    const [down, right] = last ? moves[event.key] : [0, 0];
    event.preventDefault();
    // The page's own arrow keys choose another digit.
    event.stopPropagation();
    this.setProbe({ transformer, row: clamp(row + down, height), column: clamp(column + right, width) });
  }

  private setProbe(probe: Probe | undefined): void {
    const { height, width } = this.inspection?.outputSize ?? { height: 0, width: 0 };
    const isInside =
      probe && probe.row >= 0 && probe.column >= 0 && probe.row < height && probe.column < width;
    this.probe = isInside ? probe : undefined;
    this.drawProbe();
  }

  private drawProbe(): void {
    const { inspection, probe } = this;
    const width = inspection?.outputSize.width ?? 0;
    const read = probe && this.pictures[probe.transformer]?.points[probe.row * width + probe.column];
    for (const row of this.rows) row.mark(probe, read);
    setText(
      this.sentence,
      inspection && probe && read
        ? probeSentence(probe, read, inspection.inputSize)
        : 'Point at the output, or move over it with the arrow keys, to see where each of its pixels is read.',
    );
  }
}

function clamp(position: number, size: number): number {
  return Math.max(0, Math.min(size - 1, position));
}
