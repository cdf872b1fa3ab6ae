/** A run that did not come to its end, as far as its folder tells: what it takes to go on with it. */
import { recordedEvents } from '../../files/recordedEvents';
import type { Config } from '../../shared/config';
import { applyEvent, type RunHistory } from '../../shared/runHistory';
import { UserError } from '../userError';
import type { Checkpoint } from './checkpoint';
import type { RunFolder } from './runFolder';
import { readEpochEvents, readRunConfig } from './savedRun';

export interface InterruptedRun {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
  /** Up to the checkpoint at least; with the samples of every epoch. */
  readonly history: RunHistory;
}

/**
 * Reads it, and tidies its folder up: nobody else may be at work there.
 * @param warn gets a sentence for each damaged part that something else stands in for
 * @throws UserError where the run is completed, or has nothing to go on from
 */
export async function readInterruptedRun(
  folder: RunFolder,
  warn: (sentence: string) => void,
): Promise<InterruptedRun> {
  const { directory } = folder;
  folder.tidy();
  const config = readRunConfig(directory);
  let history: RunHistory | undefined;
  for await (const event of recordedEvents(directory, warn)) {
    history = applyEvent(history, event);
  }
  if (!history) throw new UserError(`The run in ${directory} ended before it began; train it again.`);
  if (history.end?.type === 'finished' && history.end.outcome === 'completed') {
    throw new UserError(
      `The run in ${directory} is completed: there is nothing to resume; train a new one with more epochs (stn.epochs).`,
    );
  }
  const checkpoint = folder.checkpoints.read(warn);
  if (checkpoint.loop.epoch > config.epochs) {
    throw new UserError(
      `The checkpoint in ${directory} is of epoch ${checkpoint.loop.epoch}, but its settings say ${config.epochs}: they don't belong together; train the run again.`,
    );
  }
  for (let epoch = 0; epoch <= checkpoint.loop.epoch; epoch++) {
    for (const event of readEpochEvents(directory, epoch, warn)) applyEvent(history, event);
  }
  // The folder may have been moved since.
  return { config, checkpoint, history: { ...history, started: { ...history.started, directory } } };
}
