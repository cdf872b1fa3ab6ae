/** What the dashboard says of runs that have failed. */
import { isBusy } from '../../src/shared/runPair';
import type { ShownPair, ShownRun } from '../parts/run/store';

export interface FailureSentences {
  /** Empty where it has not failed. */
  readonly main: string;
  readonly twin: string;
}

export function failureSentences({ status, history, twin }: ShownPair): FailureSentences {
  const main = { status, history };
  if (!twin) return { main: sentenceOf(main), twin: '' };
  return {
    main: inPair('With the transformer', main, twin),
    twin: inPair('Without the transformer', twin, main),
  };
}

function inPair(which: string, run: ShownRun, other: ShownRun): string {
  const sentence = sentenceOf(run);
  if (!sentence) return '';
  return `${which}: ${sentence}${isBusy(other.status) ? ' The other run goes on.' : ''}`;
}

function sentenceOf({ status }: ShownRun): string {
  return status.phase === 'failed' ? status.message || 'The run failed; the log says why.' : '';
}
