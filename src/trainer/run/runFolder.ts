/**
 * A run on disk, complete in itself:
 *
 *     config.json              what was asked for
 *     events.jsonl             the run's events but samples and thetas, one JSON a line, as they happened
 *     samples/epoch-0001.json  the sampled digits' event of each epoch; 0 is before training
 *     thetas/epoch-0001.json   the event of many test digits' thetas, likewise
 *     weights/epoch-0001/      model.json and weights.bin
 *     report.html              written when the run ends
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileSync } from 'atomically';
import type { Config } from '../../shared/config';
import { epochName } from '../../shared/epochName';
import { decodeLine, encodeLine, parseMessage } from '../../shared/messages';
import { parseConfig } from '../../shared/parseConfig';
import { trainerEventSchema, type TrainerEvent, type TrainerEventOf } from '../../shared/trainerProtocol';
import type { NamedTensors } from '../engines/engine';
import { UserError } from '../userError';
import { readWeightFiles, writeWeightFiles } from './weightFiles';

const eventsFile = 'events.jsonl';
const configFile = 'config.json';

/** Events that are the run's story; the rest concerns only whoever is listening. */
const recorded: ReadonlySet<TrainerEvent['type']> = new Set([
  'log',
  'started',
  'batch',
  'epoch',
  'collapse',
  'weights',
  'finished',
  'failed',
]);

export class RunFolder {
  private constructor(
    readonly directory: string,
    private readonly events: number,
  ) {}

  /** @throws UserError where the folder can't be made or holds a run already */
  static create(directory: string, config: Config): RunFolder {
    if (existsSync(join(directory, eventsFile))) {
      throw new UserError(`${directory} holds a run already; choose another folder for this one.`);
    }
    try {
      mkdirSync(join(directory, 'samples'), { recursive: true });
      mkdirSync(join(directory, 'thetas'), { recursive: true });
      mkdirSync(join(directory, 'weights'), { recursive: true });
      writeFileSync(join(directory, configFile), JSON.stringify(config, undefined, 2) + '\n');
      return new RunFolder(directory, openSync(join(directory, eventsFile), 'ax'));
    } catch (error) {
      throw new UserError(
        `The run folder ${directory} can't be written (${error instanceof Error ? error.message : String(error)}); choose a folder that you may write to.`,
      );
    }
  }

  record(event: TrainerEvent): void {
    if (event.type === 'samples' || event.type === 'thetas') {
      writeFileSync(
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

  writeReport(html: string): string {
    writeFileSync(join(this.directory, 'report.html'), html);
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
  let config: unknown;
  let lines: string[];
  try {
    config = JSON.parse(readFileSync(join(directory, configFile), 'utf8'));
    lines = readFileSync(join(directory, eventsFile), 'utf8').split('\n');
  } catch (error) {
    throw new UserError(
      `${directory} is no run folder of STN Lab (${error instanceof Error ? error.message : String(error)}); name the folder that "npm run train" or STN: Train wrote.`,
    );
  }
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new UserError(`${join(directory, configFile)}: ${parsed.problems.join(' ')}`);
  const newest = lines.map(weightsEvent).findLast((event) => event !== undefined);
  if (!newest)
    throw new UserError(`The run in ${directory} ended before any weights were saved; train it again.`);
  return {
    config: parsed.value,
    weights: readWeightFiles(join(directory, newest.directory)),
    epoch: newest.epoch,
    batch: newest.batch,
  };
}

/** The event of a line that tells of weights inside the folder; undefined for every other line, also a broken one. */
function weightsEvent(line: string): TrainerEventOf<'weights'> | undefined {
  if (!line.includes('"weights"')) return undefined;
  try {
    const event = parseMessage(trainerEventSchema, decodeLine(line), eventsFile);
    return event.type === 'weights' && /^weights\/[\w-]+$/.test(event.directory) ? event : undefined;
  } catch {
    return undefined;
  }
}
