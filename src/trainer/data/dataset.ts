/** Finds the data of a run: the folder that was named, the cache, a download, or digits drawn here. */
import { basename, join, resolve } from 'node:path';
import type { Config } from '../../shared/config';
import { digitNames } from '../../shared/examples';
import { UserError } from '../userError';
import { DownloadError, downloadMnist } from './download';
import { readIdxFolder, type IdxSet } from './idxFolder';
import { idxFiles, mnist, recognise } from './knownSets';
import { measureNormalization, mnistNormalization } from './normalization';
import type { Fetch } from './request';
import { loadSyntheticDigits } from './synthetic/dataset';
import { imageSize, type Dataset } from './types';

export type { Dataset, ImageSet, Normalization } from './types';

export interface LoadOptions {
  readonly choice: Config['dataset'];
  /** `stn.dataDirectory`; empty where nothing is set. */
  readonly dataDirectory: string;
  /** The environment's `STN_DATA_DIR`. */
  readonly environmentDirectory?: string | undefined;
  /** Where downloads are kept; is made when there is one. */
  readonly cacheDirectory: string;
  /** Of the synthetic digits. */
  readonly seed?: number;
  /** @param fraction from 0 to 1; null where nobody knows */
  readonly onProgress: (message: string, fraction: number | null) => void;
  readonly signal: AbortSignal;
  /** The global one where none is given. */
  readonly fetch?: Fetch;
}

interface Folder {
  /** Absolute. */
  readonly path: string;
  /** What named it, for sentences. */
  readonly setting: string;
}

/**
 * Loads the whole set into memory. A folder that was named must work: the others are only asked where none was.
 * @throws UserError with one sentence on what to do; the signal's reason when aborted
 */
export async function loadDataset(options: LoadOptions): Promise<Dataset> {
  const { choice, signal } = options;
  signal.throwIfAborted();
  if (choice === 'synthetic') return loadSyntheticDigits(options);
  const folder = namedFolder(options);
  if (folder) return loadFolder(folder, options);
  if (choice === 'idx') {
    throw new UserError(
      'stn.dataset is "idx", but no folder is named: set stn.dataDirectory, or the environment’s STN_DATA_DIR, to one with the four IDX files.',
    );
  }
  try {
    return await loadMnist(options);
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    const remedy =
      'connect to the internet, or set stn.dataDirectory to a folder with MNIST’s four IDX files';
    if (choice === 'mnist') {
      throw new UserError(
        `MNIST is not in the cache and could not be downloaded: ${error.message}; ${remedy}.`,
      );
    }
    const notice = `These are synthetic digits, not MNIST, which could not be downloaded: ${error.message}; for MNIST, ${remedy}.`;
    return { ...(await loadSyntheticDigits(options)), notice };
  }
}

function namedFolder({ dataDirectory, environmentDirectory }: LoadOptions): Folder | undefined {
  if (dataDirectory) return { path: resolve(dataDirectory), setting: 'stn.dataDirectory' };
  if (environmentDirectory) return { path: resolve(environmentDirectory), setting: 'STN_DATA_DIR' };
  return undefined;
}

async function loadFolder({ path, setting }: Folder, options: LoadOptions): Promise<Dataset> {
  options.onProgress(`Reading ${path}`, null);
  const set = await readIdxFolder(path, setting, options.signal);
  const known = recognise(set.hashes);
  if (known === mnist) return describeMnist(set, path);
  const name = known?.name ?? (basename(path) || path);
  if (options.choice === 'mnist') {
    const different = idxFiles.find((file) => set.hashes[file] !== mnist.hashes[file]);
    const problem = known
      ? `holds ${known.name}, not MNIST`
      : `does not hold MNIST: the SHA-256 of ${basename(set.paths[different ?? 'trainImages'])} differs`;
    throw new UserError(
      `The data directory ${path} (${setting}) ${problem}; set stn.dataset to "idx" to train on it, or ${setting} to a folder with MNIST.`,
    );
  }
  return {
    name,
    source: path,
    notice:
      options.choice === 'auto'
        ? `This is ${name} from ${path} (${setting}), not MNIST: ${known ? 'its' : 'the SHA-256 of its files differ, and'} figures can’t be compared with MNIST’s.`
        : '',
    train: set.train,
    test: set.test,
    size: imageSize,
    classNames: known?.classNames ?? digitNames,
    normalization: measureNormalization(set.train.images),
  };
}

async function loadMnist(options: LoadOptions): Promise<Dataset> {
  const { cacheDirectory, signal, onProgress } = options;
  const directory = join(resolve(cacheDirectory), 'mnist');
  const cached = await readCache(directory, signal);
  if (cached) return describeMnist(cached, `cache (${directory})`);
  const mirror = await downloadMnist({
    directory,
    onProgress,
    signal,
    fetch: options.fetch ?? globalThis.fetch,
  });
  const set = await readIdxFolder(directory, 'cache', signal);
  return describeMnist(set, mirror ? `downloaded from ${mirror.host}` : `cache (${directory})`);
}

/** Undefined where the cache lacks MNIST or holds it damaged: the download then repairs it. */
async function readCache(directory: string, signal: AbortSignal): Promise<IdxSet | undefined> {
  try {
    const set = await readIdxFolder(directory, 'cache', signal);
    return recognise(set.hashes) === mnist ? set : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function describeMnist(set: IdxSet, source: string): Dataset {
  return {
    name: mnist.name,
    source,
    notice: '',
    train: set.train,
    test: set.test,
    size: imageSize,
    classNames: mnist.classNames,
    normalization: mnistNormalization,
  };
}
