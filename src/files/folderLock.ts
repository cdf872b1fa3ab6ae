/** A folder for one process at a time: the lock is a file that names the process. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './fileErrors';
import { isAlive } from './isAlive';

export const lockName = 'at-work.pid';

/** A number takes no more characters; what is longer is none. */
const longestNumber = 12;

/**
 * Takes the folder, also from a process that is gone.
 * @returns what gives it back
 * @throws Error with one sentence where another process has it; Error of the file system
 */
export async function lockFolder(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, lockName);
  if (!(await take(file))) {
    await removeStale(directory);
    if (!(await take(file))) throw takenBy(await ownerOf(file), directory);
  }
  return () => rm(file, { force: true });
}

/** @returns false where there is a lock already */
async function take(file: string): Promise<boolean> {
  let isMade = false;
  try {
    await writeFile(file, '', { flag: 'wx' });
    isMade = true;
    await writeFile(file, String(process.pid));
    return true;
  } catch (error) {
    if (isMade) await rm(file, { force: true });
    else if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @throws Error with one sentence where its process is alive */
async function removeStale(directory: string): Promise<void> {
  const file = join(directory, lockName);
  let owner = await ownerOf(file);
  if (owner === undefined) {
    // It may be at the point of writing its number.
    await sleep(200);
    owner = await ownerOf(file);
  }
  if (isAlive(owner)) throw takenBy(owner, directory);
  // Moved before it goes: somebody else may have done the same, and taken the folder since.
  const moved = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, moved);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  const taken = await ownerOf(moved);
  if (taken !== owner && isAlive(taken)) {
    await rename(moved, file);
    throw takenBy(taken, directory);
  }
  await rm(moved, { force: true });
}

async function ownerOf(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.length <= longestNumber && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}

function takenBy(owner: number | undefined, directory: string): Error {
  return new Error(
    `Another process (${owner}) is at work in ${directory}: wait for its end, stop it or name another folder; if there is no such process any more, remove ${join(directory, lockName)}.`,
  );
}
