/** What report.html shows of a run, read back from its folder: a long run is not kept in memory for its last moment. */
import { recordedHistory } from '../../files/recordedHistory';
import type { RunHistory } from '../../shared/runHistory';
import { readEpochEvent } from './savedRun';

/** Of the sampled transforms: what a page can show, and a reader look through. */
const mostRows = 50;

/**
 * @param warn gets a sentence for each damaged part that was left out
 * @returns the history with thetas of the last epoch, and samples of as many as the report has room for
 * @throws Error where the folder can't be read
 */
export async function readForReport(
  directory: string,
  warn: (sentence: string) => void,
): Promise<RunHistory> {
  const history = await recordedHistory(directory, warn);
  if (!history) throw new Error('the folder tells of no run');
  const last = history.epochs.at(-1)?.epoch ?? 0;
  const samples = reportedEpochs(last).flatMap(
    (epoch) => readEpochEvent(directory, 'samples', epoch, warn) ?? [],
  );
  const thetas = readEpochEvent(directory, 'thetas', last, warn);
  return { ...history, samples, ...(thetas && { thetas }) };
}

/** Equally far apart, with the first (0: before training) and the last. */
export function reportedEpochs(last: number): number[] {
  const step = Math.max(1, Math.ceil(last / (mostRows - 1)));
  const regular = Array.from({ length: Math.floor(last / step) + 1 }, (_, at) => at * step);
  return regular.at(-1) === last ? regular : [...regular, last];
}
