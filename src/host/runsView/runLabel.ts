/** A name that the user gives a run: a file of its own in the run folder, which the trainer never touches. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { fileWithin, largestFile } from '../../files/fileWithin';
import { replaceFile } from '../../files/replaceFile';

const labelFile = 'label.json';
export const longestLabel = 80;

const labelSchema = v.object({
  version: v.literal(1),
  label: v.pipe(
    v.string(),
    v.check((label) => labelProblem(label) === undefined && label.trim() !== ''),
  ),
});

/** What is wrong with a label; undefined where nothing is. The empty label is right: it takes the label away. */
export function labelProblem(label: string): 'tooLong' | 'controlCharacters' | undefined {
  if (label.trim().length > longestLabel) return 'tooLong';
  // Control and formatting characters (line ends, text direction) would show as something else than was written.
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(label) ? 'controlCharacters' : undefined;
}

/** @returns undefined where there is none, or none that may be shown */
export async function readLabel(runDirectory: string): Promise<string | undefined> {
  try {
    const text = await readFile(fileWithin(runDirectory, labelFile, largestFile.label), 'utf8');
    return v.parse(labelSchema, JSON.parse(text)).label;
  } catch {
    return undefined;
  }
}

/**
 * @param label empty: takes the label away
 * @throws RangeError where the label has a problem; Error where the file can't be written
 */
export async function writeLabel(runDirectory: string, label: string): Promise<void> {
  const problem = labelProblem(label);
  if (problem) throw new RangeError(problem);
  const file = join(runDirectory, labelFile);
  if (label.trim() === '') await rm(file, { force: true });
  else replaceFile(file, JSON.stringify({ version: 1, label: label.trim() }) + '\n');
}
