/** What the reproduction of the paper's table asks before it begins: which distortions, and how many seeds. */
import * as vscode from 'vscode';
import { clockTime } from '../../shared/clockTime';
import { paperDistortions, type PaperDistortion } from '../../shared/presets/paper';
import type { ScoreboardCell } from '../../shared/scoreboard/cells';
import { secondsFor } from '../../shared/scoreboard/estimate';
import { pendingRuns } from '../../shared/scoreboard/plan';
import type { RunResult } from '../../shared/scoreboard/results';

const preselected: readonly PaperDistortion[] = ['R', 'RTS'];
const seedChoices = [1, 2, 3, 5];

export interface Wish {
  readonly wanted: readonly ScoreboardCell[];
  readonly seeds: number;
}

/**
 * @param cells of the whole table
 * @param results of before
 * @returns undefined where the user thought better of it
 */
export async function askForRuns(
  cells: readonly ScoreboardCell[],
  results: readonly RunResult[],
): Promise<Wish | undefined> {
  const { t } = vscode.l10n;
  const work = (wanted: readonly ScoreboardCell[], seeds: number): string => {
    const runs = pendingRuns(wanted, seeds, results);
    // Nobody knows it to the second.
    const time = clockTime(60 * Math.ceil(secondsFor(runs, results, cells) / 60));
    if (runs.length === 0) return t('done');
    return runs.length === 1 ? t('1 run, about {0}', time) : t('{0} runs, about {1}', runs.length, time);
  };

  const chosen = await vscode.window.showQuickPick(
    paperDistortions.map((distortion) => {
      const own = cells.filter((cell) => cell.distortion === distortion);
      return {
        label: distortion,
        description: work(own, 1),
        detail: describe(distortion),
        picked: preselected.includes(distortion),
        own,
      };
    }),
    {
      canPickMany: true,
      title: t('Reproduce the Paper’s Table (1/2): Distortions'),
      placeHolder: t('Which columns of the table? Times are for one seed.'),
    },
  );
  if (!chosen || chosen.length === 0) return undefined;
  const wanted = chosen.flatMap(({ own }) => own);
  const seeds = await vscode.window.showQuickPick(
    seedChoices.map((count) => ({ label: String(count), description: work(wanted, count), count })),
    {
      title: t('Reproduce the Paper’s Table (2/2): Seeds'),
      placeHolder: t('How many runs of each network? With two or more, the table has their spread.'),
    },
  );
  return seeds && { wanted, seeds: seeds.count };
}

function describe(distortion: PaperDistortion): string {
  const { t } = vscode.l10n;
  switch (distortion) {
    case 'R':
      return t('Rotated by up to ±90°');
    case 'RTS':
      return t('Rotated, scaled and moved about on 42×42 pixels');
    case 'P':
      return t('Projective: the corners moved');
    case 'E':
      return t('Elastic: control points moved');
    case 'TC':
      return t('Moved about on 60×60 pixels among clutter');
    case 'addition':
      return t('The sum of two digits, each distorted by itself');
  }
}
