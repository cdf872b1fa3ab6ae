/** A comparison of the engines as Markdown that also reads well as plain text, since it goes to the log too. */
import * as vscode from 'vscode';
import { markdownTable, plainText } from '../../shared/markdownTable';
import type { BenchmarkRow } from '../../shared/trainerAnswers';
import type { TrainerEventOf } from '../../shared/trainerProtocol';

/** Of MNIST. */
const epochImages = 60_000;
const missing = '–';

/** @param language of the numbers */
export function formatBenchmark(result: TrainerEventOf<'benchmark'>, language: string): string {
  const { t } = vscode.l10n;
  const { network, batchSize, testBatchSize, rows } = result;
  const { height, width, channels } = network.input;
  const number = new Intl.NumberFormat(language);
  const notes = rows
    .filter(({ speed }) => !speed)
    .map(({ engine, detail }) => `${engine}: ${plainText(detail)}`);
  return [
    `# ${t('STN Lab: Engine Benchmark')}`,
    t(
      'The network of the current settings: {0} parameters, images of {1}, batches of {2} in training and {3} in evaluation.',
      number.format(network.parameters),
      `${height}×${width}×${channels}`,
      number.format(batchSize),
      number.format(testBatchSize),
    ),
    markdownTable(
      [
        { title: t('Engine'), align: 'left' },
        { title: t('Details'), align: 'left' },
        { title: t('Threads'), align: 'right' },
        { title: t('ms per step'), align: 'right' },
        { title: t('Training images/s'), align: 'right' },
        { title: t('Evaluation images/s'), align: 'right' },
        { title: t('Seconds per epoch of {0}', number.format(epochImages)), align: 'right' },
        { title: t('Of the fastest'), align: 'right' },
      ],
      cells(rows, batchSize, language),
    ),
    ...notes,
    t(
      'Each figure is the best of about a second’s steps on random images. An epoch counts its training steps alone, without reading images and without evaluation.',
    ),
    '',
  ].join('\n\n');
}

function cells(rows: readonly BenchmarkRow[], batchSize: number, language: string): string[][] {
  const fastest = Math.max(...rows.map(({ speed }) => speed?.training ?? 0));
  const digits = (value: number): string =>
    new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(value);
  return rows.map(({ engine, detail, threads, speed }) => {
    if (!speed) {
      return [engine, vscode.l10n.t('not available, see below'), ...Array<string>(6).fill(missing)];
    }
    const share = new Intl.NumberFormat(language, { style: 'percent' }).format(speed.training / fastest);
    return [
      engine,
      plainText(detail),
      String(threads),
      digits((1000 * batchSize) / speed.training),
      digits(speed.training),
      digits(speed.evaluation),
      digits(epochImages / speed.training),
      // Nothing but the fastest is the fastest, however close it comes.
      speed.training === fastest ? `**${share}**` : share,
    ];
  });
}
