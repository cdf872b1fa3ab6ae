import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file whole or not at all, and to the disk for good: a process that is killed leaves the file of before.
 * (The package `atomically` does as much, but listens to the signals of its process, which in the editor is not ours.)
 */
export async function replaceFile(file: string, content: string): Promise<void> {
  const unfinished = `${file}.unfinished`;
  try {
    const handle = await open(unfinished, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
