/** The table of one network: everyone's figures side by side. */
import { reference, type Contender } from './contenders';
import type { Figures } from './figures';
import { ratios, spread } from './statistics';
import { table, withRange } from './table';

const header = [
  '',
  'train epoch, s',
  'times PyTorch',
  'CPU s',
  'evaluation, s',
  'times PyTorch',
  'compile, ms',
  'load, s',
  'peak MB',
];

export function comparisonTable(
  contenders: readonly Contender[],
  figures: ReadonlyMap<string, Figures>,
): string {
  const base = figures.get(reference);
  const rows = contenders.flatMap(({ key, title, kind }) => {
    const own = figures.get(key);
    if (!own) return [];
    const ratio = (of: 'epochSeconds' | 'evaluationSeconds') =>
      base?.[of].length === own[of].length ? withRange(ratios(base[of], own[of]), 2) : '–';
    return [
      [
        title,
        cell(own.epochSeconds, 2),
        ratio('epochSeconds'),
        // Data loaders' processes are not counted, so that the number would be too small.
        kind === 'pytorch-as-written' ? '–' : median(own.epochCpuSeconds, 2),
        cell(own.evaluationSeconds, 2),
        ratio('evaluationSeconds'),
        median(
          own.compileSeconds.map((seconds) => seconds * 1000),
          0,
        ),
        median(own.loadSeconds, 2),
        median(own.peakMegabytes, 0),
      ],
    ];
  });
  return table(header, rows);
}

function cell(values: readonly number[], digits: number): string {
  return values.length > 0 ? withRange(spread(values), digits) : '–';
}

function median(values: readonly number[], digits: number): string {
  return values.length > 0 ? spread(values).median.toFixed(digits) : '–';
}
