/** Sampled digits through the epochs of a run as an animated GIF: asks for each epoch's samples in turn. */
import { encodeGif, filmedEpochs, type Frame } from '../export/gif';
import type { Film } from '../export/exportable';
import { canvasOf, type Sheet } from '../export/sheet';

export interface Reel {
  /** That there may be samples of, oldest first. */
  readonly epochs: () => readonly number[];
  /**
   * @returns how the epoch looks; undefined where the run has no samples of it
   * @throws Error with one sentence where there is no use in going on
   */
  readonly sheet: (epoch: number, signal: AbortSignal) => Promise<Sheet | undefined>;
  /** How long an epoch is to be seen, in milliseconds. */
  readonly epochMs: () => number;
}

/** The last epoch stands for longer: so long as that many. */
const lastCounts = 4;

export function filmOf(reel: Reel): Film['gif'] {
  return async (progress, signal) => {
    const all = reel.epochs();
    const first = await firstSheet(reel, all, signal);
    const size = { width: Math.round(first.width), height: Math.round(first.height) };
    const epochs = filmedEpochs(all, size.width * size.height);
    const frames: Frame[] = [];
    const missing: number[] = [];
    for (const epoch of epochs) {
      const sheet = await reel.sheet(epoch, signal);
      signal.throwIfAborted();
      progress(epochs.indexOf(epoch) / (epochs.length + 1));
      // So that the page stays alive, and Cancel is heard.
      await new Promise((resolve) => setTimeout(resolve));
      if (sheet?.width !== first.width || sheet.height !== first.height) {
        missing.push(epoch);
        continue;
      }
      frames.push({ data: pixelsOf(sheet, size), delay: reel.epochMs() });
    }
    const last = frames.pop();
    if (last) frames.push({ ...last, delay: lastCounts * last.delay });
    const bytes = await encodeGif(frames, size);
    signal.throwIfAborted();
    return { bytes, note: noteOn(epochs.length, all.length, missing) };
  };
}

async function firstSheet({ sheet }: Reel, epochs: readonly number[], signal: AbortSignal): Promise<Sheet> {
  for (const epoch of epochs) {
    const found = await sheet(epoch, signal);
    signal.throwIfAborted();
    if (found) return found;
  }
  throw new Error('The run folder has no sampled digits of any epoch any more.');
}

function pixelsOf(sheet: Sheet, { width, height }: { width: number; height: number }): Frame['data'] {
  const context = canvasOf(sheet, 1).getContext('2d');
  if (!context) throw new Error('The browser has no room for this picture; close other views and try again.');
  return context.getImageData(0, 0, width, height).data;
}

function noteOn(filmed: number, all: number, missing: readonly number[]): string {
  const some = filmed < all ? `${filmed} of ${all} epochs are in it: more have no room.` : '';
  const left =
    missing.length > 0
      ? `Left out, for the run folder has no digits of them: epochs ${missing.join(', ')}.`
      : '';
  return [some, left].filter((sentence) => sentence !== '').join(' ');
}
