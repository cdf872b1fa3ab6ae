/** A run folder as it is read: what its settings were, its newest weights, what is kept apart of each epoch. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure, errorCode } from '../../files/fileErrors';
import { fileWithin, largestFile, readWithin } from '../../files/fileWithin';
import { decodedEvents, eventsFile } from '../../files/recordedEvents';
import type { Config } from '../../shared/config';
import { epochName } from '../../shared/epochName';
import { addChange, withChanges, type SettingsChange } from '../../shared/liveSettings';
import { inBrief, messageOf } from '../../shared/messageOf';
import { parseConfig } from '../../shared/parseConfig';
import type { TrainerEvent, TrainerEventOf } from '../../shared/trainerProtocol';
import type { NamedTensors } from '../engines/engine';
import { UserError } from '../userError';
import { readWeightFiles } from './weightFiles';

export const configFile = 'config.json';

/** More than what a run tells before it begins. */
const headLength = 1 << 20;

/**
 * Whether a run has begun there: what failed before, for want of data or room, is none, and neither is what leads out of
 * the folder.
 * @throws UserError where there may be one, but can't be read now
 */
export function holdsRun(directory: string): boolean {
  try {
    const events = openSync(fileWithin(directory, eventsFile, Infinity), 'r');
    try {
      const head = Buffer.alloc(headLength);
      const length = readSync(events, head, 0, headLength, 0);
      return /^{"type":"started"/m.test(head.toString('utf8', 0, length));
    } finally {
      closeSync(events);
    }
  } catch (error) {
    if (tellsNothing(error)) return false;
    throw unreadable(directory, eventsFile, error);
  }
}

/** What it takes to compute with a run's newest weights. */
export interface SavedRun {
  /** With the changes up to those weights. */
  readonly config: Config;
  /** As it began. */
  readonly begun: Config;
  readonly changes: readonly SettingsChange[];
  readonly weights: NamedTensors;
  readonly epoch: number;
  readonly batch: number;
}

/** @throws UserError where the folder is no run, or ended before any weights were written */
export function readSavedRun(directory: string): SavedRun {
  const config = readRunConfig(directory);
  let lines: string[];
  try {
    lines = readWithin(directory, eventsFile, largestFile.events).toString('utf8').split('\n');
  } catch (error) {
    throw unreadable(directory, eventsFile, error);
  }
  const newest = lines.reduce(newestWeights, undefined);
  if (!newest)
    throw new UserError(`The run in ${directory} ended before any weights were saved; train it again.`);
  const changes = lines
    .reduce(changesSoFar, [])
    .filter(({ epoch, batch }) => epoch < newest.epoch || (epoch === newest.epoch && batch <= newest.batch));
  return {
    config: withChanges(config, changes),
    ...{ begun: config, changes },
    weights: readWeightFiles(directory, newest.directory),
    epoch: newest.epoch,
    batch: newest.batch,
  };
}

/** @throws UserError where the folder is no run */
export function readRunConfig(directory: string): Config {
  let config: unknown;
  try {
    config = JSON.parse(readWithin(directory, configFile, largestFile.settings).toString('utf8'));
  } catch (error) {
    throw unreadable(directory, configFile, error);
  }
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new UserError(`${join(directory, configFile)}: ${parsed.problems.join(' ')}`);
  return parsed.value;
}

/**
 * What is kept apart of one epoch; undefined where there is none.
 * @param warn gets a sentence where the file is damaged
 */
export function readEpochEvent<TType extends 'samples' | 'thetas'>(
  directory: string,
  type: TType,
  epoch: number,
  warn: (sentence: string) => void,
): TrainerEventOf<TType> | undefined {
  const name = join(type, `${epochName(epoch)}.json`);
  const file = join(directory, name);
  if (!existsSync(file)) return undefined;
  try {
    const text = readWithin(directory, name, largestFile.epoch).toString('utf8');
    const isWanted = (event: TrainerEvent): event is TrainerEventOf<TType> => event.type === type;
    return decodedEvents(text, file, warn).find(isWanted);
  } catch (error) {
    warn(`${file} can't be read (${describeFailure(error)}) and was left out.`);
    return undefined;
  }
}

/** Weights that a resumed run has not come to yet are not its own any more. */
function newestWeights(
  newest: TrainerEventOf<'weights'> | undefined,
  line: string,
): TrainerEventOf<'weights'> | undefined {
  if (!line.includes('"weights"') && !line.includes('"resumed"')) return newest;
  for (const event of decodedEvents(line, eventsFile, () => undefined)) {
    if (event.type === 'weights' && /^weights\/[\w-]+$/.test(event.directory)) return event;
    const isAhead =
      event.type === 'resumed' &&
      newest !== undefined &&
      (newest.epoch > event.epoch || (newest.epoch === event.epoch && newest.batch > event.batch));
    // Every epoch has its own: those of the last whole one are there.
    if (isAhead) return event.epoch === 0 ? undefined : weightsOf(event.epoch);
  }
  return newest;
}

function changesSoFar(changes: SettingsChange[], line: string): SettingsChange[] {
  if (!line.includes('"changed"') && !line.includes('"resumed"')) return changes;
  for (const event of decodedEvents(line, eventsFile, () => undefined)) {
    if (event.type === 'changed') return addChange(changes, event);
    if (event.type === 'resumed') return [...event.changes];
  }
  return changes;
}

function weightsOf(epoch: number): TrainerEventOf<'weights'> {
  return { type: 'weights', epoch, batch: 0, directory: `weights/${epochName(epoch)}` };
}

/** A file that isn't there, or isn't a run's: another try changes nothing of that. */
function tellsNothing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', undefined].includes(errorCode(error));
}

function unreadable(directory: string, name: string, error: unknown): UserError {
  if (tellsNothing(error)) return noRunFolder(directory, messageOf(error));
  const reason = inBrief(describeFailure(error));
  return new UserError(`${join(directory, name)} can't be read (${reason}); put that right, then try again.`);
}

/** @param reason half a sentence */
export function noRunFolder(directory: string, reason: string): UserError {
  return new UserError(
    `${directory} is no run folder of STN Lab (${inBrief(reason)}); name the folder that "npm run train" or STN: Train wrote.`,
  );
}
