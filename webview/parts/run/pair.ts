/** What is said of a comparison's two runs. */
import type { RunHistory } from '../../../src/shared/runHistory';
import { formatPercent } from '../page/format';
import { transformerWords } from './networkWords';

export interface Pair {
  readonly main: RunHistory;
  /** Without a transformer. */
  readonly twin: RunHistory;
}

export const twinName = 'no transformer';

/** "affine", "2 × thin-plate spline" */
export function transformerName(started: RunHistory['started']): string {
  return started.network.transformers.length === 0 ? twinName : transformerWords(started).value;
}

/** How much better the transformer is after the last epoch that both have done; in percentage points of test accuracy. */
export function gapSentence({ main, twin }: Pair): string {
  const epochs = Math.min(main.epochs.at(-1)?.epoch ?? 0, twin.epochs.at(-1)?.epoch ?? 0);
  const [one, other] = [main, twin].map(
    (history) => history.epochs.find(({ epoch }) => epoch === epochs)?.test.accuracy,
  );
  if (one === undefined || other === undefined)
    return 'Epoch 1 of both will tell what the transformer gains.';
  // Of the numbers that are read, so that they add up.
  const gap = Math.round(one * 1e4) - Math.round(other * 1e4);
  const points = `${(Math.abs(gap) / 100).toFixed(2)} points`;
  const verdict = gap === 0 ? 'no difference' : `${points} ${gap > 0 ? 'better' : 'worse'}`;
  return `After epoch ${epochs}, with the transformer: ${formatPercent(one)}, without: ${formatPercent(other)}: ${verdict}.`;
}
