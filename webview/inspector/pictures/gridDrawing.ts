/** A sampling grid's lines, corner letters and control points over a picture of the input. */
import { svg } from '../../parts/page/dom';
import {
  letterPlace,
  toPointList,
  type GridPoint,
  type Line,
  type SamplingPicture,
} from '../../parts/digits/gridLines';

/** Of the output's corners, clockwise from its top left. */
const letters = ['A', 'B', 'C', 'D'] as const;

/** The strokes of transformers side by side differ in this class: whole and dashed lines, besides their colours. */
export function strokeClass(transformer: number): string {
  return `stroke-${transformer + 1}`;
}

/**
 * @param transformer from 0: it decides the stroke
 * @param mark follows the corners' letters where there are several grids; else empty
 * @param unit a 28th of the image's edge: marks are as large on large images
 */
export function gridDrawing(
  picture: SamplingPicture,
  transformer: number,
  mark: string,
  unit: number,
): SVGElement[] {
  const polyline = (line: Line, attributes: Record<string, string>): SVGElement =>
    svg('polyline', { ...attributes, points: toPointList(line) });
  return [
    svg(
      'g',
      { class: `grid ${strokeClass(transformer)}` },
      // Under each line a wider one in the page's colour: lines then show on black and white pixels alike.
      ...picture.lines.map((line) => polyline(line, { class: 'casing' })),
      ...picture.lines.map((line) => polyline(line, {})),
      ...picture.outline.map((line) => polyline(line, { class: 'outline', 'data-testid': 'grid-outline' })),
      // The top edge is heavier: the letters may be too small to read.
      ...picture.top.map((line) => polyline(line, { class: 'top' })),
    ),
    svg(
      'g',
      { class: 'controls' },
      ...picture.controls.flatMap(({ from, to }) => [
        svg('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y }),
        svg('circle', { cx: to.x, cy: to.y, r: 0.55 * unit, 'data-testid': 'control-point' }),
      ]),
    ),
    // A corner's control point takes some room; of two grids that lie alike, one has its letters beyond the other's.
    letterMarks(
      picture.corners,
      (1.9 + (picture.controls.length > 0 ? 0.6 : 0) + 4.4 * transformer) * unit,
      mark,
    ),
  ];
}

export function letterMarks(corners: readonly GridPoint[], distance: number, mark = ''): SVGElement {
  const isDrawable = corners.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return svg(
    'g',
    { class: 'letters' },
    ...(isDrawable ? letters : []).map((letter, at) => {
      const { x, y } = letterPlace(corners[at], corners, distance);
      return svg('text', { x, y, 'data-corner': letter }, `${letter}${mark}`);
    }),
  );
}

/** The stroke as a short line, for captions. */
export function strokeSwatch(transformer: number): SVGElement {
  return svg(
    'svg',
    { class: 'stroke-swatch', viewBox: '0 0 30 8', 'aria-hidden': 'true' },
    svg(
      'g',
      { class: `grid ${strokeClass(transformer)}` },
      svg('line', { x1: 0, y1: 4, x2: 30, y2: 4, class: 'outline' }),
    ),
  );
}
