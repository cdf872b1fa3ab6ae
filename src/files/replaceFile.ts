/**
 * Files and folders that are written whole or not at all, and to the disk for good: a process that is killed, or a disk
 * that is full, leaves what was there before. Trainer and editor write by nothing else, but for what grows line by line.
 *
 * Synchronous, for a training step is; what the editor writes is a few lines.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './fileErrors';

export type FileContent = string | Uint8Array;

/** What a process that was killed may leave: each has a name of its own, so that no two writers meet in one. */
export function isUnfinished(name: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.unfinished$/.test(name);
}

/** @throws Error of the file system; nothing has changed then */
export function replaceFile(file: string, content: FileContent): void {
  replace(file, (unfinished) => writeThrough(unfinished, content));
}

/**
 * Makes a folder of these files alone; another of that name goes first, so that a process that is killed may leave none.
 * @throws Error of the file system; no folder is half-written then
 */
export function replaceFolder(directory: string, files: Readonly<Record<string, FileContent>>): void {
  replace(directory, (unfinished) => {
    mkdirSync(unfinished);
    for (const [name, content] of Object.entries(files)) writeThrough(join(unfinished, name), content);
    syncFolder(unfinished);
    // A folder can't be renamed over one that holds something; on Windows somebody may read what is in it.
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  });
}

function replace(path: string, write: (unfinished: string) => void): void {
  const folder = dirname(path);
  const unfinished = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.unfinished`);
  try {
    write(unfinished);
    renameOver(unfinished, path);
  } catch (error) {
    try {
      rmSync(unfinished, { recursive: true, force: true });
    } catch {
      // What failed first says more.
    }
    throw error;
  }
  syncFolder(folder);
}

/** Never through a link that lies there: the name must be free. */
function writeThrough(file: string, content: FileContent): void {
  const handle = openSync(file, 'wx');
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** So that the names in it outlive a loss of power. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows and some network drives can't; the file is whole either way, at worst under its old name.
  }
}

/** On Windows a reader, such as a virus scanner, may hold the file for a moment. */
function renameOver(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const isHeld = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (process.platform !== 'win32' || !isHeld || attempt === 10) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 * attempt);
    }
  }
}
