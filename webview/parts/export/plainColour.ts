/** Colours as every SVG viewer knows them: what computed styles hold is newer than many of them. */

/**
 * @param text as "rgba(1, 2, 3, 0.5)" or "color(srgb 0.1 0.2 0.3 / 0.5)"
 * @returns undefined where it is none of these
 */
export function plainColour(text: string): { colour: string; alpha: number } | undefined {
  const [, kind, list] = /^(rgba?|color)\((.*)\)$/.exec(text) ?? ['', '', ''];
  if (kind === '' || (kind === 'color' && !list.startsWith('srgb '))) return undefined;
  const [red, green, blue, alpha = 1] = list
    .replace('srgb', '')
    .split(/[\s,/]+/)
    .filter((number) => number !== '')
    .map(Number);
  const levels = [red, green, blue].map((level) => Math.round(kind === 'color' ? 255 * level : level));
  if (![...levels, alpha].every(Number.isFinite)) return undefined;
  return { colour: `rgb(${levels.join(', ')})`, alpha };
}
