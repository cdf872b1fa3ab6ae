/** A drawing of something over the input's rotation, with the rotation as it is now marked. */
import type { Figure } from '../../parts/export/figures';
import { element, setAttribute, setText, svg } from '../../parts/page/dom';
import { toPointList, type GridPoint, type Line } from '../../parts/digits/gridLines';
import { strokeClass } from '../pictures/gridDrawing';
import { signedDegrees } from './response';

export interface RotationCurves {
  readonly title: string;
  /** x is the rotation; where a number is none, a curve has a gap. */
  readonly curves: readonly Line[];
  /** A dashed line to compare them with. */
  readonly reference?: Line;
  readonly y: { readonly ticks: readonly number[]; readonly format: (value: number) => string };
  /** Along the lower edge. */
  readonly letters?: readonly { readonly x: number; readonly text: string }[];
  /** For those who can't see it. */
  readonly description: string;
}

/** In an exported picture, in CSS pixels. */
const exportedWidth = 440;

const ticks = [-90, -45, 0, 45, 90];
const frame = { left: 44, top: 10, width: 300, height: 150 };
const bottom = frame.top + frame.height;
const placeX = (rotation: number): number => frame.left + ((rotation + 90) / 180) * frame.width;

export class RotationChart {
  readonly element: HTMLElement;
  private readonly title = element('h3');
  private readonly axes = svg('g', { class: 'axes' });
  private readonly lines = svg('g', { class: 'lines' });
  private readonly marker = svg('line', { class: 'now', y1: frame.top, y2: bottom });
  private readonly now = svg('text', { class: 'now', y: bottom + 30 });
  private readonly drawing = svg(
    'svg',
    { viewBox: '0 0 360 196', role: 'img' },
    this.axes,
    this.lines,
    this.marker,
    this.now,
  );

  constructor(testId: string) {
    setAttribute(this.drawing, 'data-testid', testId);
    this.element = element(
      'figure',
      { class: 'rotation-chart' },
      element('figcaption', {}, this.title),
      this.drawing,
    );
  }

  show({ title, curves, reference, y, letters = [], description }: RotationCurves): void {
    const [least, most] = [Math.min(...y.ticks), Math.max(...y.ticks)];
    const placeY = (value: number): number => bottom - ((value - least) / (most - least)) * frame.height;
    const placed = (line: Line): Line => line.map((point) => ({ x: placeX(point.x), y: placeY(point.y) }));
    const drawn = (line: Line, name: string): SVGElement =>
      svg('polyline', { class: name, points: toPointList(placed(line)) });
    this.axes.replaceChildren(
      ...ticks.flatMap((tick) => [
        svg('line', { x1: placeX(tick), x2: placeX(tick), y1: frame.top, y2: bottom }),
        svg('text', { class: 'x', x: placeX(tick), y: bottom + 16 }, signedDegrees(tick)),
      ]),
      ...y.ticks.flatMap((tick) => [
        svg('line', { x1: frame.left, x2: placeX(90), y1: placeY(tick), y2: placeY(tick) }),
        svg('text', { class: 'y', x: frame.left - 6, y: placeY(tick) }, y.format(tick)),
      ]),
    );
    this.lines.replaceChildren(
      ...(reference ? [drawn(reference, 'reference')] : []),
      ...curves.flatMap((line, at) =>
        unbroken(line, most - least).map((piece) => drawn(piece, `curve ${strokeClass(at)}`)),
      ),
      ...letters.map(({ x, text }) => svg('text', { class: 'letter', x: placeX(x), y: bottom - 7 }, text)),
    );
    setText(this.title, title);
    setAttribute(this.drawing, 'aria-label', description);
  }

  /** As it is now. */
  figure(): Figure {
    return { caption: this.title.textContent, drawing: this.drawing, width: exportedWidth };
  }

  /** @param rotation of the input, in degrees; not shown beyond the chart */
  mark(rotation: number): void {
    const isShown = Math.abs(rotation) <= 90;
    for (const mark of [this.marker, this.now]) {
      setAttribute(mark, 'visibility', isShown ? 'visible' : 'hidden');
    }
    if (!isShown) return;
    setAttribute(this.marker, 'x1', placeX(rotation));
    setAttribute(this.marker, 'x2', placeX(rotation));
    setAttribute(this.now, 'x', placeX(rotation));
    setText(this.now, `now ${signedDegrees(rotation)}`);
  }
}

/** In pieces: without what is no number, and cut where an angle goes on at the other end of its axis. */
function unbroken(line: Line, span: number): Line[] {
  const pieces: GridPoint[][] = [];
  let last: GridPoint | undefined;
  for (const point of line) {
    const isDrawable = Number.isFinite(point.y);
    if (isDrawable) {
      if (!last || Math.abs(point.y - last.y) > 0.75 * span) pieces.push([]);
      pieces[pieces.length - 1].push(point);
    }
    last = isDrawable ? point : undefined;
  }
  return pieces;
}
