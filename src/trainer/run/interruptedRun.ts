/** A run that did not come to its end, as far as its folder tells: what it takes to go on with it. */
import { recordedHistory } from '../../files/recordedHistory';
import type { Config } from '../../shared/config';
import { UserError } from '../userError';
import type { Checkpoint } from './checkpoint';
import type { RunFolder } from './runFolder';
import { readRunConfig } from './savedRun';

export interface InterruptedRun {
  readonly config: Config;
  readonly checkpoint: Checkpoint;
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
  const history = await recordedHistory(directory, warn);
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
  return { config, checkpoint };
}
