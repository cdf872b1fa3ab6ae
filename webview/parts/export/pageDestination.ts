/**
 * The page says once where exports go, and a part anywhere in it asks the page, so that no part between them has to know.
 */
import type { Destination } from './destination';

type Ask = (destination: Destination) => void;

const asking = 'stn-destination';

export function provideDestination(destination: Destination): void {
  document.addEventListener(asking, (event) => (event as CustomEvent<Ask>).detail(destination));
}

/** @param part of the page that has something to export */
export function destinationFrom(part: HTMLElement): Destination {
  let found: Destination | undefined;
  const detail: Ask = (destination) => (found = destination);
  part.dispatchEvent(new CustomEvent(asking, { bubbles: true, detail }));
  if (!found) throw new Error('This page has no place for exports.');
  return found;
}
