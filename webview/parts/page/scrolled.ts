/** What may be wider than a narrow page: it scrolls in a frame of its own, and where it does, by the keyboard too. */
import { element } from './dom';

/** @param label names the frame for those who come to it by the keyboard */
export function scrolled(label: string, content: HTMLElement): HTMLElement {
  const frame = element('div', { class: 'scrolled', role: 'group', 'aria-label': label }, content);
  const observer = new ResizeObserver(() => {
    // Where all is in sight, a stop would only be one more on the way to what follows.
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute('tabindex');
  });
  observer.observe(frame);
  observer.observe(content);
  return frame;
}
