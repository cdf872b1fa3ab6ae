import { svg } from '../page/dom';
import { runLooks, type RunKind } from './runLooks';

/** A run's line with its mark, as its charts draw them; the style sheet gives it the run's colour. */
export function runSwatch(kind: RunKind): SVGSVGElement {
  const { dash, path } = runLooks[kind];
  return svg(
    'svg',
    { class: `run-swatch ${kind}`, viewBox: '-17 -6 34 12', 'aria-hidden': 'true' },
    svg('line', { x1: -17, x2: 17, y1: 0, y2: 0, 'stroke-dasharray': dash.join(' ') || 'none' }),
    svg('path', { d: path }),
  );
}
