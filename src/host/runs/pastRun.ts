/** A run of before, as far as its folder tells of it. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { largestFile } from '../../files/fileWithin';
import { eventsFile } from '../../files/recordedEvents';
import type { RunHistory } from '../../shared/runHistory';
import { readRunHistory } from './runFolder';

/** Why there is nothing to show. */
export type PastRunProblem = 'tooLarge' | 'noTraining';

/** @param warn gets a sentence for each line or file that was left out */
export async function readPastRun(
  directory: string,
  warn: (sentence: string) => void,
): Promise<RunHistory | PastRunProblem> {
  const file = await stat(join(directory, eventsFile)).catch(() => undefined);
  if ((file?.size ?? 0) > largestFile.events) return 'tooLarge';
  return (await readRunHistory(directory, warn)) ?? 'noTraining';
}
