/** One channel of a digit: the input, the sampling grids over it, and what each transformer sampled. */
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { channelOf } from '../../parts/digits/digits';
import { className } from '../../parts/digits/digitWords';
import { element, setAttribute, svg } from '../../parts/page/dom';
import type { Figure } from '../../parts/export/figures';
import type { GridPoint, SamplingPicture } from '../../parts/digits/gridLines';
import { gridDrawing, letterMarks, strokeSwatch } from './gridDrawing';
import { Stage } from './stage';

type Inspection = TrainerEventOf<'inspection'>;

/** Around input and output: room for the corners' letters. */
export const smallMargin = 0.11;

/** An output pixel that was pointed at, and where it was read. */
export interface Probe {
  readonly transformer: number;
  readonly row: number;
  readonly column: number;
}

interface Layer {
  readonly stage: Stage;
  readonly drawing: SVGElement;
  readonly mark: SVGElement;
}

export class ChannelRow {
  readonly element: HTMLElement;
  /** A stage for each transformer. */
  readonly outputs: readonly Layer[];
  private readonly input = layer('input', readMark());
  private readonly grid = layer('sampling-grid', readMark());

  /**
   * @param channel from 0
   * @param channels of the input
   */
  constructor(
    private readonly channel: number,
    private readonly channels: number,
    transformers: number,
  ) {
    const several = Array.from({ length: transformers }, (_, at) => at);
    const ofChannel = channels > 1 ? `, channel ${channel + 1}` : '';
    this.outputs = several.map(() =>
      layer('output', svg('rect', { class: 'read', width: 1, height: 1, visibility: 'hidden' })),
    );
    const swatches = (of: readonly number[]): (Node | string)[] =>
      transformers > 1
        ? of.flatMap((at) => [' ', element('span', { class: 'whose' }, strokeSwatch(at), ` ${at + 1}`)])
        : [];
    this.element = element(
      'div',
      { class: transformers > 0 ? 'pictures' : 'pictures alone' },
      figure('input', this.input.stage, `Input${ofChannel}`),
      ...(transformers > 0
        ? [
            figure(
              'grid',
              this.grid.stage,
              transformers > 1 ? 'Sampling grids over the input' : 'Sampling grid over the input',
              ...swatches(several),
            ),
          ]
        : []),
      ...this.outputs.map(({ stage }, at) =>
        figure('output', stage, `Sampled output${ofChannel}`, ...swatches([at])),
      ),
    );
    // For narrow pages: the grid's picture stands beside all others, one above the other.
    this.element.style.setProperty('--stn-others', String(1 + transformers));
  }

  /** As they stand on the page. */
  figures(imageWidth: number): Figure[] {
    const stages = [this.input, ...(this.outputs.length > 0 ? [this.grid] : []), ...this.outputs];
    const captions = Array.from(this.element.querySelectorAll('h2'), (heading) => heading.textContent.trim());
    return stages.map(({ stage }, at) => stage.figure(captions[at], imageWidth));
  }

  /** @param cover is as large as the input's picture with its margin */
  putOverInput(cover: HTMLElement): void {
    const { element: stage } = this.input.stage;
    const layers = element('div', { class: 'layers' });
    stage.replaceWith(layers);
    layers.append(stage, cover);
  }

  show(inspection: Inspection, pictures: readonly (SamplingPicture | undefined)[], margin: number): void {
    const { inputSize, outputSize } = inspection;
    const input = channelOf(inspection.input, inputSize, this.channel);
    const size = { ...inputSize, channels: 1 };
    const ofChannel = this.channels > 1 ? `, channel ${this.channel + 1} of ${this.channels}` : '';
    this.input.stage.show(input, size, smallMargin, `${describeInput(inspection)}${ofChannel}.`);
    this.grid.stage.show(input, size, margin, gridDescription(pictures));
    const unit = inputSize.width / 28;
    const several = pictures.length > 1;
    this.grid.drawing.replaceChildren(
      ...pictures.flatMap((picture, at) =>
        picture ? gridDrawing(picture, at, several ? String(at + 1) : '', unit) : [],
      ),
    );
    for (const { mark } of [this.input, this.grid]) setAttribute(mark, 'r', 0.7 * unit);
    // All at one scale, so that sizes can be compared by eye: as a share for flex, and as one for grid.
    const share = (1 + 2 * margin) / (1 + 2 * smallMargin);
    this.element.style.setProperty('--stn-grid-share', String(share));
    this.element.style.setProperty('--stn-grid-column', `${share}fr`);
    const { height, width } = outputSize;
    const corners = [
      { x: 0, y: 0 },
      { x: width, y: 0 },
      { x: width, y: height },
      { x: 0, y: height },
    ];
    this.outputs.forEach(({ stage, drawing }, at) => {
      stage.show(
        channelOf(inspection.output, outputSize, at * this.channels + this.channel),
        { height, width, channels: 1 },
        smallMargin,
        `What the sampler${several ? ` of transformer ${at + 1}` : ''} read${ofChannel}. Use the arrow keys to see where each pixel comes from.`,
      );
      drawing.replaceChildren(letterMarks(corners, (1.6 * width) / 28, several ? String(at + 1) : ''));
    });
  }

  /** @param read in pixels of the input; both undefined hide the marks */
  mark(probe: Probe | undefined, read: GridPoint | undefined): void {
    for (const { mark } of [this.input, this.grid]) {
      setAttribute(mark, 'visibility', read ? 'visible' : 'hidden');
      if (!read) continue;
      setAttribute(mark, 'cx', read.x);
      setAttribute(mark, 'cy', read.y);
    }
    this.outputs.forEach(({ mark }, at) => {
      const isShown = read !== undefined && probe?.transformer === at;
      setAttribute(mark, 'visibility', isShown ? 'visible' : 'hidden');
      if (!isShown) return;
      setAttribute(mark, 'x', probe.column);
      setAttribute(mark, 'y', probe.row);
    });
  }
}

/** "Test digit 5, a 7" */
function describeInput({ index, label, classNames }: Inspection): string {
  const name = label === null ? '' : `, a ${className(classNames, label)}`;
  return index === null ? `Your image${name}` : `Test digit ${index}${name}`;
}

function readMark(): SVGElement {
  return svg('circle', { class: 'read', visibility: 'hidden' });
}

function layer(testId: string, mark: SVGElement): Layer {
  const stage = new Stage(testId);
  const drawing = svg('g');
  stage.overlay.append(drawing, mark);
  return { stage, drawing, mark };
}

function figure(name: string, stage: Stage, ...title: (Node | string)[]): HTMLElement {
  return element(
    'figure',
    { class: name },
    element('figcaption', {}, element('h2', {}, ...title)),
    stage.element,
  );
}

function gridDescription(pictures: readonly (SamplingPicture | undefined)[]): string {
  if (pictures.every((picture) => !picture)) return 'No sampling grid: theta is not finite.';
  const corners = 'A is the output’s top left corner, B, C and D follow clockwise';
  if (pictures.length === 1) {
    const controls = pictures[0]?.controls.length ? '; dots are the control points' : '';
    return `The sampling grid over the input; ${corners}${controls}.`;
  }
  return `The sampling grids over the input, transformer 1’s in whole lines and transformer 2’s dashed; ${corners}.`;
}
