/** A sheet to draw on, with a pointer or with keys. */
import { drawImage } from '../../parts/digits/digits';
import { element, setAttribute, setText, svg } from '../../parts/page/dom';
import { drawStroke, sheetEdge, type SheetPoint } from './sheet';

/** One press of an arrow key, in pixels of the sheet: one pixel of a digit. */
const keyStep = 4;

const moves: Partial<Record<string, SheetPoint>> = {
  ArrowLeft: { x: -keyStep, y: 0 },
  ArrowRight: { x: keyStep, y: 0 },
  ArrowUp: { x: 0, y: -keyStep },
  ArrowDown: { x: 0, y: keyStep },
};

export class DrawingPad {
  readonly element: HTMLElement;
  private readonly canvas = element('canvas', {
    tabindex: 0,
    role: 'application',
    'aria-label':
      'Field to draw on. Arrow keys move the pen, Space puts it down and lifts it, Escape lifts it.',
    'data-testid': 'drawing-pad',
  });
  private readonly mark = svg('circle', {});
  private readonly position = element('p', { class: 'unseen', role: 'status' });
  /** Where the keys have the pen. */
  private pen: SheetPoint = { x: sheetEdge / 2, y: sheetEdge / 2 };
  private isDown = false;
  /** Where the pointer was, while it is pressed. */
  private pointer: SheetPoint | undefined;

  /**
   * @param sheet is drawn on
   * @param penWidth in pixels of the sheet
   * @param drawn after every bit of a line
   * @param settled after a line
   */
  constructor(
    private readonly sheet: Uint8Array,
    private readonly penWidth: () => number,
    private readonly drawn: () => void,
    private readonly settled: () => void,
  ) {
    this.element = element(
      'div',
      { class: 'pad' },
      this.canvas,
      svg('svg', { viewBox: `0 0 ${sheetEdge} ${sheetEdge}`, 'aria-hidden': 'true' }, this.mark),
      this.position,
    );
    this.listenToPointer();
    this.canvas.addEventListener('keydown', (event) => this.pressed(event));
    this.canvas.addEventListener('blur', () => (this.isDown = false));
    this.paint();
    this.showPen('');
  }

  clear(): void {
    this.sheet.fill(0);
    this.paint();
    this.drawn();
    this.settled();
  }

  private listenToPointer(): void {
    const { canvas } = this;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.pointer = this.locate(event);
      this.line(this.pointer, this.pointer);
    });
    canvas.addEventListener('pointermove', (event) => {
      let from = this.pointer;
      if (!from) return;
      // A fast pen makes several points a frame: without them its curves have corners.
      for (const bit of [...event.getCoalescedEvents(), event]) {
        const to = this.locate(bit);
        drawStroke(this.sheet, from, to, this.penWidth());
        from = to;
      }
      this.pointer = from;
      this.paint();
      this.drawn();
    });
    // However it ends: a captured pointer is always lost at last.
    canvas.addEventListener('lostpointercapture', () => {
      this.pointer = undefined;
      this.settled();
    });
  }

  private pressed(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = moves[event.key];
    if (!move && event.key !== ' ' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    const from = this.pen;
    if (move) this.pen = { x: held(from.x + move.x), y: held(from.y + move.y) };
    else this.isDown = event.key === ' ' && !this.isDown;
    if (this.isDown) {
      this.line(from, this.pen);
      this.settled();
    }
    const place = `column ${this.pen.x / keyStep}, row ${this.pen.y / keyStep}`;
    this.showPen(`Pen ${this.isDown ? 'down' : 'lifted'}, ${place}`);
  }

  private line(from: SheetPoint, to: SheetPoint): void {
    drawStroke(this.sheet, from, to, this.penWidth());
    this.paint();
    this.drawn();
  }

  private paint(): void {
    drawImage(this.canvas, this.sheet, { height: sheetEdge, width: sheetEdge, channels: 1 });
  }

  private showPen(words: string): void {
    setAttribute(this.mark, 'cx', this.pen.x);
    setAttribute(this.mark, 'cy', this.pen.y);
    setAttribute(this.mark, 'r', this.penWidth() / 2);
    setAttribute(this.mark, 'class', this.isDown ? 'pen down' : 'pen');
    setText(this.position, words);
  }

  private locate(event: MouseEvent): SheetPoint {
    const box = this.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * sheetEdge,
      y: ((event.clientY - box.top) / box.height) * sheetEdge,
    };
  }
}

function held(position: number): number {
  return Math.max(0, Math.min(sheetEdge, position));
}
