/**
 * A file that is being downloaded, next to where it will lie. Each process writes to a name of its own, and takes over
 * what another left by renaming it: a rename has one winner, so no lock is needed that a killed process would leave.
 */
import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A part that nobody wrote to for so long has no owner: a live download gives up a silent connection sooner. */
const orphanAfterMs = 60_000;

export class PartFile {
  private handle: FileHandle | undefined;

  private constructor(
    private readonly target: string,
    /** This process's own. */
    readonly path: string,
    private length: number,
  ) {}

  /** With the bytes that an earlier download of the same file left, where there are any. */
  static async claim(target: string): Promise<PartFile> {
    const path = `${target}.part-${randomUUID()}`;
    const length = await adopt(target, path);
    return new PartFile(target, path, length);
  }

  /** Bytes so far. */
  get size(): number {
    return this.length;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.handle ??= await open(this.path, 'a');
    await this.handle.appendFile(bytes);
    this.length += bytes.length;
  }

  /** Starts anew. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
    this.length = 0;
  }

  /** Puts the bytes on the disk for good, so that they can be checked and committed. */
  async flush(): Promise<void> {
    await this.handle?.sync();
    await this.close();
  }

  /** Moves the whole file to its place, over what lies there. */
  async commit(): Promise<void> {
    await this.flush();
    await rename(this.path, this.target);
    this.length = 0;
  }

  /** Leaves what was received to the next download. Does nothing after a commit. */
  async release(): Promise<void> {
    await this.close();
    if (this.length > 0) await rename(this.path, `${this.target}.part`);
  }

  private async close(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    await handle?.close();
  }
}

/** Renames the longest part without an owner to `path` and removes the others; returns its size, or 0. */
async function adopt(target: string, path: string): Promise<number> {
  const directory = dirname(target);
  const released = `${basename(target)}.part`;
  const names = (await readdir(directory)).filter(
    (name) => name === released || name.startsWith(`${released}-`),
  );
  const parts = await Promise.all(
    names.map(async (name) => {
      const status = await stat(join(directory, name)).catch(() => undefined);
      return { name, size: status?.size ?? 0, age: Date.now() - (status?.mtimeMs ?? Infinity) };
    }),
  );
  let size = 0;
  for (const part of parts
    .filter(({ name, age }) => name === released || age > orphanAfterMs)
    .sort((a, b) => b.size - a.size)) {
    const source = join(directory, part.name);
    try {
      if (size > 0) {
        await rm(source, { force: true });
        continue;
      }
      // Young before it has the new name, so that nobody takes it for an orphan.
      const now = new Date();
      await utimes(source, now, now);
      await rename(source, path);
      size = part.size;
    } catch {
      // Another process took it first.
    }
  }
  return size;
}
