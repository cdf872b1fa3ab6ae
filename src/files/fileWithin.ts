/**
 * Files of a folder that somebody else may have filled: a run folder can come from anywhere. No name and no link leads
 * out of the folder, a pipe or device is not read for ever, and nothing is larger than what it is read for.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Most bytes of a file, by what it holds: many times what a run writes. */
export const largestFile = {
  label: 4 << 10,
  settings: 1 << 20,
  /** Of all samples of an epoch, or its thetas. */
  epoch: 64 << 20,
  events: 512 << 20,
  weights: 1 << 30,
  checkpoint: 2 ** 31 - 1,
} as const;

/**
 * @param name relative to the folder
 * @returns where the file really is
 * @throws Error of the file system, or with half a sentence on what is wrong with it
 */
export function fileWithin(directory: string, name: string, mostBytes: number): string {
  const file = pathWithin(directory, name);
  const status = statSync(file);
  if (!status.isFile()) throw new Error('it is no regular file');
  if (status.size > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`);
  return file;
}

/** As `fileWithin`, of whatever it is. */
export function pathWithin(directory: string, name: string): string {
  const path = realpathSync(join(directory, name));
  if (!path.startsWith(realpathSync(directory) + sep)) throw new Error('it lies outside of its folder');
  return path;
}

/** @throws Error as `fileWithin` */
export function readWithin(directory: string, name: string, mostBytes: number): Buffer {
  return readFileSync(fileWithin(directory, name, mostBytes));
}
