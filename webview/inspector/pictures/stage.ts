/** An image with lines drawn over it: pixels on a canvas, lines as SVG in the image's own pixels. */
import type { ImageSize } from '../../../src/shared/trainerProtocol';
import { drawImage } from '../../parts/digits/digits';
import type { Figure } from '../../parts/export/figures';
import { element, setAttribute, svg } from '../../parts/page/dom';
import type { GridPoint } from '../../parts/digits/gridLines';

export class Stage {
  readonly element: HTMLElement;
  /** For what lies over the image; lengths are pixels of the image. */
  readonly overlay: SVGSVGElement;
  private readonly canvas = element('canvas', { 'aria-hidden': 'true' });
  private readonly frame = svg('rect', { class: 'frame', x: 0, y: 0 });
  private size: ImageSize = { height: 28, width: 28, channels: 1 };
  private margin = 0;

  constructor(testId: string) {
    this.overlay = svg('svg', { 'aria-hidden': 'true' }, this.frame);
    this.element = element(
      'div',
      { class: 'stage', role: 'img', 'data-testid': testId },
      this.canvas,
      this.overlay,
    );
  }

  /**
   * @param margin around the image, as a share of its edge
   * @param description for those who can't see it
   */
  show(bytes: Uint8Array, size: ImageSize, margin: number, description: string): void {
    this.size = size;
    this.margin = margin;
    const { height, width } = size;
    const across = margin * width;
    const along = margin * height;
    drawImage(this.canvas, bytes, size);
    setAttribute(this.overlay, 'viewBox', `${-across} ${-along} ${width + 2 * across} ${height + 2 * along}`);
    setAttribute(this.frame, 'width', width);
    setAttribute(this.frame, 'height', height);
    setAttribute(this.element, 'aria-label', description);
    // Letters are as large on large images.
    this.overlay.style.setProperty('--stn-unit', String(width / 28));
    const { style } = this.canvas;
    style.left = style.top = `${(100 * margin) / (1 + 2 * margin)}%`;
    style.width = style.height = `${100 / (1 + 2 * margin)}%`;
  }

  /** @param imageWidth of its image in an exported picture, in CSS pixels; its margins are as wide in proportion */
  figure(caption: string, imageWidth: number): Figure {
    const { overlay: drawing, canvas: pixels, margin } = this;
    return { caption, drawing, pixels, width: imageWidth * (1 + 2 * margin) };
  }

  /** Where in the image a pointer is. */
  locate(event: MouseEvent): GridPoint {
    const box = this.overlay.getBoundingClientRect();
    const { height, width } = this.size;
    const place = (share: number, size: number): number =>
      share * size * (1 + 2 * this.margin) - this.margin * size;
    return {
      x: place((event.clientX - box.left) / box.width, width),
      y: place((event.clientY - box.top) / box.height, height),
    };
  }
}
