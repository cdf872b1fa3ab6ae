/** Downloads MNIST's four files from public mirrors into a folder; what is there and right is kept. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../userError';
import { describeFailure, errorCode } from '../../files/fileErrors';
import { hashIdxFile } from './idxFolder';
import { idxFileNames, idxFiles, mnist, type IdxFile, type IdxHashes } from './knownSets';
import { findReachable, mirrorUrl, publishedBytes, type Mirror, type MirrorFailure } from './mirrors';
import { PartFile } from './partFile';
import { request, TransferError, type Answer, type Fetch } from './request';

/** Why MNIST could not be downloaded, for the middle of a sentence. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

export interface DownloadOptions {
  /** Is made. */
  readonly directory: string;
  /** @param fraction of all four files, from 0 to 1 */
  readonly onProgress: (message: string, fraction: number) => void;
  readonly signal: AbortSignal;
  readonly fetch: Fetch;
  /** What must come; MNIST's where none are given. */
  readonly hashes?: IdxHashes;
  /** How long mirrors may take to answer at all before this machine counts as offline. */
  readonly reachMs?: number;
  /** Longest silence within a transfer. */
  readonly silenceMs?: number;
}

/** Far more than any of the files has; a server that sends more is not sending MNIST. */
const byteLimit = 64 * 2 ** 20;

/** On one mirror, as long as each brings the file further. */
const attempts = 5;

const progressEveryMs = 100;

/**
 * Resumes what an earlier download left; a file appears in the folder only whole and with MNIST's SHA-256. Any number
 * of processes may do this at once.
 * @returns the mirror that the last file came from; undefined where nothing was missing
 * @throws DownloadError where no mirror delivers or the folder can't be written; the signal's reason when aborted
 */
export async function downloadMnist(options: DownloadOptions): Promise<Mirror | undefined> {
  const { directory, signal, fetch, reachMs = 4000 } = options;
  try {
    await mkdir(directory, { recursive: true });
    const missing = await findMissing(options);
    if (missing.length === 0) return undefined;
    options.onProgress('Looking for MNIST’s mirrors', 0);
    const { reachable, failures } = await findReachable(reachMs, signal, fetch);
    if (reachable.length === 0) throw noMirror('no mirror answered', failures);
    let mirrors = reachable;
    let received = sum(idxFiles.filter((file) => !missing.includes(file)));
    for (const file of missing) {
      const source = await downloadFile(file, mirrors, received, options);
      // Whatever was wrong with the others most likely still is.
      mirrors = [source, ...mirrors.filter((mirror) => mirror !== source)];
      received += publishedBytes[file];
    }
    return mirrors[0];
  } catch (error) {
    signal.throwIfAborted();
    // What is left has a code where the file system refused, and none where this program is wrong.
    if (error instanceof DownloadError || errorCode(error) === undefined) throw error;
    throw new DownloadError(`the cache ${directory} cannot be written: ${describeFailure(error)}`);
  }
}

async function findMissing(options: DownloadOptions): Promise<IdxFile[]> {
  const missing: IdxFile[] = [];
  for (const file of idxFiles) {
    const path = filePath(options.directory, file);
    const exists = await stat(path).catch(() => undefined);
    if (!exists || !(await isRight(file, path, options))) missing.push(file);
  }
  return missing;
}

async function isRight(
  file: IdxFile,
  path: string,
  { hashes = mnist.hashes, signal }: DownloadOptions,
): Promise<boolean> {
  try {
    return (await hashIdxFile(file, path, signal)) === hashes[file];
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

async function downloadFile(
  file: IdxFile,
  mirrors: readonly Mirror[],
  before: number,
  options: DownloadOptions,
): Promise<Mirror> {
  const failures: MirrorFailure[] = [];
  const part = await PartFile.claim(filePath(options.directory, file));
  try {
    for (const mirror of mirrors) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const start = part.size;
        const problem = await attemptFile(file, mirror, part, before, options);
        if (problem === undefined) return mirror;
        failures.push({ mirror, problem });
        // Worth another try here: it was going on, or what it was resumed from was wrong and is gone.
        if (part.size <= start && !(start > 0 && part.size === 0)) break;
      }
    }
    throw noMirror(`no mirror delivered ${idxFileNames[file]}`, lastOfEach(failures));
  } finally {
    await part.release();
  }
}

/** Returns what was wrong, or undefined when the file is in its place. */
async function attemptFile(
  file: IdxFile,
  mirror: Mirror,
  part: PartFile,
  before: number,
  options: DownloadOptions,
): Promise<string | undefined> {
  const { signal, fetch, silenceMs = 15_000 } = options;
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (part.size > 0) headers.range = `bytes=${part.size}-`;
  try {
    await request(mirrorUrl(mirror, file), { headers, silenceMs, signal, fetch }, (answer) =>
      receive(answer, part, progress(file, mirror, before, options)),
    );
  } catch (error) {
    if (error instanceof TransferError) return error.message;
    throw error;
  }
  await part.flush();
  if (await isRight(file, part.path, options)) {
    await part.commit();
    return undefined;
  }
  await part.discard();
  return 'what it sent is not MNIST (another SHA-256)';
}

async function receive(answer: Answer, part: PartFile, onBytes: (size: number) => void): Promise<void> {
  // Nothing lies behind the end of what is here: it may be whole, and its check will tell.
  if (answer.status === 416 && part.size > 0) return;
  if (answer.status === 206) {
    const range = answer.headers.get('content-range') ?? '';
    if (part.size === 0 || !range.startsWith(`bytes ${part.size}-`)) {
      await part.discard();
      throw new TransferError('it sent another part of the file than was asked for');
    }
  } else if (answer.status === 200) {
    if (part.size > 0) await part.discard();
  } else {
    throw new TransferError(`it answered with status ${answer.status}`);
  }
  for await (const bytes of answer.body) {
    if (part.size + bytes.length > byteLimit) {
      await part.discard();
      throw new TransferError(`it sent more than ${byteLimit / 2 ** 20} MiB`);
    }
    await part.append(bytes);
    onBytes(part.size);
  }
}

function progress(
  file: IdxFile,
  mirror: Mirror,
  before: number,
  { onProgress }: DownloadOptions,
): (size: number) => void {
  const total = sum(idxFiles);
  let next = 0;
  return (size) => {
    if (performance.now() < next) return;
    next = performance.now() + progressEveryMs;
    const done = before + Math.min(size, publishedBytes[file]);
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
    onProgress(
      `Downloading MNIST from ${mirror.host}: ${megabytes(done)} of ${megabytes(total)} MB`,
      done / total,
    );
  };
}

function noMirror(what: string, failures: readonly MirrorFailure[]): DownloadError {
  const reasons = failures.map(({ mirror, problem }) => `${mirror.host}: ${problem}`);
  return new DownloadError(`${what} (${reasons.join('; ')})`);
}

function lastOfEach(failures: readonly MirrorFailure[]): MirrorFailure[] {
  return [...new Map(failures.map((failure) => [failure.mirror.host, failure])).values()];
}

function filePath(directory: string, file: IdxFile): string {
  return join(directory, `${idxFileNames[file]}.gz`);
}

function sum(files: readonly IdxFile[]): number {
  return files.reduce((total, file) => total + publishedBytes[file], 0);
}
