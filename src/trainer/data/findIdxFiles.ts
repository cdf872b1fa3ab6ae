/** Finds the four files of an IDX set in a folder, by the names they go by. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../userError';
import { describeFailure } from '../../files/fileErrors';
import { idxFileNames, idxFiles, type IdxFile } from './knownSets';

/**
 * @param setting what named the folder, for the sentences: "stn.dataDirectory"
 * @returns the path of each of the four files
 * @throws UserError where the folder or one of the files is missing
 */
export async function findIdxFiles(directory: string, setting: string): Promise<Record<IdxFile, string>> {
  const entries = new Set(await listFolder(directory, setting));
  const paths: Partial<Record<IdxFile, string>> = {};
  const missing: string[] = [];
  for (const file of idxFiles) {
    const found = await firstFile(directory, candidates(file), entries);
    if (found === undefined) missing.push(idxFileNames[file]);
    else paths[file] = found;
  }
  if (missing.length > 0) {
    throw new UserError(
      `The data directory ${directory} (${setting}) has no ${listed(missing)}, with or without .gz; it needs the four files ${listed(Object.values(idxFileNames))}.`,
    );
  }
  return paths as Record<IdxFile, string>;
}

async function listFolder(directory: string, setting: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    throw new UserError(
      `The data directory ${directory} (${setting}) cannot be read: ${describeFailure(error)}; name a folder with the four IDX files, or leave ${setting} empty to download MNIST.`,
    );
  }
}

function candidates(file: IdxFile): string[] {
  const name = idxFileNames[file];
  const dotted = name.replace('-idx', '.idx');
  return [name, `${name}.gz`, dotted, `${dotted}.gz`];
}

/** Passes over folders: some archives unpack to a folder of the file's name. */
async function firstFile(
  directory: string,
  names: readonly string[],
  entries: ReadonlySet<string>,
): Promise<string | undefined> {
  for (const name of names) {
    if (!entries.has(name)) continue;
    const path = join(directory, name);
    const status = await stat(path).catch(() => undefined);
    // A name that can't be looked up (a dangling link) is taken too: reading it says what is wrong.
    if (!status?.isDirectory()) return path;
  }
  return undefined;
}

function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
