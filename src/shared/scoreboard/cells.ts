/** The cells of the paper's table as runs of this program, and how a person names some of them. */
import type { Config } from '../config';
import { parseConfig, type Parsed } from '../parseConfig';
import { paperCells, type PaperBudget, type PaperCell } from '../presets/paper';

/** A cell of the table with the settings that its runs have, whatever their seed. */
export interface ScoreboardCell extends Omit<PaperCell, 'preset'> {
  readonly config: Config;
}

export interface ScoreboardCells {
  /** Every cell of the table that the overrides fit. */
  readonly cells: ScoreboardCell[];
  /** Those of them that were asked for. */
  readonly wanted: ScoreboardCell[];
}

/**
 * @param patterns distortions ("RTS"), ids ("rts-st-cnn-affine") or ids with asterisks ("*-cnn"), in any case
 * @param overrides flat settings (`{"stn.epochs": 1}`) that replace those of every cell
 * @returns a sentence for each pattern that names no cell, and for each override that a cell asked for can't have
 */
export function scoreboardCells(
  budget: PaperBudget,
  patterns: readonly string[],
  overrides: Readonly<Record<string, unknown>> = {},
): Parsed<ScoreboardCells> {
  const all = paperCells();
  const selected = selectCells(all, patterns);
  if (!selected.ok) return selected;
  const cells: ScoreboardCell[] = [];
  const wanted: ScoreboardCell[] = [];
  const problems = new Set<string>();
  for (const paperCell of all) {
    const isWanted = selected.value.includes(paperCell);
    const { preset, ...facts } = paperCell;
    const config = parseConfig({ ...preset(budget), ...overrides });
    if (config.ok) {
      const cell = { ...facts, config: config.value };
      cells.push(cell);
      if (isWanted) wanted.push(cell);
    } else if (isWanted) {
      for (const problem of config.problems) problems.add(problem);
    }
  }
  return problems.size > 0 ? { ok: false, problems: [...problems] } : { ok: true, value: { cells, wanted } };
}

/** The cells that any of the patterns names, in the table's order. */
function selectCells(cells: readonly PaperCell[], patterns: readonly string[]): Parsed<PaperCell[]> {
  const tests = patterns.map((pattern) => ({ pattern, matches: matcher(pattern) }));
  const problems = tests
    .filter(({ matches }) => !cells.some(matches))
    .map(
      ({ pattern }) =>
        `No cell of the table is named "${pattern}"; there are the distortions ${[...new Set(cells.map(({ distortion }) => distortion))].join(', ')} and the cells ${cells.map(({ id }) => id).join(', ')}.`,
    );
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: cells.filter((cell) => tests.some(({ matches }) => matches(cell))) };
}

function matcher(pattern: string): (cell: PaperCell) => boolean {
  const wanted = pattern.toLowerCase();
  const parts = wanted.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`);
  return ({ id, distortion }) => distortion.toLowerCase() === wanted || expression.test(id);
}
