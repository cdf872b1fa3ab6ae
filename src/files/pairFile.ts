/** Which run another was trained beside, with and without a transformer: both folders lie beside each other and say so. */
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { largestFile, pathWithin, readWithin } from './fileWithin';
import { replaceFile } from './replaceFile';

const pairFile = 'pair.json';

const pairSchema = v.object({
  version: v.literal(1),
  /** Name of the other run's folder. */
  other: v.string(),
});

/** @throws Error of the file system */
export function writePair(one: string, other: string): void {
  write(one, other);
  write(other, one);
}

/** @returns the other run's folder; undefined where there is none, or where it does not name this one */
export function otherOfPair(directory: string): string | undefined {
  const name = read(directory);
  // Nothing but a folder beside this one: a name may lead anywhere.
  if (name === undefined || name !== basename(name)) return undefined;
  const runs = dirname(directory);
  try {
    const other = pathWithin(runs, name);
    return read(other) === basename(directory) ? join(runs, name) : undefined;
  } catch {
    return undefined;
  }
}

function write(directory: string, other: string): void {
  replaceFile(join(directory, pairFile), JSON.stringify({ version: 1, other: basename(other) }) + '\n');
}

function read(directory: string): string | undefined {
  try {
    const text = readWithin(directory, pairFile, largestFile.label).toString('utf8');
    return v.parse(pairSchema, JSON.parse(text)).other;
  } catch {
    return undefined;
  }
}
