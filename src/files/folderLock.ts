/** A folder for one process at a time: the lock is a file that names the process. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFailure, errorCode } from './fileErrors';
import { isAlive } from './isAlive';

export const lockName = 'at-work.pid';

/** A number takes no more characters; what is longer is none. */
const longestNumber = 12;

/** As long as the lock of a process that is gone is waited for: to be removed by somebody else, a tenth of a second each. */
const patience = 30;

/**
 * Takes the folder, also from a process that is gone.
 * @returns what gives it back
 * @throws Error with one sentence where another process has it, or it can't be written
 */
export async function lockFolder(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, lockName);
  for (let attempt = 0; attempt < patience; attempt++) {
    if (await take(file)) return () => rm(file, { force: true });
    if (isAlive(await ownerOf(file))) break;
    await removeStale(file);
  }
  throw new Error(
    `Another process (${await ownerOf(file)}) is at work in ${directory}: wait for its end, stop it or name another folder; if there is no such process any more, remove ${file}.`,
  );
}

/** The living process that has locked the folder; undefined where there is none. */
export async function lockOwner(directory: string): Promise<number | undefined> {
  const owner = await ownerOf(join(directory, lockName));
  return isAlive(owner) ? owner : undefined;
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
    if (isMade) await rm(file, { force: true }).catch(() => undefined);
    else if (errorCode(error) === 'EEXIST') return false;
    throw new Error(`${file} can't be written (${describeFailure(error)}); put that right, then try again.`, {
      cause: error,
    });
  }
}

/** One process at a time, or one might remove the lock that another has taken since. */
async function removeStale(file: string): Promise<void> {
  const turn = `${file}.stale`;
  if (!(await take(turn))) {
    const other = await ownerOf(turn);
    if (other !== undefined && !isAlive(other)) await remove(turn);
    await sleep(100);
    return;
  }
  try {
    // A lock without a number may be at the point of getting it.
    if ((await ownerOf(file)) === undefined) await sleep(200);
    if (!isAlive(await ownerOf(file))) await remove(file);
  } finally {
    await remove(turn);
  }
}

async function remove(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw new Error(`${file} can't be removed (${describeFailure(error)}); remove it, then try again.`, {
      cause: error,
    });
  }
}

async function ownerOf(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.length <= longestNumber && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}
