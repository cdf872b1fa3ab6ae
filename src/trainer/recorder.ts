/** Has runs trained into their folders: each is this process's alone meanwhile, and gets every event of its story. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder, lockName } from '../files/folderLock';
import { messageOf } from '../shared/messageOf';
import type { TrainerEvent } from '../shared/trainerProtocol';
import { failureEvent } from './failureEvent';
import type { RunFolder } from './run/runFolder';
import { UserError } from './userError';

export type Outcome = 'completed' | 'stopped' | 'failed';

/** A run that is being trained into its folder. */
export interface Recording {
  readonly folder: RunFolder;
  /** Tells whoever listens, and the folder where the event is part of the run's story. */
  readonly emit: (event: TrainerEvent) => void;
}

export class Recorder {
  /** That this process has locked. */
  private locked: RunFolder | undefined;

  /** @param listen gets every event, in order */
  constructor(private readonly listen: (event: TrainerEvent) => void) {}

  /**
   * Locks a folder and does the work there. Never rejects: what goes wrong is the `failed` event and the outcome.
   * @param from first event that the folder gets; undefined: it gets them all
   */
  async record(
    open: () => RunFolder,
    from: 'resumed' | undefined,
    work: (recording: Recording) => Promise<Outcome>,
  ): Promise<Outcome> {
    let folder: RunFolder | undefined;
    let unlock: (() => Promise<void>) | undefined;
    let isPartOfStory = from === undefined;
    const emit = (event: TrainerEvent): void => {
      isPartOfStory ||= event.type === from;
      if (isPartOfStory) folder?.record(event);
      this.listen(event);
    };
    try {
      const opened = open();
      unlock = await lockRun(opened);
      this.locked = folder = opened;
      return await work({ folder, emit });
    } catch (error) {
      const failure = failureEvent(error);
      try {
        emit(failure);
      } catch {
        // The folder is what failed: at least whoever listens hears of it.
        this.listen(failure);
      }
      return 'failed';
    } finally {
      this.locked = undefined;
      try {
        folder?.close();
        await unlock?.();
      } catch {
        // All is written, and a lock ends with its process.
      }
    }
  }

  /** Gives the folder back at once: the process may be about to end, without a turn for `record` to do it. */
  dispose(): void {
    if (this.locked) rmSync(join(this.locked.directory, lockName), { force: true });
  }
}

async function lockRun(folder: RunFolder): Promise<() => Promise<void>> {
  try {
    return await lockFolder(folder.directory);
  } catch (error) {
    folder.close();
    throw new UserError(messageOf(error));
  }
}
