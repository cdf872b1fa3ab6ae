/** What there is to know about a run at a glance. */
import type { RunHistory } from '../../../src/shared/runHistory';
import { formatCount, formatDuration, formatPercent, formatSpeed } from '../page/format';
import { distortionWords, networkWords, transformerWords } from './networkWords';
import { bestEpoch, endedEarly, progressOf } from './progress';

export interface Fact {
  /** For tests and styles. */
  readonly id: string;
  readonly name: string;
  readonly value: string;
  /** A second, quieter line. */
  readonly detail: string;
}

/** In place of a value that nobody knows yet. */
export const unknown = '–';

/** @param isRunning whether the run goes on; one that died has no end in its history */
export function runFacts(history: RunHistory, isRunning: boolean): Fact[] {
  const { started, end } = history;
  const { engine, dataset } = started;
  const progress = progressOf(history);
  const best = bestEpoch(history.epochs);
  const { imagesPerSecond, etaSeconds } = progress;
  return [
    {
      id: 'best',
      name: 'Best accuracy',
      value: best ? formatPercent(best.test.accuracy) : unknown,
      detail: best ? `after epoch ${best.epoch}` : 'after the first epoch',
    },
    {
      id: 'epoch',
      name: 'Epoch',
      value: `${progress.epoch} of ${progress.epochs}`,
      detail: endedEarly(history) ? 'stopped early' : `${Math.floor(progress.share * 100)}% of the run`,
    },
    {
      id: 'speed',
      name: 'Images/s',
      value: imagesPerSecond === undefined ? unknown : formatSpeed(imagesPerSecond),
      detail: `batches of ${started.config.batchSize}`,
    },
    !isRunning
      ? {
          id: 'time',
          name: 'Time',
          value: end?.type === 'finished' ? formatDuration(end.seconds) : unknown,
          detail: end?.type === 'finished' ? end.outcome : 'not finished',
        }
      : {
          id: 'time',
          name: 'Time left',
          value: etaSeconds === undefined ? unknown : formatDuration(etaSeconds),
          detail: 'at this speed',
        },
    {
      id: 'dataset',
      name: 'Dataset',
      value: dataset.name,
      detail: `${formatCount(dataset.trainCount)} train, ${formatCount(dataset.testCount)} test images · ${dataset.source}`,
    },
    { id: 'distortion', name: 'Distortion', ...distortionWords(started) },
    { id: 'network', name: 'Network', ...networkWords(started) },
    { id: 'transformer', name: 'Transformer', ...transformerWords(started) },
    { id: 'engine', name: 'Engine', value: engine.name, detail: `${engine.detail} (${engine.reason})` },
    {
      id: 'threads',
      name: 'Threads',
      value: engine.threads > 0 ? String(engine.threads) : 'automatic',
      detail: `seed ${started.config.seed}`,
    },
  ];
}
