import { describe, expect, it } from 'vitest';
import { formatScoreboard, scoreboardRows, type Scoreboard } from '../../../src/shared/scoreboard/table';
import { cellsOf, completed, failed } from './support';

const { cells, wanted } = cellsOf(['r-fcn', 'r-cnn', 'p-cnn']);
const [fcn, cnn, pCnn] = wanted;
const rtsFcn = cells.find(({ id }) => id === 'rts-fcn') ?? fcn;

function markdown(board: Partial<Scoreboard>): string {
  return formatScoreboard({
    ...{ budget: 'short', overrides: [], rows: [], pending: 0, secondsLeft: 0, changes: [] },
    ...board,
  });
}

/** The table's body, cell by cell. */
function body(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((part) => part.trim()),
  );
}

describe('the table of results', () => {
  it('has our mean and spread beside the paper’s and a reproduction’s figures', () => {
    const results = [
      completed(fcn, 3, { error: 6, seconds: 90 }),
      completed(fcn, 1, { error: 4, seconds: 30 }),
      completed(fcn, 2, { error: 5, seconds: 60, epochs: 12 }),
      completed(pCnn, 1, { error: 1.234, seconds: 3723 }),
    ];
    const text = markdown({ rows: scoreboardRows(cells, wanted, results) });
    expect(body(text)).toEqual([
      ['R', 'FCN', '2.1', '5.91', '5.00\u00a0±\u00a01.00', '3', '90, 12', '120,390', '1:00'],
      ['R', 'CNN', '1.2', '3.15', '–', '0', '–', '–', '–'],
      ['P', 'CNN', '1.5', '–', '1.23', '1', '45', '120,390', '1:02:03'],
    ]);
    expect(text).toMatch(/^# .* Jaderberg et al\. 2015, short budget\n/);
    expect(text).not.toContain('left.');
  });

  it('says what is in training, how much there is to do, and which settings were changed', () => {
    const text = markdown({
      rows: scoreboardRows(cells, wanted, []),
      overrides: ['epochs=1', 'sampler.mode=nearest'],
      atWork: { cell: cnn, seed: 1 },
      pending: 3,
      secondsLeft: 754,
      changes: ['r-fcn, seed 1: was trained under other settings and is trained again.'],
    });
    expect(body(text)[1].slice(0, 2)).toEqual(['R', 'CNN (in training)']);
    expect(text).toContain('3 runs are still to be done: about 12:34 left.');
    expect(text).toContain('Settings of every cell were changed: epochs=1, sampler.mode=nearest.');
    expect(text).toContain('\n- r-fcn, seed 1: was trained under other settings and is trained again.\n');
    expect(markdown({ pending: 1, secondsLeft: 5 })).toContain(
      'One run is still to be done: about 0:05 left.',
    );
  });

  it('shows a run that failed with its sentence, and counts those that did not', () => {
    const text = markdown({
      rows: scoreboardRows(cells, wanted, [failed(fcn, 1), failed(cnn, 1), completed(cnn, 2)]),
    });
    expect(body(text).map((row) => row.slice(4, 6))).toEqual([
      ['failed', '0'],
      ['2.50', '1'],
      ['–', '0'],
    ]);
    expect(text).toContain('- r-fcn, seed 1: failed. The loss became NaN.\n- r-cnn, seed 1: failed.');
  });

  it('has the cells not asked for that were trained under these settings, and no others', () => {
    const changed = completed(cnn, 1, { settings: { ...cnn.config, epochs: 1 }, error: 50 });
    const rows = scoreboardRows(cells, [cnn], [completed(rtsFcn, 1), changed, completed(pCnn, 1)]);
    expect(rows.map(({ cell, completed }) => [cell.id, completed.length])).toEqual([
      ['r-cnn', 0],
      ['rts-fcn', 1],
      ['p-cnn', 1],
    ]);
  });

  it('says where a transformer has collapsed', () => {
    const collapse = 'The transformer has flipped 90 of 100 digits.';
    const text = markdown({ rows: scoreboardRows(cells, wanted, [completed(cnn, 2, { collapse })]) });
    expect(text).toContain(`\n- r-cnn, seed 2: ${collapse}\n`);
  });

  it('says where digits are not MNIST’s', () => {
    const dataset = 'Synthetic *digits*';
    const results = [completed(fcn, 1, { dataset }), completed(cnn, 1), completed(pCnn, 2, { dataset })];
    const text = markdown({ rows: scoreboardRows(cells, wanted, results) });
    expect(text).toContain('Trained on Synthetic \\*digits\\* and not on MNIST');
    expect(text).toMatch(/figures say little: r-fcn \(seed 1\), p-cnn \(seed 2\)\.\n/);
    expect(markdown({ rows: scoreboardRows(cells, wanted, [completed(cnn, 1)]) })).not.toContain(
      'not on MNIST',
    );
  });
});
