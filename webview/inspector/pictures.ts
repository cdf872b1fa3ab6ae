/** Input, sampling grid and output of one digit, and where each output pixel was read. */
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { className } from '../parts/digitWords';
import { element, setAttribute, setText, svg } from '../parts/dom';
import {
  letterPlace,
  marginFor,
  samplingPicture,
  toPointList,
  type GridPoint,
  type SamplingPicture,
} from '../parts/gridLines';
import { probeSentence } from './probe';
import { Stage } from './stage';

type Inspection = TrainerEventOf<'inspection'>;

/** Around input and output: room for the corners' letters. */
const smallMargin = 0.11;

/** Of the output's corners, clockwise from its top left. */
const letters = ['A', 'B', 'C', 'D'] as const;

export class Pictures {
  readonly element: HTMLElement;
  private readonly input = new Stage('input');
  private readonly grid = new Stage('sampling-grid');
  private readonly output = new Stage('output');
  private readonly row: HTMLElement;
  private readonly gridLayer = svg('g', { class: 'grid' });
  private readonly letterLayer = svg('g', { class: 'letters' });
  private readonly outputLetters = svg('g', { class: 'letters' });
  private readonly readPoint = svg('circle', { class: 'read', r: 0.7, visibility: 'hidden' });
  private readonly chosenPixel = svg('rect', { class: 'read', width: 1, height: 1, visibility: 'hidden' });
  private readonly readPointOnInput = svg('circle', { class: 'read', r: 0.7, visibility: 'hidden' });
  private readonly sentence = element('p', { class: 'probe muted numbers', 'data-testid': 'probe' });
  private inspection: Inspection | undefined;
  private picture: SamplingPicture | undefined;
  private probe: { row: number; column: number } | undefined;

  constructor() {
    this.grid.overlay.append(this.gridLayer, this.letterLayer, this.readPoint);
    this.output.overlay.append(this.outputLetters, this.chosenPixel);
    this.input.overlay.append(this.readPointOnInput);
    this.row = element(
      'div',
      { class: 'pictures' },
      figure('Input', 'input', this.input),
      figure('Sampling grid over the input', 'grid', this.grid),
      figure('Sampled output', 'output', this.output),
    );
    this.element = element('section', { 'aria-label': 'Pictures' }, this.row, this.sentence);
    this.output.element.tabIndex = 0;
    this.output.element.addEventListener('pointermove', (event) => {
      const { x, y } = this.output.locate(event);
      this.setProbe(Math.floor(y), Math.floor(x));
    });
    this.output.element.addEventListener('pointerleave', () => this.clearProbe());
    this.output.element.addEventListener('blur', () => this.clearProbe());
    this.output.element.addEventListener('keydown', (event) => this.moveProbe(event));
    this.drawProbe();
  }

  show(inspection: Inspection): void {
    this.inspection = inspection;
    const { theta, inputSize, outputSize, alignCorners, label, classNames } = inspection;
    const picture = samplingPicture(theta, inputSize, outputSize, alignCorners);
    this.picture = picture;
    const margin = picture ? marginFor(picture, inputSize) : 0.3;
    const name = className(classNames, label);
    this.input.show(inspection.input, inputSize, smallMargin, `Test digit ${inspection.index}, a ${name}.`);
    this.grid.show(
      inspection.input,
      inputSize,
      margin,
      picture
        ? 'The sampling grid over the input; A is the output’s top left corner, B, C and D follow clockwise.'
        : 'No sampling grid: theta is not finite.',
    );
    this.output.show(
      inspection.output,
      outputSize,
      smallMargin,
      'What the sampler read. Use the arrow keys to see where each pixel comes from.',
    );
    // All three at one scale, so that sizes can be compared by eye: as a share for flex, and as one for grid.
    const share = (1 + 2 * margin) / (1 + 2 * smallMargin);
    this.row.style.setProperty('--stn-grid-share', String(share));
    this.row.style.setProperty('--stn-grid-column', `${share}fr`);
    this.drawGrid(picture);
    const { height, width } = outputSize;
    const corners = [
      { x: 0, y: 0 },
      { x: width, y: 0 },
      { x: width, y: height },
      { x: 0, y: height },
    ];
    this.outputLetters.replaceChildren(...letterMarks(corners, 1.6));
    this.drawProbe();
  }

