/** A run's history as its folder's events tell it, however long they are and whoever wrote them. */
import { join } from 'node:path';
import { applyEvent, type RunHistory } from '../shared/runHistory';
import type { TrainerEvent } from '../shared/trainerProtocol';
import { describeFailure } from './fileErrors';
import { eventsFile, recordedEvents } from './recordedEvents';

/** Events of a type that a history keeps one by one: twice what `stn.epochs` allows. */
const mostOfType = 20_000;
/** In all breakdowns together, twice what ten classes and a transformer make of the most epochs: 80 MB. */
const mostNumbers = 10_000_000;

/**
 * Without samples and thetas, which have files of their own.
 * @param warn gets a sentence for each line that was left out
 * @returns undefined where they tell of no run
 * @throws Error where there are none in the folder, or they can't be read
 */
export async function recordedHistory(
  runDirectory: string,
  warn: (sentence: string) => void,
): Promise<RunHistory | undefined> {
  let history: RunHistory | undefined;
  const bound = new Bound();
  try {
    reading: for await (const events of recordedEvents(runDirectory, warn)) {
      for (const event of events) {
        if (event.type === 'samples' || event.type === 'thetas') continue;
        history = applyEvent(history, event);
        if (!bound.isPassedWith(event)) continue;
        warn(`${runDirectory} tells of more epochs than a run has: what comes after them is left out.`);
        break reading;
      }
    }
  } catch (error) {
    if (!history) throw error;
    warn(`${join(runDirectory, eventsFile)} could not be read to its end (${describeFailure(error)}).`);
  }
  // The folder may have been moved since.
  return history && { ...history, started: { ...history.started, directory: runDirectory } };
}

/** Of memory, and of time: a run that goes on looks through all that was told. */
class Bound {
  private readonly counts = new Map<TrainerEvent['type'], number>();
  private numbers = 0;

  isPassedWith(event: TrainerEvent): boolean {
    // Those are thinned out or not kept.
    if (event.type === 'batch' || event.type === 'log') return false;
    const count = (this.counts.get(event.type) ?? 0) + 1;
    this.counts.set(event.type, count);
    if (event.type === 'breakdown') {
      const spreads = event.poses.reduce((sum, { classes }) => sum + 1 + classes.length, 0);
      const ofSpread = 30;
      this.numbers += event.confusion.length ** 2 + ofSpread * spreads;
    }
    return count > mostOfType || this.numbers > mostNumbers;
  }
}
