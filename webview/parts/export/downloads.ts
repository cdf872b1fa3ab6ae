/** Exports of a page that has no host, such as a report, go where the browser puts downloads. */
import { element } from '../page/dom';
import type { Destination } from './destination';

export const downloads: Destination = {
  save: ({ name, bytes }) => {
    const address = URL.createObjectURL(new Blob([bytes as BlobPart]));
    element('a', { href: address, download: name }).click();
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    return Promise.resolve('Saved with the browser’s downloads.');
  },
  copyText: async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return 'Copied.';
    } catch {
      throw new Error('The browser refuses to copy; save a file instead.');
    }
  },
};
