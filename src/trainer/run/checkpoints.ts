/** The `checkpoints` folder of a run: numbered files, of which the newest are kept. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describeFailure, errorCode } from '../../files/fileErrors';
import { largestFile, readWithin } from '../../files/fileWithin';
import { replaceFile } from '../../files/replaceFile';
import { messageOf } from '../../shared/messageOf';
import type { Position } from '../data/feed/feed';
import { UserError } from '../userError';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint';

export class CheckpointFolder {
  private readonly directory: string;
  /** Numbers of whole checkpoints that are kept, oldest first. */
  private kept: number[] = [];
  private position: Readonly<Position> | undefined;

  /** @param runDirectory exists */
  constructor(private readonly runDirectory: string) {
    this.directory = join(runDirectory, 'checkpoints');
  }

  /** What was trained where the newest one was written or read. */
  get newest(): Readonly<Position> | undefined {
    return this.position;
  }

  /**
   * Writes it whole or not at all, and to the disk for good; then removes those that it makes needless.
   * @param most that are kept, from 1
   */
  write(checkpoint: Checkpoint, most: number): void {
    // Not the run folder with it, which may have been deleted.
    if (!existsSync(this.directory)) mkdirSync(this.directory);
    const numbers = this.numbers();
    const number = (numbers.at(-1) ?? 0) + 1;
    replaceFile(this.file(number), encodeCheckpoint(checkpoint));
    this.position = checkpoint.loop;
    this.kept = [...this.kept, number].slice(-most);
    try {
      for (const old of numbers) {
        if (!this.kept.includes(old)) rmSync(this.file(old), { force: true });
      }
    } catch {
      // The next one removes it, too.
    }
  }

  /**
   * The newest that is whole.
   * @param warn gets a sentence for each newer one that is not
   * @throws UserError where there is none, or none can be read now
   */
  read(warn: (sentence: string) => void): Checkpoint {
    let refused: unknown;
    for (const number of this.numbers().reverse()) {
      try {
        const name = relative(this.runDirectory, this.file(number));
        const checkpoint = decodeCheckpoint(readWithin(this.runDirectory, name, largestFile.checkpoint));
        this.kept = this.numbers().filter((each) => each <= number);
        this.position = checkpoint.loop;
        return checkpoint;
      } catch (error) {
        const reason = messageOf(error);
        if (errorCode(error) !== undefined) refused ??= error;
        warn(`The checkpoint ${this.file(number)} can't be used (${reason}): the one before it is taken.`);
      }
    }
    if (refused !== undefined) {
      throw new UserError(
        `${this.directory} holds no checkpoint that can be read (${describeFailure(refused)}); put that right, then try again.`,
      );
    }
    throw new UserError(
      `${this.directory} holds no checkpoint to resume from: the run ended before its first one, or they are damaged; train it again.`,
    );
  }

  /** Of all checkpoints, ascending. */
  private numbers(): number[] {
    let names: string[];
    try {
      names = readdirSync(this.directory);
    } catch {
      return [];
    }
    return names
      .flatMap((name) => /^checkpoint-(\d{6,12})\.bin$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  private file(number: number): string {
    return join(this.directory, `checkpoint-${String(number).padStart(6, '0')}.bin`);
  }
}
