/** Plain text tables. */
import type { Spread } from './statistics';

/** The first column to the left, numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => ''), ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line, number) =>
      line
        .map((cell, column) => {
          if (number === 1) return '-'.repeat(widths[column]);
          return column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** "1.052 (1.021–1.084)": where rounds are many and short, the smallest and the largest tell of the machine. */
export function withQuartiles({ median, lowerQuartile, upperQuartile }: Spread): string {
  return `${median.toFixed(3)} (${lowerQuartile.toFixed(3)}–${upperQuartile.toFixed(3)})`;
}

/** "2.50 (2.31–3.10)" */
export function withRange({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}
