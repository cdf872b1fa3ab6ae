/** A run's end: its report and its last event. */
import { join } from 'node:path';
import { otherOfPair } from '../files/pairFile';
import { messageOf } from '../shared/messageOf';
import type { ReportedRun } from '../shared/reportedRun';
import type { TrainerEventOf } from '../shared/trainerProtocol';
import type { Recording } from './recorder';
import { readForReport } from './run/readForReport';
import { reportPage } from './run/report';
import { writePairReports } from './run/pairReports';

type Finished = TrainerEventOf<'finished'>;

/**
 * @param end how it ended
 * @param distribution folder of the built bundles, with the report's code; undefined: there is nothing to report
 */
export async function finishRun(
  recording: Recording,
  end: Pick<Finished, 'outcome' | 'epochs' | 'seconds'>,
  distribution: string | undefined,
): Promise<Finished['outcome']> {
  const finished = { type: 'finished', ...end, report: null } as const;
  const report = distribution === undefined ? null : await writeReport(recording, finished, distribution);
  recording.emit({ ...finished, report });
  return end.outcome;
}

/** @returns the report's name; null where it could not be written, which is told: a run must not fail for its picture */
async function writeReport(
  { folder, emit }: Recording,
  finished: Finished,
  distribution: string,
): Promise<string | null> {
  const warn = (message: string): void => emit({ type: 'log', level: 'warning', message });
  try {
    const run = { ...(await readForReport(folder.directory, warn)), end: finished };
    const page = (reported: ReportedRun): string => reportPage(reported, join(distribution, 'webview'));
    const other = otherOfPair(folder.directory);
    if (other !== undefined) return await writePairReports(folder, run, other, page, warn);
    return folder.writeReport(page(run));
  } catch (error) {
    warn(`report.html was not written: ${messageOf(error)}`);
    return null;
  }
}