  private drawGrid(picture: SamplingPicture | undefined): void {
    if (!picture) {
      this.gridLayer.replaceChildren();
      this.letterLayer.replaceChildren();
      return;
    }
    const lines = picture.lines.map(toPointList);
    this.gridLayer.replaceChildren(
      // Under each line a wider one in the page's colour: lines then show on black and white pixels alike.
      ...lines.map((points) => svg('polyline', { class: 'casing', points })),
      ...lines.map((points) => svg('polyline', { points })),
      svg('polygon', {
        class: 'outline',
        points: toPointList(picture.outline),
        'data-testid': 'grid-outline',
      }),
      // The top edge is heavier: the letters may be too small to read.
      svg('line', {
        class: 'top',
        x1: picture.corners[0].x,
        y1: picture.corners[0].y,
        x2: picture.corners[1].x,
        y2: picture.corners[1].y,
      }),
    );
    this.letterLayer.replaceChildren(...letterMarks(picture.corners, 1.9));
  }

  private moveProbe(event: KeyboardEvent): void {
    if (!this.inspection || event.altKey || event.ctrlKey || event.metaKey) return;
    const { height, width } = this.inspection.outputSize;
    const { row, column } = this.probe ?? { row: Math.floor(height / 2), column: Math.floor(width / 2) };
    const isFirst = this.probe === undefined;
    const moves: Record<string, readonly [row: number, column: number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    if (event.key === 'Escape') {
      this.clearProbe();
      return;
    }
    if (!(event.key in moves)) return;
    const [down, right] = isFirst ? [0, 0] : moves[event.key];
    event.preventDefault();
    // The page's own arrow keys choose another digit.
    event.stopPropagation();
    this.setProbe(clamp(row + down, height), clamp(column + right, width));
  }

  private setProbe(row: number, column: number): void {
    if (!this.inspection) return;
    const { height, width } = this.inspection.outputSize;
    const isInside = row >= 0 && column >= 0 && row < height && column < width;
    this.probe = isInside ? { row, column } : undefined;
    this.drawProbe();
  }

  private clearProbe(): void {
    this.probe = undefined;
    this.drawProbe();
  }

  private drawProbe(): void {
    const { inspection, picture, probe } = this;
    const isShown = inspection !== undefined && picture !== undefined && probe !== undefined;
    for (const mark of [this.readPoint, this.chosenPixel, this.readPointOnInput]) {
      setAttribute(mark, 'visibility', isShown ? 'visible' : 'hidden');
    }
    if (!isShown) {
      setText(
        this.sentence,
        'Point at the output, or move over it with the arrow keys, to see where each of its pixels is read.',
      );
      return;
    }
    const point = picture.points[probe.row * inspection.outputSize.width + probe.column];
    setAttribute(this.chosenPixel, 'x', probe.column);
    setAttribute(this.chosenPixel, 'y', probe.row);
    for (const mark of [this.readPoint, this.readPointOnInput]) {
      setAttribute(mark, 'cx', point.x);
      setAttribute(mark, 'cy', point.y);
    }
    setText(this.sentence, probeSentence(probe, point, inspection.inputSize));
  }
}

function figure(title: string, name: string, stage: Stage): HTMLElement {
  return element(
    'figure',
    { class: name },
    element('figcaption', {}, element('h2', {}, title)),
    stage.element,
  );
}

function letterMarks(corners: readonly GridPoint[], distance: number): SVGElement[] {
  return letters.map((letter, at) => {
    const { x, y } = letterPlace(corners[at], corners, distance);
    return svg('text', { x, y, 'data-corner': letter }, letter);
  });
}

function clamp(position: number, size: number): number {
  return Math.max(0, Math.min(size - 1, position));
}
