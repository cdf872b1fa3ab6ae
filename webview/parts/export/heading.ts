/** What every exported drawing begins with: its ground, a title and a line below it. */
import { themeColours, type ThemeColours } from '../page/theme';

/** Around a drawing, in CSS pixels. */
export const margin = 18;

/** Of ground and titles, from the drawing's upper edge. */
export const headingHeight = 64;

export interface Heading {
  readonly title: string;
  readonly subtitle: string;
}

/**
 * Scales the context to CSS pixels, fills the ground and writes the heading.
 * @returns the colours to go on with
 */
export function beginSheet(
  context: CanvasRenderingContext2D,
  ratio: number,
  size: { readonly width: number; readonly height: number },
  { title, subtitle }: Heading,
): ThemeColours {
  const colours = themeColours();
  context.scale(ratio, ratio);
  // Enlarged pixels stay squares.
  context.imageSmoothingEnabled = false;
  context.fillStyle = colours.background;
  context.fillRect(0, 0, size.width, size.height);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.fillStyle = colours.foreground;
  context.font = letters(colours, 17, 'bold');
  context.fillText(title, margin, 32);
  context.fillStyle = colours.muted;
  context.font = letters(colours, 13);
  context.fillText(subtitle, margin, 51);
  return colours;
}

/** For a context's `font`. @param size in CSS pixels */
export function letters({ fontFamily }: ThemeColours, size: number, weight = 'normal'): string {
  return `${weight} ${size}px ${fontFamily}`;
}
