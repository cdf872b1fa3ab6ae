/** Animated GIFs, and how many frames of one size one may have. */
import { Encoder } from 'modern-gif';

export interface Frame {
  /** RGBA, rows from the top. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** In milliseconds; a GIF keeps hundredths of a second. */
  readonly delay: number;
}

/** Of all frames together: 100 MB while it is made, and some seconds. */
const mostPixels = 24e6;
/** More epochs than this take longer to look at than anybody looks. */
const mostFrames = 60;

/** @returns the file: it begins anew when it ends */
export async function encodeGif(
  frames: readonly Frame[],
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const encoder = new Encoder({ width, height });
  for (const { data, delay } of frames) await encoder.encode({ data, delay: 10 * Math.round(delay / 10) });
  return new Uint8Array(await encoder.flush('arrayBuffer'));
}

/**
 * @param pixels of a frame
 * @returns all epochs where they have room, else evenly spaced ones, with the first and the last
 */
export function filmedEpochs(epochs: readonly number[], pixels: number): number[] {
  const room = Math.max(2, Math.min(mostFrames, Math.floor(mostPixels / pixels)));
  if (epochs.length <= room) return [...epochs];
  return Array.from({ length: room }, (_, at) => epochs[Math.round((at * (epochs.length - 1)) / (room - 1))]);
}
