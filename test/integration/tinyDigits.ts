/** A set of IDX files that trains in a moment. Needs nothing but Node.js, as it also runs inside the extension host. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @returns a new folder with the four files; the label of image i is i modulo 10 */
export function tinyDigits(trainCount = 640, testCount = 100): string {
  const folder = mkdtempSync(join(tmpdir(), 'stn-tiny-digits-'));
  for (const [name, count] of [
    ['train', trainCount],
    ['t10k', testCount],
  ] as const) {
    const labels = Uint8Array.from({ length: count }, (_, image) => image % 10);
    // Each class is a bright bar at a height of its own.
    const images = Uint8Array.from({ length: count * 784 }, (_, at) => {
      const row = Math.floor(at / 28) % 28;
      const top = 4 + 2 * labels[Math.floor(at / 784)];
      return row >= top && row < top + 3 ? 220 : (at * 13) % 30;
    });
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx(images, 0x803, count, 28, 28));
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx(labels, 0x801, count));
  }
  return folder;
}

function idx(bytes: Uint8Array, ...header: number[]): Uint8Array {
  const words = Buffer.alloc(4 * header.length);
  header.forEach((word, position) => words.writeUInt32BE(word, 4 * position));
  return Buffer.concat([words, bytes]);
}
