/** The reports of two runs that were trained beside each other: each shows both. */
import { join } from 'node:path';
import { replaceFile } from '../../files/replaceFile';
import { messageOf } from '../../shared/messageOf';
import type { ReportedRun } from '../../shared/reportedRun';
import type { RunHistory } from '../../shared/runHistory';
import { readForReport } from './readForReport';
import type { RunFolder } from './runFolder';

type Warn = (sentence: string) => void;

/**
 * Writes the report of a run that ends. Where the other has ended before, its report is written anew: it showed this run
 * as far as it had come.
 * @param run with its end
 * @param other folder of the other run
 * @returns the report's name
 * @throws Error of the file system where this run's can't be written
 */
export async function writePairReports(
  folder: RunFolder,
  run: ReportedRun,
  other: string,
  page: (run: ReportedRun) => string,
  warn: Warn,
): Promise<string> {
  const write = (beside: ReportedRun | undefined): string => {
    const name = folder.writeReport(page(beside ? { ...run, other: withoutPictures(beside) } : run));
    if (beside?.end?.type === 'finished' && beside.end.report !== null) {
      rewrite(other, page({ ...beside, other: withoutPictures(run) }), warn);
    }
    return name;
  };
  const beside = await readOther(other, warn);
  const name = write(beside);
  if (!beside || beside.end) return name;
  // It may have come to its end meanwhile, without having seen this one's.
  const later = await readOther(other, warn);
  return later?.end ? write(later) : name;
}

async function readOther(directory: string, warn: Warn): Promise<ReportedRun | undefined> {
  try {
    return await readForReport(directory, warn);
  } catch (error) {
    warn(`The report leaves out the run beside this one, in ${directory}: ${messageOf(error)}`);
    return undefined;
  }
}

function rewrite(directory: string, html: string, warn: Warn): void {
  try {
    replaceFile(join(directory, 'report.html'), html);
  } catch (error) {
    warn(`The report in ${directory} does not show this run: ${messageOf(error)}`);
  }
}

function withoutPictures({
  started,
  batches,
  epochs,
  breakdowns,
  collapses,
  changes,
  end,
}: ReportedRun): RunHistory {
  return { started, batches, epochs, samples: [], breakdowns, collapses, changes, ...(end && { end }) };
}
