/** Drawings that the page has as SVG, over pixels or alone, as one picture: with their styles, in rows, below a heading. */
import { enlarged } from '../digits/digits';
import { element, svg } from '../page/dom';
import { themeColours, type ThemeColours } from '../page/theme';
import type { Picture } from './exportable';
import { headingHeight, margin, type Heading } from './heading';
import { contextOf, exportRatio, pngOf, svgDocument } from './sheet';
import { withOwnStyles } from './ownStyles';

export interface Figure {
  readonly caption: string;
  /** Seen on the page; its `viewBox` is all of it. */
  readonly drawing: SVGSVGElement;
  /** Lies below the drawing, from (0, 0), each pixel a unit of the `viewBox` wide. */
  readonly pixels?: HTMLCanvasElement;
  /** In CSS pixels. */
  readonly width: number;
  /** Whether nothing of the drawing is to be seen beyond its `viewBox`. */
  readonly isClipped?: boolean;
}

/** Between figures; for a caption. */
const [gap, captionHeight] = [20, 26];
/** Of a pixel, so that no viewer blurs it. */
const pixelFactor = 8;

/** @param rows of figures, from the top, each from the left */
export function figuresPicture(rows: readonly (readonly Figure[])[], heading: Heading): Picture {
  return {
    svg: () => documentOf(rows, heading).text,
    png: async () => {
      const { text, width, height } = documentOf(rows, heading);
      const image = element('img');
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      await image.decode();
      const context = contextOf(exportRatio * width, exportRatio * height);
      context.drawImage(image, 0, 0, context.canvas.width, context.canvas.height);
      return pngOf(context.canvas);
    },
  };
}

function documentOf(rows: readonly (readonly Figure[])[], { title, subtitle }: Heading) {
  const colours = themeColours();
  const heights = rows.map((row) => Math.max(0, ...row.map(heightOf)));
  const widths = rows.map((row) => row.reduce((sum, figure) => sum + figure.width + gap, -gap));
  const width = Math.ceil(Math.max(480, ...widths) + 2 * margin);
  const height = Math.ceil(
    headingHeight + heights.reduce((sum, each) => sum + each + captionHeight + gap, -gap) + margin,
  );
  const root = svg(
    'svg',
    { 'font-family': colours.fontFamily },
    svg('rect', { width, height, fill: colours.background }),
    svg(
      'text',
      { x: margin, y: 32, fill: colours.foreground, 'font-size': 17, 'font-weight': 'bold' },
      title,
    ),
    svg('text', { x: margin, y: 51, fill: colours.muted, 'font-size': 13 }, subtitle),
  );
  let top = headingHeight;
  rows.forEach((row, at) => {
    let left = margin;
    for (const figure of row) {
      // One below another's middle: grids reach beyond their image on all sides.
      const y = top + captionHeight + (heights[at] - heightOf(figure)) / 2;
      root.append(captionOf(figure, left, top, colours), placed(figure, left, y));
      left += figure.width + gap;
    }
    top += heights[at] + captionHeight + gap;
  });
  return { text: svgDocument(root, width, height), width, height };
}

function heightOf({ drawing, width }: Figure): number {
  const { width: units, height } = drawing.viewBox.baseVal;
  return (width * height) / units;
}

function captionOf(
  { caption, width }: Figure,
  x: number,
  y: number,
  { foreground }: ThemeColours,
): SVGElement {
  const place = { x: x + width / 2, y: y + 15, 'text-anchor': 'middle' };
  return svg('text', { ...place, fill: foreground, 'font-size': 13, 'font-weight': 'bold' }, caption);
}

function placed(figure: Figure, x: number, y: number): SVGElement {
  const { drawing, pixels, width } = figure;
  const copy = withOwnStyles(drawing, width / drawing.viewBox.baseVal.width);
  const overflow = figure.isClipped ? 'hidden' : 'visible';
  const place = { x, y, width, height: heightOf(figure), overflow };
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
  if (pixels) {
    const href = enlarged(pixels, pixelFactor).toDataURL();
    copy.prepend(svg('image', { width: pixels.width, height: pixels.height, href }));
  }
  return copy;
}
