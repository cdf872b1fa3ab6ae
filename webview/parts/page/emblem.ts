/** The product's sign: an image's frame, and the sampling grid turned over it. */
import { svg } from './dom';

export function emblem(): SVGSVGElement {
  const drawing = svg('svg', { class: 'emblem', viewBox: '0 0 96 96', 'aria-hidden': 'true' });
  const grid = svg('g', { class: 'grid', transform: 'rotate(-18 48 48)' });
  for (const at of [22, 35, 48, 61, 74]) {
    grid.append(
      svg('line', { x1: at, y1: 22, x2: at, y2: 74 }),
      svg('line', { x1: 22, y1: at, x2: 74, y2: at }),
    );
  }
  drawing.append(
    svg('rect', { class: 'frame', x: 10, y: 10, width: 76, height: 76 }),
    // A seven, leaning as the grid leans.
    svg('path', { class: 'stroke', d: 'M33 36 59 28 50 68', transform: 'rotate(0 48 48)' }),
    grid,
  );
  return drawing;
}
