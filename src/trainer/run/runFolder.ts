/**
 * A run on disk, complete in itself:
 *
 *     config.json              what was asked for
 *     events.jsonl             the run's events but samples and thetas, one JSON a line, as they happened
 *     samples/epoch-0001.json  the sampled digits' event of each epoch; 0 is before training
 *     thetas/epoch-0001.json   the event of many test digits' thetas, likewise
 *     gallery/epoch-0001.json  digits of every cell of the confusion matrix, likewise
 *     alignment/epoch-0001.json  mean images of every class before and after the transformer, likewise
 *     weights/epoch-0001/      model.json and weights.bin
 *     checkpoints/             all that the run goes on from when it was interrupted, see checkpoint.ts
 *     report.html              written when the run ends
 *     pair.json                where it was trained beside another: that one's folder; the editor writes it
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describeFailure, errorCode } from '../../files/fileErrors';
import { fileWithin, pathWithin } from '../../files/fileWithin';
import { eventsFile } from '../../files/recordedEvents';
import { isUnfinished, replaceFile } from '../../files/replaceFile';
import type { Config } from '../../shared/config';
import { epochName } from '../../shared/epochName';
import { encodeLine } from '../../shared/messages';
import { epochFileKinds, type EpochFile } from '../../shared/epochFiles';
import type { TrainerEvent, TrainerEventOf } from '../../shared/trainerProtocol';
import type { NamedTensors } from '../engines/engine';
import { UserError } from '../userError';
import type { Checkpoint } from './checkpoint';
import { CheckpointFolder } from './checkpoints';
import { configFile, holdsRun, noRunFolder } from './savedRun';
import { writeWeightFiles } from './weightFiles';

/** Events that are the run's story; the rest concerns only whoever is listening. */
const recorded: ReadonlySet<TrainerEvent['type']> = new Set([
  'log',
  'started',
  'resumed',
  'changed',
  'batch',
  'epoch',
  'breakdown',
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

  /** Nothing is in it before it is locked. @throws UserError where it can't be made or holds a run already */
  static create(directory: string): RunFolder {
    if (holdsRun(directory)) {
      throw new UserError(`${directory} holds a run already; choose another folder for this one.`);
    }
    return RunFolder.open(directory, 'choose a folder that you may write to.');
  }

  /** Opens a run's folder to add to it. @throws UserError where it is none, or can't be written */
  static reopen(directory: string): RunFolder {
    // Opening to add would make it.
    if (!existsSync(join(directory, eventsFile))) {
      throw noRunFolder(directory, `there is no ${eventsFile}`);
    }
    return RunFolder.open(directory, 'make it writable to resume the run.');
  }

  private static open(directory: string, advice: string): RunFolder {
    try {
      for (const kind of [...epochFileKinds, 'weights']) {
        mkdirSync(join(directory, kind), { recursive: true });
      }
      // A folder that came from elsewhere may lead elsewhere: nothing is written there.
      for (const name of [...epochFileKinds, 'weights', 'checkpoints']) {
        if (existsSync(join(directory, name))) pathWithin(directory, name);
      }
      if (existsSync(join(directory, eventsFile))) fileWithin(directory, eventsFile, Infinity);
      return new RunFolder(directory, openSync(join(directory, eventsFile), 'a+'));
    } catch (error) {
      throw new UserError(
        `The run folder ${directory} can't be written (${describeFailure(error)}); ${advice}`,
      );
    }
  }

  /** Ends or removes what a process that was killed left half-written. Nobody else may be at work in the folder. */
  tidy(): void {
    this.attempt('.', () => {
      endLastLine(this.events);
      for (const kind of ['.', ...epochFileKinds, 'weights', 'checkpoints']) {
        const directory = join(this.directory, kind);
        const names = existsSync(directory) ? readdirSync(directory) : [];
        for (const name of names.filter(isUnfinished)) {
          rmSync(join(directory, name), { recursive: true, force: true });
        }
      }
    });
  }

  /** Of a run that begins. Nobody else may be at work in the folder. */
  writeConfig(config: Config): void {
    // Another may have failed there before it began.
    this.tidy();
    const text = JSON.stringify(config, undefined, 2) + '\n';
    this.attempt(configFile, () => replaceFile(join(this.directory, configFile), text));
  }

  record(event: TrainerEvent): void {
    if (event.type === 'samples' || event.type === 'thetas') {
      this.writeEpochFile(event);
    } else if (recorded.has(event.type)) {
      this.attempt(eventsFile, () => this.append(encodeLine(event) + '\n'));
      if (event.type === 'finished' || event.type === 'failed') this.sync();
    }
  }

  writeEpochFile(file: EpochFile): void {
    const name = `${file.type}/${epochName(file.epoch)}.json`;
    this.attempt(name, () => replaceFile(join(this.directory, name), encodeLine(file) + '\n'));
  }

  /** @returns the event that tells of it */
  writeWeights(epoch: number, batch: number, weights: NamedTensors): TrainerEventOf<'weights'> {
    const name =
      batch === 0 ? epochName(epoch) : `${epochName(epoch + 1)}-batch-${String(batch).padStart(5, '0')}`;
    const directory = `weights/${name}`;
    this.attempt(directory, () => writeWeightFiles(join(this.directory, directory), weights));
    return { type: 'weights', epoch, batch, directory };
  }

  /** @param most checkpoints that are kept */
  writeCheckpoint(checkpoint: Checkpoint, most: number): void {
    // What was told before must be there wherever the checkpoint is.
    this.sync();
    this.attempt('checkpoints', () => this.checkpoints.write(checkpoint, most));
  }

  writeReport(html: string): string {
    replaceFile(join(this.directory, 'report.html'), html);
    return 'report.html';
  }

  close(): void {
    closeSync(this.events);
  }

  /** The whole line or nothing of it. */
  private append(line: string): void {
    const { size } = fstatSync(this.events);
    try {
      writeFileSync(this.events, line);
    } catch (error) {
      try {
        ftruncateSync(this.events, size);
      } catch {
        // Whoever reads passes over a line that is cut short, and `tidy` ends it.
      }
      throw error;
    }
  }

  private sync(): void {
    this.attempt(eventsFile, () => fsyncSync(this.events));
  }

  /**
   * @param name what is written, relative to the folder
   * @throws UserError that says what is safe, and how to go on
   */
  private attempt(name: string, write: () => void): void {
    try {
      write();
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined) throw error;
      const reason = code === 'ENOENT' ? 'its folder is gone' : describeFailure(error);
      throw new UserError(`${join(this.directory, name)} can't be written (${reason}): ${this.whatIsSafe()}`);
    }
  }

  private whatIsSafe(): string {
    if (!existsSync(this.directory)) return 'what was trained is gone with the run folder; train it again.';
    const { newest } = this.checkpoints;
    if (!newest) return 'nothing was trained yet; put that right, then train it again.';
    return `what was trained up to ${newest.batch} batches after epoch ${newest.epoch} is safe; put that right, then go on by STN: Resume Run or npm run train -- --resume ${this.directory}`;
  }
}

/** A line that was cut short when its writer was killed stays one of its own. */
function endLastLine(events: number): void {
  const { size } = fstatSync(events);
  const last = Buffer.alloc(1);
  if (size === 0) return;
  readSync(events, last, 0, 1, size - 1);
  if (last.toString() !== '\n') writeFileSync(events, '\n');
}
