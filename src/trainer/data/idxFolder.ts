/** Reads the four IDX files of a folder, gzipped or not, checked against each other. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../userError';
import { describeFailure } from '../../files/fileErrors';
import { digitNames } from '../../shared/examples';
import { findIdxFiles } from './findIdxFiles';
import { gunzipIdx, isGzip } from './gunzip';
import { idxByteLimit, parseImages, parseLabels, type IdxImages } from './idx';
import { idxFiles, type IdxFile, type IdxHashes } from './knownSets';
import { imageSize, type ImageSet } from './types';

export interface IdxSet {
  readonly train: ImageSet;
  readonly test: ImageSet;
  readonly hashes: IdxHashes;
  /** Absolute. */
  readonly paths: Readonly<Record<IdxFile, string>>;
}

interface Contents {
  readonly path: string;
  /** Uncompressed. */
  readonly bytes: Uint8Array;
  readonly hash: string;
}

/**
 * Reads `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`,
 * also with a dot before `idx`, each also with `.gz`.
 * @param setting what named the folder, for the sentences: "stn.dataDirectory"
 * @throws UserError where the folder, a file or its content isn't as it must be; the signal's reason when aborted
 */
export async function readIdxFolder(
  directory: string,
  setting: string,
  signal?: AbortSignal,
): Promise<IdxSet> {
  const paths = await findIdxFiles(directory, setting);
  // All are awaited, so that nothing is still reading after a failure and the first file's failure is the one told.
  const read = await Promise.allSettled(idxFiles.map((file) => readContents(file, paths[file], signal)));
  signal?.throwIfAborted();
  const failure = read.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  const contents = Object.fromEntries(
    read.map((result, position) => [idxFiles[position], (result as PromiseFulfilledResult<Contents>).value]),
  ) as Record<IdxFile, Contents>;
  return {
    train: joinSet(contents.trainImages, contents.trainLabels),
    test: joinSet(contents.testImages, contents.testLabels),
    hashes: mapFiles((file) => contents[file].hash),
    paths,
  };
}

/** The SHA-256 of the uncompressed bytes of one IDX file, which must be readable as such. @throws UserError */
export async function hashIdxFile(file: IdxFile, path: string, signal?: AbortSignal): Promise<string> {
  const { hash } = await readContents(file, path, signal);
  return hash;
}

async function readContents(file: IdxFile, path: string, signal?: AbortSignal): Promise<Contents> {
  const stored = await readBounded(path, signal);
  const kind = isImages(file) ? 'images' : 'labels';
  const bytes = isGzip(stored) ? await gunzipIdx(stored, kind, path) : stored;
  // Parsed before hashed: what is wrong with a file is worth more than that it differs.
  if (kind === 'images') parseImages(bytes, path);
  else parseLabels(bytes, path, digitNames.length);
  return { path, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

async function readBounded(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    const status = await stat(path);
    // A pipe or device would be read for ever.
    if (!status.isFile()) throw new UserError(`${path} is no regular file; put the IDX file itself there.`);
    if (status.size > idxByteLimit) {
      throw new UserError(
        `${path} has ${Math.ceil(status.size / 2 ** 20)} MiB, more than the ${idxByteLimit / 2 ** 20} MiB that STN Lab reads of one file; use a smaller set.`,
      );
    }
    return await readFile(path, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path} cannot be read: ${describeFailure(error)}; check the file and its permissions.`,
    );
  }
}

function joinSet(imageFile: Contents, labelFile: Contents): ImageSet {
  const images = parseImages(imageFile.bytes, imageFile.path);
  const labels = parseLabels(labelFile.bytes, labelFile.path, digitNames.length);
  requireSize(images, imageFile.path);
  if (images.count !== labels.length) {
    throw new UserError(
      `${imageFile.path} has ${images.count} images, but ${labelFile.path} has ${labels.length} labels; use two files that belong together.`,
    );
  }
  return { images: images.pixels, labels, count: images.count };
}

function requireSize({ height, width }: IdxImages, path: string): void {
  if (height === imageSize.height && width === imageSize.width) return;
  throw new UserError(
    `${path} has images of ${height}×${width} pixels, but STN Lab reads ${imageSize.height}×${imageSize.width}; use a set of that size.`,
  );
}

function isImages(file: IdxFile): boolean {
  return file === 'trainImages' || file === 'testImages';
}

function mapFiles<T>(of: (file: IdxFile) => T): Record<IdxFile, T> {
  return Object.fromEntries(idxFiles.map((file) => [file, of(file)])) as Record<IdxFile, T>;
}
