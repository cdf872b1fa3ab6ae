/** Small IDX sets for tests that train for real but need not learn much. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The IDX form of images: magic 0x803, count, height, width, then bytes. */
export function idxImages(count: number, pixel: (image: number, position: number) => number): Uint8Array {
  const bytes = new Uint8Array(16 + count * 784);
  const header = new DataView(bytes.buffer);
  [0x803, count, 28, 28].forEach((word, position) => header.setUint32(4 * position, word));
  for (let i = 0; i < count * 784; i++) bytes[16 + i] = pixel(Math.floor(i / 784), i % 784);
  return bytes;
}

/** The IDX form of labels: magic 0x801, count, then bytes. */
export function idxLabels(labels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + labels.length);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, 0x801);
  header.setUint32(4, labels.length);
  bytes.set(labels, 8);
  return bytes;
}

/** A folder with the four files: class c is a bright bar at a place of its own, so that a network learns it quickly. */
export function tinyIdxFolder(trainCount = 640, testCount = 200): string {
  const folder = mkdtempSync(join(tmpdir(), 'stn-idx-'));
  mkdirSync(folder, { recursive: true });
  for (const [name, count] of [
    ['train', trainCount],
    ['t10k', testCount],
  ] as const) {
    const labels = Array.from({ length: count }, (_, image) => image % 10);
    const images = idxImages(count, (image, position) => {
      const [row, column] = [Math.floor(position / 28), position % 28];
      const bar = 4 + 2 * labels[image];
      const inside = row >= bar && row < bar + 3 && column > 4 && column < 24;
      return inside ? 200 + ((image * 7 + position) % 50) : (image * 13 + position * 5) % 30;
    });
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), images);
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idxLabels(labels));
  }
  return folder;
}
