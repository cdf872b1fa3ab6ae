/** Text where there may be too little room for it. */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The text, or as much of its beginning as there is room for, and an ellipsis.
 * @param context measures it, in the font that it is set to
 * @param room in CSS pixels
 */
export function fittedText(
  context: { measureText(text: string): { readonly width: number } },
  text: string,
  room: number,
): string {
  if (context.measureText(text).width <= room) return text;
  const letters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  const cut = (): string => `${letters.join('').trimEnd()}…`;
  while (letters.length > 1 && context.measureText(cut()).width > room) letters.pop();
  return cut();
}
