/** Pictures as files: drawn once by the same code, as pixels or as SVG. */
import { element } from '../page/dom';
import type { Picture } from './exportable';
import { plainColour } from './plainColour';
import { SvgContext } from './svgContext';

/** A drawing of its own, independent of the page: with background, title and units. */
export interface Sheet {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * Draws all of it on a context that nothing was drawn on; SVG contexts know no `Path2D` and no single pixels.
   * @param ratio the context's pixels to a CSS pixel; nothing is scaled yet
   */
  readonly draw: (context: CanvasRenderingContext2D, ratio: number) => void;
}

/** Pixels of an exported picture to a CSS pixel. */
export const exportRatio = 2;

export function pictureOf(sheet: Sheet): Picture {
  return {
    png: () => Promise.resolve(pngOf(canvasOf(sheet, exportRatio))),
    svg: () => {
      const { width, height, draw } = sheet;
      const context = new SvgContext({ width, height });
      draw(context, 1);
      return svgDocument(context.getSvg(), width, height);
    },
  };
}

export function canvasOf({ width, height, draw }: Sheet, ratio: number): HTMLCanvasElement {
  const context = contextOf(Math.round(width * ratio), Math.round(height * ratio));
  draw(context, ratio);
  return context.canvas;
}

export function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const context = element('canvas', { width, height }).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser has no room for this picture; close other views and try again.');
  return context;
}

/**
 * A context of the same kind, for whoever clears it when done: `context.drawImage(scratch.canvas, 0, 0)` takes over what is
 * on it. As large as given, in its own pixels.
 */
export function scratchFor(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
): CanvasRenderingContext2D {
  if (context instanceof SvgContext) return new SvgContext({ width, height });
  return contextOf(width, height);
}

/**
 * At once: `toBlob` waits until the page rests, for up to seconds.
 * @throws Error with one sentence where the picture is too large for the browser
 */
export function pngOf(canvas: HTMLCanvasElement): Blob {
  const start = 'data:image/png;base64,';
  const url = canvas.toDataURL('image/png');
  if (!url.startsWith(start)) throw new Error('The picture is too large for the browser; show fewer digits.');
  const bytes = Uint8Array.from(atob(url.slice(start.length)), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: 'image/png' });
}

/** @param root changed in place */
export function svgDocument(root: SVGSVGElement, width: number, height: number): string {
  usePlainColours(root);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  if (!root.hasAttribute('viewBox')) root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
}

/** Puts the alpha of colours into attributes of its own, and colours into the oldest form. */
function usePlainColours(root: SVGSVGElement): void {
  for (const part of root.querySelectorAll('*')) {
    for (const name of ['fill', 'stroke']) {
      const plain = plainColour(part.getAttribute(name) ?? '');
      if (!plain) continue;
      part.setAttribute(name, plain.colour);
      if (plain.alpha < 1) part.setAttribute(`${name}-opacity`, String(plain.alpha));
    }
  }
}
