/** Choosing a part of a chart's horizontal axis: by dragging over it, or by keys. */
import { element } from '../page/dom';
import { spanAfterKey, type Span } from './span';

export interface Zoomable {
  readonly canvas: HTMLCanvasElement;
  /** What the axis shows, and where it begins and ends: pixels from the canvas's left edge. */
  readonly axis: () => Span & { readonly left: number; readonly right: number };
  /** @param span undefined: all there is */
  readonly choose: (span: Span | undefined) => void;
}

/** Pixels; less is a click whose hand shook. */
const leastDrag = 6;

/** What can be done. */
export const zoomHelp = 'Drag over a chart to zoom, or press + and −; arrows move, Escape shows all.';

export function makeZoomable({ canvas, axis, choose }: Zoomable): void {
  const selection = element('div', { class: 'selection', hidden: true });
  canvas.after(selection);
  let from: number | undefined;

  /** Of a pointer, from the canvas's left edge, on the axis. */
  const placeOf = (event: PointerEvent): number => {
    const { left, right } = axis();
    return Math.min(right, Math.max(left, event.clientX - canvas.getBoundingClientRect().left));
  };
  const end = (): void => {
    from = undefined;
    selection.hidden = true;
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    from = placeOf(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (from === undefined) return;
    const to = placeOf(event);
    selection.hidden = Math.abs(to - from) < leastDrag;
    selection.style.left = `${Math.min(from, to)}px`;
    selection.style.width = `${Math.abs(to - from)}px`;
  });
  canvas.addEventListener('pointerup', (event) => {
    if (from === undefined) return;
    const [start, to] = [from, placeOf(event)];
    end();
    if (Math.abs(to - start) < leastDrag) return;
    const { left, right, min, max } = axis();
    const valueOf = (pixel: number): number => min + ((pixel - left) / (right - left)) * (max - min);
    choose({ min: valueOf(Math.min(start, to)), max: valueOf(Math.max(start, to)) });
  });
  canvas.addEventListener('pointercancel', end);
  canvas.addEventListener('dblclick', () => choose(undefined));
  canvas.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && from !== undefined) {
      end();
      return;
    }
    const span = spanAfterKey(event.key, axis());
    if (span === null) return;
    event.preventDefault();
    choose(span);
  });
}
