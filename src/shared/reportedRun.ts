/** What report.html holds of a run. */
import type { EpochFileOf } from './epochFiles';
import type { RunHistory } from './runHistory';

/** With samples of as many epochs as a page has room for. */
export interface ReportedRun extends RunHistory {
  /** Of the last epoch, where there is one. */
  readonly alignment?: EpochFileOf<'alignment'>;
  /** The run that it was trained beside, with or without a transformer; without its samples. */
  readonly other?: RunHistory;
}
