/** What report.html shows of a run, read back from its folder: a long run is not kept in memory for its last moment. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from '../../files/fileErrors';
import { largestFile, readWithin } from '../../files/fileWithin';
import { recordedHistory } from '../../files/recordedHistory';
import { epochFileSchema, type EpochFileOf } from '../../shared/epochFiles';
import { epochName } from '../../shared/epochName';
import { decodeLine, parseMessage } from '../../shared/messages';
import type { ReportedRun } from '../../shared/reportedRun';
import { readEpochEvent } from './savedRun';

/** Of the sampled transforms: what a page can show, and a reader look through. */
const mostRows = 50;

/**
 * @param warn gets a sentence for each damaged part that was left out
 * @returns the history with thetas and mean images of the last epoch, and samples of as many as the report has room for
 * @throws Error where the folder can't be read
 */
export async function readForReport(
  directory: string,
  warn: (sentence: string) => void,
): Promise<ReportedRun> {
  const history = await recordedHistory(directory, warn);
  if (!history) throw new Error('the folder tells of no run');
  const last = history.epochs.at(-1)?.epoch ?? 0;
  const samples = reportedEpochs(last).flatMap(
    (epoch) => readEpochEvent(directory, 'samples', epoch, warn) ?? [],
  );
  const thetas = readEpochEvent(directory, 'thetas', last, warn);
  const alignment = readAlignment(directory, last, warn);
  return { ...history, samples, ...(thetas && { thetas }), ...(alignment && { alignment }) };
}

function readAlignment(
  directory: string,
  epoch: number,
  warn: (sentence: string) => void,
): EpochFileOf<'alignment'> | undefined {
  const name = join('alignment', `${epochName(epoch)}.json`);
  // Without a transformer there is none.
  if (!existsSync(join(directory, name))) return undefined;
  try {
    const text = readWithin(directory, name, largestFile.epoch).toString('utf8');
    const file = parseMessage(epochFileSchema, decodeLine(text), name);
    return file.type === 'alignment' ? file : undefined;
  } catch (error) {
    warn(`${join(directory, name)} can't be read (${describeFailure(error)}) and was left out.`);
    return undefined;
  }
}

/** Equally far apart, with the first (0: before training) and the last. */
export function reportedEpochs(last: number): number[] {
  const step = Math.max(1, Math.ceil(last / (mostRows - 1)));
  const regular = Array.from({ length: Math.floor(last / step) + 1 }, (_, at) => at * step);
  return regular.at(-1) === last ? regular : [...regular, last];
}
