/** A clipboard takes a picture from the page alone, and right after a key or a click. */

/** @returns one sentence. @throws Error with one sentence */
export async function copyPicture(png: Promise<Blob>): Promise<string> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return 'Copied.';
  } catch {
    throw new Error('The clipboard takes no picture here; save it as PNG instead.');
  }
}
