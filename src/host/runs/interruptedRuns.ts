/** Runs that did not come to their end and can go on. */
import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunHistory } from '../../shared/runHistory';
import { readRunHistory } from './runFolder';

/** Older ones are hardly what somebody looks for, and each is a file to read. */
const mostRuns = 50;

/**
 * Their histories, newest first.
 * @param runsDirectory need not exist
 * @param warn gets a sentence for each line or file that was left out
 */
export async function interruptedRuns(
  runsDirectory: string,
  warn: (sentence: string) => void,
): Promise<RunHistory[]> {
  const runs: RunHistory[] = [];
  for (const name of (await namesIn(runsDirectory)).sort().reverse().slice(0, mostRuns)) {
    const directory = join(runsDirectory, name);
    if (!hasCheckpoint(directory)) continue;
    const history = await readRunHistory(directory, warn);
    if (history && !isCompleted(history)) runs.push(history);
  }
  return runs;
}

/** Whether there is something to go on from. */
export function hasCheckpoint(runDirectory: string): boolean {
  try {
    return readdirSync(join(runDirectory, 'checkpoints')).some((name) => name.endsWith('.bin'));
  } catch {
    return false;
  }
}

export function isCompleted({ end }: RunHistory): boolean {
  return end?.type === 'finished' && end.outcome === 'completed';
}

async function namesIn(directory: string): Promise<string[]> {
  return await readdir(directory).catch(() => []);
}
