/** The pixels of all contenders: MNIST where it is found, else the built-in digits, in files that each of them reads. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ImageSize } from '../../src/shared/trainerProtocol';
import { loadDataset, type Dataset, type ImageSet } from '../../src/trainer/data/dataset';
import { header } from '../support/idxHeader';

export interface BenchData {
  readonly dataset: Dataset;
  /** Folder of the original MNIST; empty where these are other digits. */
  readonly mnist: string;
}

/** As torchvision lays it out. */
const folder = join('MNIST', 'raw');
const names = { train: 'train', test: 't10k' } as const;
const imagesFile = (directory: string, set: 'train' | 'test') =>
  join(directory, folder, `${names[set]}-images-idx3-ubyte`);
const labelsFile = (directory: string, set: 'train' | 'test') =>
  join(directory, folder, `${names[set]}-labels-idx1-ubyte`);

export async function findData(project: string): Promise<BenchData> {
  const named = process.env.STN_DATA_DIR ?? '';
  const mnist = named === '' ? resolve(project, '..', 'shared', 'data', 'mnist') : resolve(named);
  const found = existsSync(mnist) ? mnist : '';
  return { dataset: await load(found), mnist: found };
}

export async function load(mnist: string): Promise<Dataset> {
  return await loadDataset({
    choice: mnist === '' ? 'synthetic' : 'mnist',
    dataDirectory: mnist,
    cacheDirectory: '',
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
}

/** Writes the digits, each at a place of its own within an image of that size. */
export async function writeData(dataset: Dataset, size: ImageSize, directory: string): Promise<void> {
  await mkdir(join(directory, folder), { recursive: true });
  for (const set of ['train', 'test'] as const) {
    const { images, labels, count } = place(dataset[set], dataset.size, size);
    await writeFile(
      imagesFile(directory, set),
      Buffer.concat([header(0x803, count, size.height, size.width), images]),
    );
    await writeFile(labelsFile(directory, set), Buffer.concat([header(0x801, count), labels]));
  }
}

/** Reads one set; every channel of an image gets the same pixels. */
export async function readSet(
  directory: string,
  set: 'train' | 'test',
  { height, width, channels }: ImageSize,
): Promise<ImageSet> {
  const pixels = (await readFile(imagesFile(directory, set))).subarray(16);
  const labels = (await readFile(labelsFile(directory, set))).subarray(8);
  const images =
    channels === 1
      ? pixels
      : Uint8Array.from({ length: pixels.length * channels }, (_, at) => pixels[Math.floor(at / channels)]);
  return { images, labels, count: pixels.length / (height * width) };
}

/** All of a set where nothing moves, else only as many images as the larger networks are timed with. */
const placedImages = 30_000;

function place(set: ImageSet, from: ImageSize, to: ImageSize): ImageSet {
  if (from.height === to.height && from.width === to.width) return set;
  const count = Math.min(set.count, placedImages);
  const images = new Uint8Array(count * to.height * to.width);
  for (let index = 0; index < count; index++) {
    // Spread over all places without a random stream.
    const top = (index * 7) % (to.height - from.height + 1);
    const left = (index * 11) % (to.width - from.width + 1);
    for (let y = 0; y < from.height; y++) {
      const row = set.images.subarray(
        (index * from.height + y) * from.width,
        (index * from.height + y + 1) * from.width,
      );
      images.set(row, (index * to.height + top + y) * to.width + left);
    }
  }
  return { images, labels: set.labels.subarray(0, count), count };
}
