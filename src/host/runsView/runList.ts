/** The runs of a directory, newest first. What was read of a run is read again only when its events have changed. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileWithin } from '../../files/fileWithin';
import { lockOwner } from '../../files/folderLock';
import { eventsFile } from '../../files/recordedEvents';
import { reasonOf } from '../fault';
import { readRunFacts, type RunFacts, type Unreadable } from './runFacts';
import { readLabel } from './runLabel';

export interface ListedRun {
  /** Of its folder, in the runs directory. */
  readonly name: string;
  readonly directory: string;
  readonly label: string | undefined;
  readonly facts: RunFacts | Unreadable;
  /** When its last event was written, in milliseconds since 1970. */
  readonly changed: number;
  /** It has no end, and a process is at work on it: this window's, another's or a terminal's. */
  readonly isLocked: boolean;
}

interface Remembered {
  readonly changed: number;
  readonly size: number;
  readonly facts: RunFacts | Unreadable;
}

/** Files open at once; each may take some megabytes while it is read. */
const atOnce = 8;

export function isReadable(facts: RunFacts | Unreadable): facts is RunFacts {
  return !('kind' in facts);
}

export class RunList {
  private remembered = new Map<string, Remembered>();

  /** @returns no runs where the directory can't be read, or is not there yet */
  async read(runsDirectory: string): Promise<ListedRun[]> {
    const entries = await readdir(runsDirectory, { withFileTypes: true }).catch(() => []);
    // A link may lead anywhere: it is no run of this directory.
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const remembered = new Map<string, Remembered>();
    const runs = await this.readRuns(runsDirectory, names, remembered);
    this.remembered = remembered;
    return runs.sort((a, b) => beginning(b) - beginning(a) || b.name.localeCompare(a.name));
  }

  /** Those of these names that are runs of the directory, as they are now, in no order. */
  async readSome(runsDirectory: string, wanted: readonly string[]): Promise<ListedRun[]> {
    const entries = await readdir(runsDirectory, { withFileTypes: true }).catch(() => []);
    const names = entries.flatMap((entry) =>
      entry.isDirectory() && wanted.includes(entry.name) ? [entry.name] : [],
    );
    return await this.readRuns(runsDirectory, names, this.remembered);
  }

  /** One run of the directory as it is now; undefined where the name is not that of a run there. */
  async find(runsDirectory: string, name: string): Promise<ListedRun | undefined> {
    return (await this.readSome(runsDirectory, [name])).at(0);
  }

  private async readRuns(
    runsDirectory: string,
    names: string[],
    remembered: Map<string, Remembered>,
  ): Promise<ListedRun[]> {
    const runs: ListedRun[] = [];
    const readNext = async (): Promise<void> => {
      for (let name = names.pop(); name !== undefined; name = names.pop()) {
        const run = await this.readRun(runsDirectory, name, remembered);
        if (run) runs.push(run);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, readNext));
    return runs;
  }

  private async readRun(
    runsDirectory: string,
    name: string,
    remembered: Map<string, Remembered>,
  ): Promise<ListedRun | undefined> {
    const directory = join(runsDirectory, name);
    const events = join(directory, eventsFile);
    const file = await stat(events).catch(() => undefined);
    if (!file?.isFile()) {
      const config = await stat(join(directory, 'config.json')).catch(() => undefined);
      if (!config) return undefined;
      const facts = { kind: 'noEvents' } as const;
      return {
        ...{ name, directory, facts, changed: config.mtimeMs, isLocked: false },
        label: await readLabel(directory),
      };
    }
    const { mtimeMs: changed, size } = file;
    const before = this.remembered.get(directory);
    const isSame = before?.changed === changed && before.size === size;
    const facts = isSame ? before.facts : await this.readFacts(directory);
    remembered.set(directory, { changed, size, facts });
    const hasEnded = isReadable(facts) && facts.end !== undefined;
    const isLocked = !hasEnded && (await lockOwner(directory)) !== undefined;
    return { name, directory, label: await readLabel(directory), facts, changed, isLocked };
  }

  private async readFacts(directory: string): Promise<RunFacts | Unreadable> {
    try {
      // Of a long one only the ends are read.
      return await readRunFacts(fileWithin(directory, eventsFile, Infinity));
    } catch (error) {
      return { kind: 'refused', reason: reasonOf(error) };
    }
  }
}

/** Milliseconds since 1970, as far as that is known. */
function beginning({ facts, changed }: ListedRun): number {
  const started = isReadable(facts) ? Date.parse(facts.started?.time ?? '') : NaN;
  return Number.isNaN(started) ? changed : started;
}
