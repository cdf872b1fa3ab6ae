/** Small IDX sets to write, spoil and serve. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { idxFileNames, idxFiles, type IdxFile, type IdxHashes } from '../../src/trainer/data/knownSets';
import { header } from './idxHeader';

export { header };

export function imageFile(count: number, height = 28, width = 28, seed = 0): Uint8Array {
  const pixels = Uint8Array.from({ length: count * height * width }, (_, at) => (at * 7 + seed) % 251);
  return Buffer.concat([header(0x803, count, height, width), pixels]);
}

export function labelFile(count: number): Uint8Array {
  return Buffer.concat([header(0x801, count), Uint8Array.from({ length: count }, (_, at) => at % 10)]);
}

export type IdxSetBytes = Record<IdxFile, Uint8Array>;

export function smallSet(train = 20, test = 10): IdxSetBytes {
  return {
    trainImages: imageFile(train),
    trainLabels: labelFile(train),
    testImages: imageFile(test, 28, 28, 100),
    testLabels: labelFile(test),
  };
}

/** Big enough to come in many pieces, and hard to compress. */
export function longSet(): IdxSetBytes {
  const set = smallSet(400, 100);
  let state = 1;
  for (const file of [set.trainImages, set.testImages]) {
    for (let at = 16; at < file.length; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      file[at] = state >>> 24;
    }
  }
  return set;
}

export function hashesOf(set: IdxSetBytes): IdxHashes {
  const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  return Object.fromEntries(idxFiles.map((file) => [file, hash(set[file])])) as Record<IdxFile, string>;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stn-data-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface Naming {
  readonly dotted?: boolean;
  readonly gzipped?: boolean;
}

/** Writes the files given, which need not be all four. */
export async function writeSet(
  folder: string,
  set: Partial<IdxSetBytes>,
  { dotted = false, gzipped = false }: Naming = {},
): Promise<string> {
  for (const file of idxFiles) {
    const bytes = set[file];
    if (!bytes) continue;
    const name = dotted ? idxFileNames[file].replace('-idx', '.idx') : idxFileNames[file];
    await writeFile(join(folder, gzipped ? `${name}.gz` : name), gzipped ? gzipSync(bytes) : bytes);
  }
  return folder;
}

/** A folder of digits that a network learns quickly: class c is a bright bar at a place of its own. Removed at exit. */
export function learnableFolder(train = 640, test = 200): string {
  const folder = mkdtempSync(join(tmpdir(), 'stn-idx-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const set = { ...smallSet(train, test), trainImages: barImages(train), testImages: barImages(test) };
  for (const file of idxFiles) writeFileSync(join(folder, idxFileNames[file]), set[file]);
  return folder;
}

function barImages(count: number): Uint8Array {
  const pixels = Uint8Array.from({ length: count * 784 }, (_, at) => {
    const [image, row, column] = [Math.floor(at / 784), Math.floor((at % 784) / 28), at % 28];
    const bar = 4 + 2 * (image % 10);
    const inside = row >= bar && row < bar + 3 && column > 4 && column < 24;
    return inside ? 200 + (at % 50) : (image * 13 + at * 5) % 30;
  });
  return Buffer.concat([header(0x803, count, 28, 28), pixels]);
}
