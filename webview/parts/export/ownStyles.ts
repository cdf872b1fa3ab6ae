/** A drawing that looks the same away from its page: what style sheets say becomes its own attributes. */

const properties = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-linejoin', 'stroke-linecap'],
  ...['opacity', 'font-family', 'font-weight', 'text-anchor', 'paint-order'],
];

/** Attributes that mean nothing elsewhere. */
const ofPage = ['class', 'style', 'role', 'aria-label', 'aria-hidden', 'data-testid', 'vector-effect'];

/**
 * @param drawing on the page
 * @param scale that it will be shown at: lines that keep their width on the page keep it there
 * @returns a copy without what can't be seen
 */
export function withOwnStyles(drawing: SVGSVGElement, scale: number): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const copies = [...copy.querySelectorAll('*')];
  drawing.querySelectorAll('*').forEach((part, at) => dress(copies[at], getComputedStyle(part), scale));
  for (const name of ofPage) copy.removeAttribute(name);
  return copy;
}

function dress(part: Element, style: CSSStyleDeclaration, scale: number): void {
  if (style.display === 'none' || style.visibility === 'hidden') {
    part.remove();
    return;
  }
  for (const name of properties) part.setAttribute(name, style.getPropertyValue(name));
  const shrink = style.getPropertyValue('vector-effect') === 'non-scaling-stroke' ? 1 / scale : 1;
  part.setAttribute('stroke-width', String(shrink * Number.parseFloat(style.strokeWidth)));
  const dashes = style.strokeDasharray.split(/[\s,]+/).map(Number.parseFloat);
  if (dashes.every(Number.isFinite)) {
    part.setAttribute('stroke-dasharray', dashes.map((dash) => shrink * dash).join(' '));
  }
  part.setAttribute('font-size', String(Number.parseFloat(style.fontSize)));
  // Few viewers know baselines other than the letters' own.
  if (part.tagName === 'text' && style.dominantBaseline === 'central') part.setAttribute('dy', '0.35em');
  for (const name of ofPage) part.removeAttribute(name);
}
