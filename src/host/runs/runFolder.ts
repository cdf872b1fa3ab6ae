/** Run folders as the editor's side sees them: a new one's name, and an old one's history. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileWithin, largestFile } from '../../files/fileWithin';
import { decodedEvents, eventsFile } from '../../files/recordedEvents';
import { recordedHistory } from '../../files/recordedHistory';
import { applyEvent, type RunHistory } from '../../shared/runHistory';
import type { TrainerEvent } from '../../shared/trainerProtocol';
import { FaultError, reasonOf } from '../fault';

/** The page that a run ends with; whatever its events name, no other file of the folder or beyond is opened. */
export const reportFile = 'report.html';

/** Of the newest files of a kind, before none is believed to be whole. */
const mostTries = 20;

/**
 * Makes an empty folder for a run that begins now.
 * @throws FaultError where it can't be made
 */
export async function createRunDirectory(runsDirectory: string, now = new Date()): Promise<string> {
  const name = runName(now);
  try {
    await mkdir(runsDirectory, { recursive: true });
    for (let attempt = 1; ; attempt++) {
      const directory = join(runsDirectory, attempt === 1 ? name : `${name}-${attempt}`);
      try {
        await mkdir(directory);
        return directory;
      } catch (error) {
        // Another run began in the same second.
        if (reasonOf(error) !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    throw new FaultError({ kind: 'cannotWrite', directory: runsDirectory, reason: reasonOf(error) });
  }
}

/** Local time, sorted by name as by age, without characters that a file system refuses: 2026-11-22T16-45-03. */
export function runName(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date}T${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join('-')}`;
}

/**
 * A run's history with the newest samples and thetas, as far as its folder still tells it.
 * @param warn gets a sentence for each line or file that was left out
 * @returns undefined where the folder tells of no run
 */
export async function readRunHistory(
  directory: string,
  warn: (sentence: string) => void,
): Promise<RunHistory | undefined> {
  const history = await recordedHistory(directory, warn).catch((error: unknown) => {
    warn(`${join(directory, eventsFile)} could not be read: ${reasonOf(error)}`);
    return undefined;
  });
  if (!history) return undefined;
  for (const type of ['samples', 'thetas'] as const) {
    const newest = await newestOfEpochs(directory, type, warn);
    if (newest) applyEvent(history, newest);
  }
  return history;
}

/** Of the events that are kept apart, a file for each epoch. */
async function newestOfEpochs(
  runDirectory: string,
  type: 'samples' | 'thetas',
  warn: (sentence: string) => void,
): Promise<TrainerEvent | undefined> {
  const directory = join(runDirectory, type);
  const epochOf = (name: string): number => Number(/^epoch-(\d+)\.json$/.exec(name)?.[1] ?? -1);
  const names = await readdir(directory).catch(() => []);
  const newestFirst = names.filter((name) => epochOf(name) >= 0).sort((a, b) => epochOf(b) - epochOf(a));
  for (const name of newestFirst.slice(0, mostTries)) {
    const file = join(directory, name);
    try {
      const text = await readFile(fileWithin(runDirectory, join(type, name), largestFile.epoch), 'utf8');
      for (const event of decodedEvents(text, file, warn)) {
        if (event.type === type) return event;
      }
    } catch (error) {
      warn(`${file} could not be read: ${reasonOf(error)}`);
    }
  }
  return undefined;
}
