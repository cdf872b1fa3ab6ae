import { describe, expect, it } from 'vitest';
import { scoreboardCells } from '../../../src/shared/scoreboard/cells';
import { isCurrent, withResult } from '../../../src/shared/scoreboard/currency';
import { secondsFor } from '../../../src/shared/scoreboard/estimate';
import { changeOf, pendingRuns } from '../../../src/shared/scoreboard/plan';
import { statistics } from '../../../src/shared/scoreboard/statistics';
import { cellsOf, completed, failed } from './support';

const { cells } = cellsOf(['*']);
const [fcn, cnn] = cells;

function names(patterns: string[]): string[] {
  return cellsOf(patterns).wanted.map(({ id }) => id);
}

describe('the cells asked for', () => {
  it('are named by distortion, id or with asterisks, in any case, and come in the table’s order', () => {
    expect(names(['*'])).toHaveLength(42);
    expect(names(['RTS'])).toHaveLength(8);
    expect(names(['rts'])).toEqual(names(['RTS-*']));
    expect(names(['p-cnn', 'R-FCN', 'r-fcn'])).toEqual(['r-fcn', 'p-cnn']);
    expect(names(['*-st-cnn-affine']).length).toBe(5);
    // Not the cells whose names only contain it.
    expect(names(['*-cnn'])).toEqual(['r-cnn', 'rts-cnn', 'p-cnn', 'e-cnn', 'tc-cnn', 'addition-cnn']);
  });

  it('are refused where there are none of that name', () => {
    const parsed = scoreboardCells('short', ['R', 'S', 'r.fcn']);
    expect(parsed.ok ? [] : parsed.problems).toEqual([
      expect.stringMatching(/^No cell of the table is named "S"; there are the distortions R, RTS, .* r-fcn/),
      expect.stringMatching(/^No cell of the table is named "r\.fcn";/),
    ]);
  });

  it('have the overrides in their settings, which only they must be able to have', () => {
    expect(cellsOf(['R'], { 'stn.epochs': 1 }).wanted.every(({ config }) => config.epochs === 1)).toBe(true);
    const parsed = scoreboardCells('short', ['R'], { 'stn.epochs': 0 });
    expect(parsed).toEqual({
      ok: false,
      problems: ['stn.epochs must be a whole number from 1 to 10000, but is 0.'],
    });
  });

  it('have more epochs in the full budget', () => {
    const full = scoreboardCells('full', ['r-fcn']);
    expect(full.ok && full.value.wanted[0].config.epochs).toBe(640);
  });
});

describe('mean and deviation', () => {
  it('are those of a sample', () => {
    expect(statistics([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
    expect(statistics([3])).toEqual({ mean: 3, deviation: null });
    expect(statistics([1.5, 1.5])).toEqual({ mean: 1.5, deviation: 0 });
  });
});

describe('the runs to be done', () => {
  const pending = (results: Parameters<typeof pendingRuns>[2], seeds = 2): string[] =>
    pendingRuns([fcn, cnn], seeds, results).map(({ cell, seed }) => `${cell.id} ${seed}`);

  it('are all at first, every cell with a seed before the next seed', () => {
    expect(pending([])).toEqual(['r-fcn 1', 'r-cnn 1', 'r-fcn 2', 'r-cnn 2']);
  });

  it('are not those that are completed, but those that failed', () => {
    expect(pending([completed(fcn, 1), failed(cnn, 1), completed(cnn, 2)])).toEqual(['r-cnn 1', 'r-fcn 2']);
    expect(pending([completed(fcn, 1), completed(cnn, 1), completed(fcn, 2)], 1)).toEqual([]);
  });

  it('are those again whose settings have changed, with a sentence', () => {
    const then = completed(fcn, 1, { settings: { ...fcn.config, epochs: 7, learningRate: 0.5 } });
    const results = [then, completed(cnn, 1)];
    expect(pending(results, 1)).toEqual(['r-fcn 1']);
    expect(changeOf({ cell: fcn, seed: 1 }, results)).toBe(
      'r-fcn, seed 1: was trained under other settings (epochs 7, now 90; learningRate 0.5, now 0.05) and is trained again.',
    );
    expect(changeOf({ cell: fcn, seed: 2 }, results)).toBeUndefined();
  });

  it('are not those again whose settings changed only how they are computed, or where the digits lie', () => {
    const settings = {
      ...fcn.config,
      threads: 2,
      engine: 'tensorflow',
      dataDirectory: '/elsewhere',
      seed: 1,
    };
    expect(isCurrent(completed(fcn, 1, { settings }), fcn)).toBe(true);
    // Of one's own digits, the folder is all that tells which.
    const [own] = cellsOf(['r-fcn'], { 'stn.dataset': 'idx', 'stn.dataDirectory': '/digits' }).wanted;
    expect(isCurrent(completed(own, 1), own)).toBe(true);
    const moved = { ...own.config, dataDirectory: '/others' };
    expect(isCurrent(completed(own, 1, { settings: moved }), own)).toBe(false);
  });

  it('are not those again whose version of the program lacked a setting, but those whose setting is none any more', () => {
    const settings: Record<string, unknown> = { ...fcn.config };
    delete settings.earlyStop;
    expect(isCurrent(completed(fcn, 1, { settings }), fcn)).toBe(true);
    expect(isCurrent(completed(fcn, 1, { settings: { ...settings, magic: 1 } }), fcn)).toBe(false);
  });
});

describe('a new result', () => {
  it('replaces failures and results of the same settings, and no others', () => {
    const others = [completed(fcn, 2), completed(cnn, 1), completed(fcn, 1, { settings: { epochs: 3 } })];
    const result = completed(fcn, 1, { error: 1 });
    expect(withResult([failed(fcn, 1), ...others, completed(fcn, 1)], result, fcn.config)).toEqual([
      ...others,
      result,
    ]);
  });
});

describe('the time that runs will take', () => {
  const [rtsCnn] = cellsOf(['rts-cnn']).wanted;

  it('is that of the same cell where it was trained, an epoch each', () => {
    const results = [
      completed(fcn, 1, { seconds: 60, epochs: 30 }),
      completed(fcn, 2, { seconds: 30, epochs: 15 }),
    ];
    expect(secondsFor([{ cell: fcn }, { cell: fcn }], results, cells)).toBeCloseTo(2 * 90 * 2);
  });

  it('is guessed by how others fared where it was not', () => {
    const alone = secondsFor([{ cell: rtsCnn }], [], cells);
    expect(alone).toBeGreaterThan(0);
    const expected = secondsFor([{ cell: fcn }], [], cells);
    const results = [completed(fcn, 1, { seconds: 3 * expected })];
    expect(secondsFor([{ cell: rtsCnn }], results, cells)).toBeCloseTo(3 * alone);
    expect(secondsFor([{ cell: rtsCnn }], [failed(fcn, 1)], cells)).toBe(alone);
  });
});
