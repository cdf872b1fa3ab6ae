/**
 * A run on disk, complete in itself:
 *
 *     config.json              what was asked for
 *     events.jsonl             the run's events but samples and thetas, one JSON a line, as they happened
 *     samples/epoch-0001.json  the sampled digits' event of each epoch; 0 is before training
 *     thetas/epoch-0001.json   the event of many test digits' thetas, likewise
 *     weights/epoch-0001/      model.json and weights.bin
 *     checkpoints/             all that the run goes on from when it was interrupted, see checkpoint.ts
 *     report.html              written when the run ends
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { decodedEvents } from '../../files/recordedEvents';
import { isUnfinished, replaceFile } from '../../files/replaceFile';
import type { Config } from '../../shared/config';
import { epochName } from '../../shared/epochName';
import { messageOf } from '../../shared/messageOf';
import { encodeLine } from '../../shared/messages';
import { parseConfig } from '../../shared/parseConfig';
import type { TrainerEvent, TrainerEventOf } from '../../shared/trainerProtocol';
import type { NamedTensors } from '../engines/engine';
import { UserError } from '../userError';
import type { Checkpoint } from './checkpoint';
import { CheckpointFolder } from './checkpoints';
import { readWeightFiles, writeWeightFiles } from './weightFiles';

const eventsFile = 'events.jsonl';
const configFile = 'config.json';

/** Events that are the run's story; the rest concerns only whoever is listening. */
const recorded: ReadonlySet<TrainerEvent['type']> = new Set([
  'log',
  'started',
  'resumed',
  'batch',
  'epoch',
  'collapse',
  'weights',
  'finished',
  'failed',
]);

export class RunFolder {
  readonly checkpoints: CheckpointFolder;

  private constructor(
    readonly directory: string,
    private readonly events: number,
  ) {
    this.checkpoints = new CheckpointFolder(directory);
  }

  /** @throws UserError where the folder can't be made or holds a run already */
  static create(directory: string, config: Config): RunFolder {
    if (existsSync(join(directory, eventsFile))) {
      throw new UserError(`${directory} holds a run already; choose another folder for this one.`);
    }
    try {
      mkdirSync(join(directory, 'samples'), { recursive: true });
      mkdirSync(join(directory, 'thetas'), { recursive: true });
      mkdirSync(join(directory, 'weights'), { recursive: true });
      replaceFile(join(directory, configFile), JSON.stringify(config, undefined, 2) + '\n');
      return new RunFolder(directory, openSync(join(directory, eventsFile), 'ax'));
    } catch (error) {
      throw new UserError(
        `The run folder ${directory} can't be written (${messageOf(error)}); choose a folder that you may write to.`,
      );
    }
  }

  /** Opens a run's folder to add to it. @throws UserError where it is none, or can't be written */
  static reopen(directory: string): RunFolder {
    const file = join(directory, eventsFile);
    // Opening to add would make it.
    if (!existsSync(file)) throw noRunFolder(directory, `there is no ${eventsFile}`);
    try {
      return new RunFolder(directory, openSync(file, 'a+'));
    } catch (error) {
      throw new UserError(
        `The run folder ${directory} can't be written (${messageOf(error)}); make it writable to resume the run.`,
      );
    }
  }

  /** Ends or removes what a process that was killed left half-written. Nobody else may be at work in the folder. */
  tidy(): void {
    endLastLine(this.events);
    for (const kind of ['.', 'samples', 'thetas', 'weights', 'checkpoints']) {
      const directory = join(this.directory, kind);
      const names = existsSync(directory) ? readdirSync(directory) : [];
      for (const name of names.filter(isUnfinished)) {
        rmSync(join(directory, name), { recursive: true, force: true });
      }
    }
  }

  record(event: TrainerEvent): void {
    if (event.type === 'samples' || event.type === 'thetas') {
      replaceFile(
        join(this.directory, event.type, `${epochName(event.epoch)}.json`),
        encodeLine(event) + '\n',
      );
    } else if (recorded.has(event.type)) {
      writeSync(this.events, encodeLine(event) + '\n');
    }
  }

  /** @returns the event that tells of it */
  writeWeights(epoch: number, batch: number, weights: NamedTensors): TrainerEventOf<'weights'> {
    const name =
      batch === 0 ? epochName(epoch) : `${epochName(epoch + 1)}-batch-${String(batch).padStart(5, '0')}`;
    const directory = `weights/${name}`;
    writeWeightFiles(join(this.directory, directory), weights);
    return { type: 'weights', epoch, batch, directory };
  }

  writeCheckpoint(checkpoint: Checkpoint): void {
    // What was told before must be there wherever the checkpoint is.
    fsyncSync(this.events);
    this.checkpoints.write(checkpoint);
  }

  writeReport(html: string): string {
    replaceFile(join(this.directory, 'report.html'), html);
    return 'report.html';
  }

  close(): void {
    closeSync(this.events);
  }
}

/** What it takes to compute with a run's newest weights. */
export interface SavedRun {
  readonly config: Config;
  readonly weights: NamedTensors;
  readonly epoch: number;
  readonly batch: number;
}

/** @throws UserError where the folder is no run, or ended before any weights were written */
export function readSavedRun(directory: string): SavedRun {
  const config = readRunConfig(directory);
  let lines: string[];
  try {
    lines = readFileSync(join(directory, eventsFile), 'utf8').split('\n');
  } catch (error) {
    throw noRunFolder(directory, messageOf(error));
  }
  const newest = lines.reduce(newestWeights, undefined);
  if (!newest)
    throw new UserError(`The run in ${directory} ended before any weights were saved; train it again.`);
  return {
    config,
    weights: readWeightFiles(join(directory, newest.directory)),
    epoch: newest.epoch,
    batch: newest.batch,
  };
}

/** @throws UserError where the folder is no run */
export function readRunConfig(directory: string): Config {
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(join(directory, configFile), 'utf8'));
  } catch (error) {
    throw noRunFolder(directory, messageOf(error));
  }
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new UserError(`${join(directory, configFile)}: ${parsed.problems.join(' ')}`);
  return parsed.value;
}

/**
 * What is kept apart of one epoch: samples and, where there is a transformer, thetas.
 * @param warn gets a sentence for each file that is damaged
 */
export function readEpochEvents(
  directory: string,
  epoch: number,
  warn: (sentence: string) => void,
): TrainerEvent[] {
  return (['samples', 'thetas'] as const).flatMap((type) => {
    const file = join(directory, type, `${epochName(epoch)}.json`);
    if (!existsSync(file)) return [];
    return [...decodedEvents(readFileSync(file, 'utf8'), file, warn)].filter((event) => event.type === type);
  });
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

function weightsOf(epoch: number): TrainerEventOf<'weights'> {
  return { type: 'weights', epoch, batch: 0, directory: `weights/${epochName(epoch)}` };
}

/** A line that was cut short when its writer was killed stays one of its own. */
function endLastLine(events: number): void {
  const { size } = fstatSync(events);
  const last = Buffer.alloc(1);
  if (size === 0) return;
  readSync(events, last, 0, 1, size - 1);
  if (last.toString() !== '\n') writeSync(events, '\n');
}

function noRunFolder(directory: string, reason: string): UserError {
  return new UserError(
    `${directory} is no run folder of STN Lab (${reason}); name the folder that "npm run train" or STN: Train wrote.`,
  );
}
