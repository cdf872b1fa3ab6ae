/**
 * A table on disk:
 *
 *     scoreboard.json    the results, one for each run that has ended
 *     table.md           the table as it stands
 *     r-fcn/seed-1/      a run folder for each run; one of other settings that was here before keeps its place,
 *                        and the new one becomes seed-1-2
 *     at-work.pid        while somebody fills it
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { messageOf } from '../shared/messageOf';
import { withResult } from '../shared/scoreboard/currency';
import { scoreboardSchema, type RunResult, type WantedRun } from '../shared/scoreboard/results';
import { describeFailure } from './fileErrors';
import { lockFolder } from './folderLock';
import { replaceFile } from './replaceFile';

const resultsFile = 'scoreboard.json';

export class ScoreboardFolder {
  private constructor(
    readonly directory: string,
    private known: readonly RunResult[],
    private readonly unlock: () => Promise<void>,
  ) {}

  /**
   * Makes the folder where it is none yet, and keeps others out of it until `close`.
   * @throws Error with one sentence where it can't be written, is at work, or holds something else
   */
  static async open(directory: string): Promise<ScoreboardFolder> {
    try {
      await mkdir(directory, { recursive: true });
    } catch (error) {
      throw new Error(
        `The folder ${directory} can't be made (${messageOf(error)}); name one that you may write to.`,
        { cause: error },
      );
    }
    const unlock = await lockFolder(directory);
    try {
      return new ScoreboardFolder(directory, await readResults(directory), unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  get results(): readonly RunResult[] {
    return this.known;
  }

  /** The name of a run's folder inside this one: no completed run's, so that those stay. */
  nameFor({ cell, seed }: WantedRun): string {
    const kept = new Set(
      this.known.filter(({ outcome }) => outcome === 'completed').map((result) => result.directory),
    );
    let name = `${cell.id}/seed-${seed}`;
    for (let attempt = 2; kept.has(name); attempt++) name = `${cell.id}/seed-${seed}-${attempt}`;
    return name;
  }

  /**
   * Removes what an unfinished or failed run left there.
   * @throws Error with one sentence where it can't be removed
   */
  async makeRoom(name: string): Promise<void> {
    const place = join(this.directory, name);
    try {
      await rm(place, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      throw new Error(`${place} can't be made room for a run (${messageOf(error)}); move it away.`, {
        cause: error,
      });
    }
  }

  /** Adds the result of a run, and writes it to the disk for good. */
  record(result: RunResult, { cell }: WantedRun): void {
    this.known = withResult(this.known, result, cell.config);
    const file: v.InferOutput<typeof scoreboardSchema> = {
      format: 'stn-lab-scoreboard',
      version: 1,
      results: [...this.known],
    };
    this.replace(resultsFile, JSON.stringify(file, undefined, 2) + '\n');
  }

  writeTable(markdown: string): void {
    this.replace('table.md', markdown);
  }

  async close(): Promise<void> {
    await this.unlock();
  }

  /** @throws Error with one sentence */
  private replace(name: string, text: string): void {
    const file = join(this.directory, name);
    try {
      replaceFile(file, text);
    } catch (error) {
      throw new Error(
        `${file} can't be written (${describeFailure(error)}): the runs before are in the table; put that right, then go on.`,
        { cause: error },
      );
    }
  }
}

/**
 * Results of a table that may be at work elsewhere; none where there is no table.
 * @throws Error with one sentence where the file is damaged
 */
export async function readResults(directory: string): Promise<RunResult[]> {
  const file = join(directory, resultsFile);
  if (!existsSync(file)) return [];
  const advice = 'Repair it, move it away, or name another folder.';
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} can't be read as JSON (${messageOf(error)}). ${advice}`, { cause: error });
  }
  const parsed = v.safeParse(scoreboardSchema, content);
  if (parsed.success) return parsed.output.results;
  const [issue] = parsed.issues;
  throw new Error(
    `${file} is no table of results that this version of STN Lab can read (${v.getDotPath(issue) ?? 'all of it'}: ${issue.message}). ${advice}`,
  );
}
