/** A canvas context that writes SVG, with texts as every viewer places them. */
import { Context } from 'svgcanvas';
import { element, svg } from '../page/dom';

export class SvgContext extends Context {
  /**
   * The library's own takes the font apart by an inline style, which the views' content security policy refuses, and leaves
   * the baseline to the viewer, of which many know only one.
   */
  override fillText(text: string, x: number, y: number): void {
    const probe = element('span');
    probe.style.font = this.font;
    const { fontFamily, fontSize, fontWeight } = probe.style;
    const { a, b, c, d, e, f } = this.getTransform();
    const anchors: Partial<Record<CanvasTextAlign, string>> = { center: 'middle', right: 'end', end: 'end' };
    // Behind the definitions there is one group, and what is last in it lies on top.
    this.getSvg().lastElementChild?.append(
      svg(
        'text',
        {
          ...{ x, y: y + this.baselineBelow(text), transform: `matrix(${[a, b, c, d, e, f].join(' ')})` },
          ...{ 'font-family': fontFamily, 'font-size': fontSize, 'font-weight': fontWeight },
          'text-anchor': anchors[this.textAlign] ?? 'start',
          // Nothing here draws texts in gradients.
          fill: this.fillStyle as string,
        },
        text,
      ),
    );
  }

  /** How far the letters' line lies below the place that `textBaseline` speaks of. */
  private baselineBelow(text: string): number {
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = this.measureText(text);
    switch (this.textBaseline) {
      case 'top':
      case 'hanging':
        return ascent;
      case 'middle':
        return (ascent - descent) / 2;
      case 'bottom':
      case 'ideographic':
        return -descent;
      case 'alphabetic':
        return 0;
    }
  }
}
