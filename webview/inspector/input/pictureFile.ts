/** Reads a PNG that a person chose or dropped onto a sheet. */
import { inkOfPixels, pngSize } from './png';
import { newSheet, sheetEdge } from './sheet';

const largestBytes = 5_000_000;
const largestEdge = 4096;

export type ReadPicture =
  { readonly ok: true; readonly sheet: Uint8Array } | { readonly ok: false; readonly problem: string };

/** Never rejects: what is wrong with the file is one sentence. */
export async function readPicture(file: File): Promise<ReadPicture> {
  const refuse = (reason: string): ReadPicture => ({ ok: false, problem: `“${file.name}” ${reason}` });
  if (file.size > largestBytes) {
    return refuse(`has ${Math.ceil(file.size / 1e6)} MB; choose a PNG of at most ${largestBytes / 1e6} MB.`);
  }
  try {
    const size = pngSize(new Uint8Array(await file.arrayBuffer()));
    if (!size) return refuse('is no PNG; choose one.');
    const { width, height } = size;
    // Before it is decoded: a few kilobytes may unfold to gigabytes.
    if (Math.max(width, height) > largestEdge) {
      return refuse(
        `has ${width}×${height} pixels; choose a PNG of at most ${largestEdge}×${largestEdge} pixels.`,
      );
    }
    const bitmap = await createImageBitmap(file);
    try {
      return { ok: true, sheet: sheetOf(bitmap) };
    } finally {
      bitmap.close();
    }
  } catch {
    return refuse('can’t be read: it is damaged or no PNG; choose another.');
  }
}

/** As large as fits, in the sheet's middle. */
function sheetOf(bitmap: ImageBitmap): Uint8Array {
  const scale = sheetEdge / Math.max(bitmap.width, bitmap.height);
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('The browser has no canvas.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const ink = inkOfPixels(context.getImageData(0, 0, width, height).data, width, height);
  const sheet = newSheet();
  const left = Math.floor((sheetEdge - width) / 2);
  const top = Math.floor((sheetEdge - height) / 2);
  for (let row = 0; row < height; row++) {
    sheet.set(ink.subarray(row * width, (row + 1) * width), (top + row) * sheetEdge + left);
  }
  return sheet;
}
