/** The way of the Tab key through a page, and what is to be seen of the focus at each stop. */
import type { Page } from 'playwright-core';

export interface Stop {
  /** What the page calls the element that has the focus. */
  readonly name: string;
  /** Whether all of it lies under something else or out of sight. */
  readonly isCovered: boolean;
  /**
   * Pixels that the focus changes by a contrast of 3 to 1 or more, as WCAG 2.4.13 counts them, for each pixel of the way
   * around the element; null where it was not looked at.
   */
  readonly ring: number | null;
}

interface Place extends Omit<Stop, 'ring'> {
  /** The same for elements that share a style. */
  readonly kind: string;
  /** The element with its focus ring, as far as it is in sight. */
  readonly clip: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** More stops than any page has: the focus goes round in circles. */
const mostStops = 150;

/** Of a focus ring with its distance from the element, in CSS pixels. */
const ringWidth = 5;

/**
 * Presses Tab until the focus leaves the page.
 * @param isLookedAt whether to take pictures of one stop of each kind
 * @throws where the focus never leaves
 */
export async function focusTour(page: Page, isLookedAt: boolean): Promise<Stop[]> {
  const stops: Stop[] = [];
  const seen = new Set<string>();
  for (;;) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate<Place | null>(`(${placeOfFocus})()`);
    if (!place) return stops;
    const { name, kind, clip, isCovered } = place;
    if (stops.length >= mostStops) throw new Error(`The focus does not leave the page; last on ${name}.`);
    const isNew = isLookedAt && !isCovered && !seen.has(kind);
    seen.add(kind);
    stops.push({ name, isCovered, ring: isNew ? await ringAround(page, clip) : null });
  }
}

/** What the Tab key has to come to, in order: of radio buttons the checked one or, where there is none, the first. */
export async function focusable(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll(
      'button, input, select, summary, vscode-button, vscode-text-field, [tabindex]',
    )].filter((node) => node.checkVisibility() && (node.tabIndex >= 0 || node.shadowRoot) && !node.disabled && (${isStopOfGroup})(node))
    .map(${nameOf})`);
}

async function ringAround(page: Page, clip: Place['clip']): Promise<number> {
  const focused = await page.screenshot({ clip });
  await page.evaluate(`(() => {
    let focused = document.activeElement;
    while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    // The next Tab goes on from here all the same.
    focused.blur();
  })()`);
  const blurred = await page.screenshot({ clip });
  const pictures = [focused, blurred].map((png) => `data:image/png;base64,${png.toString('base64')}`);
  const changed = await page.evaluate<number>(`(${changedPixels})(${JSON.stringify(pictures)})`);
  return changed / (2 * (clip.width + clip.height - 4 * ringWidth));
}

// What follows runs in the page.

const nameOf = `(node) => node.dataset.testid ??
  (node.type === 'radio' ? node.name + ' ' + node.value : node.getAttribute('aria-label') ?? node.textContent.trim())`;

const isStopOfGroup = `(node) => {
  if (node.type !== 'radio') return true;
  const group = [...document.querySelectorAll('input[type=radio]')].filter(({ name }) => name === node.name);
  return node === (group.find(({ checked }) => checked) ?? group[0]);
}`;

const placeOfFocus = `() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused === document.documentElement) return null;
  const { left, top, right, bottom } = focused.getBoundingClientRect();
  const clip = { x: Math.max(0, left - ${ringWidth}), y: Math.max(0, top - ${ringWidth}) };
  clip.width = Math.min(innerWidth, right + ${ringWidth}) - clip.x;
  clip.height = Math.min(innerHeight, bottom + ${ringWidth}) - clip.y;
  const isSeenAt = (x, y) => {
    const found = document.elementFromPoint(x, y);
    return found && (focused.contains(found) || found.contains(focused));
  };
  const inside = (from, to, size) => Math.max(1, Math.min(size - 1, (from + to) / 2));
  return {
    name: (${nameOf})(focused),
    kind: [focused, focused.parentElement].map((node) => node.tagName + node.className + node.type).join(' '),
    clip,
    isCovered: clip.width <= 0 || clip.height <= 0 || !isSeenAt(inside(left, right, innerWidth), inside(top, bottom, innerHeight)),
  };
}`;

const changedPixels = `async (pictures) => {
  const [one, other] = await Promise.all(pictures.map(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  }));
  const linear = (value) => (value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = (data, at) =>
    0.2126 * linear(data[at]) + 0.7152 * linear(data[at + 1]) + 0.0722 * linear(data[at + 2]);
  let changed = 0;
  for (let at = 0; at < one.length; at += 4) {
    const [a, b] = [luminance(one, at), luminance(other, at)];
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 3) changed++;
  }
  return changed;
}`;
