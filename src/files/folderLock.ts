/** A folder for one process at a time: the lock is a file that names the process. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const lockName = 'at-work.pid';

/**
 * Takes the folder, also from a process that is gone.
 * @returns what gives it back
 * @throws Error with one sentence where another process has it
 */
export async function lockFolder(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, lockName);
  const take = async (): Promise<boolean> => {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  };
  if (!(await take())) {
    const owner = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
    if (isAlive(owner)) throw new Error(takenBy(owner, directory, file));
    await rm(file, { force: true });
    if (!(await take())) throw new Error(takenBy(owner, directory, file));
  }
  return () => rm(file, { force: true });
}

function takenBy(owner: number, directory: string, file: string): string {
  return `Another process (${owner}) is at work in ${directory}: wait for its end, stop it or name another folder; if there is no such process any more, remove ${file}.`;
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive, too.
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
