/** Where the run stands, or both of a pair, in one line. */
import type { RunHistory } from '../../src/shared/runHistory';
import { isBusy, leading } from '../../src/shared/runPair';
import { formatDuration, formatPercent } from '../parts/page/format';
import { endedEarly, progressOf } from '../parts/run/progress';
import type { ShownPair, ShownRun } from '../parts/run/store';

export interface StatusText {
  /** A sign that differs by shape. */
  readonly sign: string;
  readonly text: string;
  /** How far the preparation is: it changes too often to be read out. */
  readonly percent?: string;
  /** Of what is at work, from 0 to 1; null where nobody knows, undefined where nothing is at work. */
  readonly share: number | null | undefined;
}

export function statusText({ status, history, twin }: ShownPair): StatusText {
  const main = { status, history };
  const run = leading(main, twin);
  return twin && run.status.phase === 'training' ? textOfPair(main, twin) : textOfRun(run);
}

function textOfPair(main: ShownRun, twin: ShownRun): StatusText {
  const parts = [
    ...(isBusy(main.status) ? [`with the transformer, ${epochWords(main)}`] : []),
    ...(isBusy(twin.status)
      ? [`${isBusy(main.status) ? 'without it' : 'without the transformer'}, ${epochWords(twin)}`]
      : []),
  ];
  const shareOf = ({ history }: ShownRun): number => (history ? progressOf(history).share : 0);
  return { sign: '●', text: `Training ${parts.join('; ')}`, share: (shareOf(main) + shareOf(twin)) / 2 };
}

function epochWords({ history }: Pick<ShownRun, 'history'>): string {
  if (!history) return 'about to begin';
  const { epoch, epochs } = progressOf(history);
  return `epoch ${Math.max(1, epoch)} of ${epochs}`;
}

function planWords(plan: ShownRun['status']['plan']): string {
  if (plan === 'pause') return '; pauses after this batch';
  return plan === 'stopAfterEpoch' ? '; stops after this epoch' : '';
}

/** Between batches, or between epochs. */
function pauseWords(history: RunHistory): string {
  const { epoch, epochs } = progressOf(history);
  const batch = history.batches.newest;
  if (!batch || batch.epoch <= (history.epochs.at(-1)?.epoch ?? 0))
    return `after epoch ${epoch} of ${epochs}`;
  return `in epoch ${epoch} of ${epochs}, after batch ${batch.batch + 1} of ${history.started.batchesPerEpoch}`;
}

function textOfRun({ status, history }: ShownRun): StatusText {
  const { phase, message, fraction, plan } = status;
  const progress = history && progressOf(history);
  switch (phase) {
    case 'idle':
      return { sign: '○', text: message || 'Ready', share: undefined };
    case 'preparing':
      return {
        sign: '◔',
        text: message || 'Preparing',
        ...(fraction === null ? {} : { percent: formatPercent(fraction, 0) }),
        share: fraction,
      };
    case 'training':
      return {
        sign: '●',
        text: (history ? `Training, ${epochWords({ history })}` : 'Training') + planWords(plan),
        share: progress?.share ?? null,
      };
    case 'paused':
      return {
        sign: '‖',
        text: (history ? `Paused ${pauseWords(history)}` : 'Paused') + planWords(plan),
        share: progress?.share ?? null,
      };
    case 'stopping':
      return { sign: '◐', text: message || 'Stopping after this batch', share: progress?.share ?? null };
    case 'finished':
    case 'stopped': {
      const end = history?.end;
      const word = phase === 'finished' ? 'Finished' : 'Stopped';
      const sign = phase === 'finished' ? '✓' : '■';
      const note = message && `. ${message}`;
      if (!history || end?.type !== 'finished') return { sign, text: word + note, share: undefined };
      const epochs = endedEarly(history)
        ? `stopped early after ${end.epochs} of ${history.started.config.epochs} epochs`
        : `${end.epochs} ${end.epochs === 1 ? 'epoch' : 'epochs'}`;
      return { sign, text: `${word}: ${epochs} in ${formatDuration(end.seconds)}${note}`, share: undefined };
    }
    case 'failed':
      return { sign: '✗', text: 'Failed', share: undefined };
  }
}
