/** The table as its rows, and as Markdown for a document, a file and a terminal. */
import { clockTime } from '../clockTime';
import { markdownTable, plainText } from '../markdownTable';
import type { PaperBudget } from '../presets/paper';
import type { ScoreboardCell } from './cells';
import { isCurrent } from './currency';
import type { CompletedRun, FailedRun, RunResult, WantedRun } from './results';
import { statistics, type Statistics } from './statistics';

/** One cell of the paper's table with what there is of our own. */
export interface ScoreboardRow {
  readonly cell: ScoreboardCell;
  /** In percent, over the seeds done; undefined where none is. */
  readonly error: Statistics | undefined;
  readonly completed: readonly CompletedRun[];
  readonly failed: readonly FailedRun[];
}

export interface Scoreboard {
  readonly budget: PaperBudget;
  /** As the user wrote them: "epochs=1". */
  readonly overrides: readonly string[];
  readonly rows: readonly ScoreboardRow[];
  /** Being trained now. */
  readonly atWork?: WantedRun | undefined;
  /** Runs not done yet, the one at work among them. */
  readonly pending: number;
  /** For all of those. */
  readonly secondsLeft: number;
  /** Sentences on results that no longer count. */
  readonly changes: readonly string[];
}

/** A row for each cell that is wanted, or has results, in the table's order. Results of other settings are left out. */
export function scoreboardRows(
  cells: readonly ScoreboardCell[],
  wanted: readonly ScoreboardCell[],
  results: readonly RunResult[],
): ScoreboardRow[] {
  return cells.flatMap((cell) => {
    const own = results
      .filter((result) => isCurrent(result, cell))
      .sort((left, right) => left.seed - right.seed);
    const completed = own.filter((result) => result.outcome === 'completed');
    const failed = own.filter((result) => result.outcome === 'failed');
    if (own.length === 0 && !wanted.includes(cell)) return [];
    const errors = completed.map(({ error }) => error);
    return [{ cell, error: errors.length > 0 ? statistics(errors) : undefined, completed, failed }];
  });
}

const missing = '–';

export function formatScoreboard(board: Scoreboard): string {
  const { budget, overrides, rows, atWork, pending, secondsLeft, changes } = board;
  const settings =
    overrides.length > 0 ? ` Settings of every cell were changed: ${overrides.join(', ')}.` : '';
  const left =
    pending === 0 ? [] : [`${runs(pending)} still to be done: about ${clockTime(secondsLeft)} left.`];
  return [
    `# Distorted MNIST: the table of Jaderberg et al. 2015, ${budget} budget`,
    `Test error in percent after the last epoch; ours as mean ± sample standard deviation over the seeds.${plainText(settings)}`,
    markdownTable(
      [
        { title: 'Distortion', align: 'left' },
        { title: 'Model', align: 'left' },
        { title: 'Paper', align: 'right' },
        { title: 'Reproduction', align: 'right' },
        { title: 'Ours', align: 'right' },
        { title: 'Seeds', align: 'right' },
        { title: 'Epochs', align: 'right' },
        { title: 'Parameters', align: 'right' },
        { title: 'Time a run', align: 'right' },
      ],
      rows.map((row) => texts(row, atWork)),
    ),
    ...left,
    ...list([...rows.flatMap(failures), ...rows.flatMap(collapses), ...changes, ...otherData(rows)]),
    'Paper: arXiv 1506.02025. Reproduction: github.com/daerduoCarey/SpatialTransformerLayer, issue 17.',
    '',
  ].join('\n\n');
}

function texts({ cell, error, completed, failed }: ScoreboardRow, atWork: WantedRun | undefined): string[] {
  const training = atWork?.cell.id === cell.id ? ' (in training)' : '';
  const state = failed.length > 0 && completed.length === 0 ? 'failed' : missing;
  return [
    cell.distortion,
    cell.model + training,
    cell.published.toFixed(1),
    cell.reproduction?.toFixed(2) ?? missing,
    error ? errorText(error) : state,
    String(completed.length),
    values(completed, ({ epochs }) => String(epochs)),
    values(completed, ({ parameters }) => parameters.toLocaleString('en')),
    completed.length > 0 ? clockTime(statistics(completed.map(({ seconds }) => seconds)).mean) : missing,
  ];
}

/** 1.23 or 1.23 ± 0.04, which a narrow column does not break. */
export function errorText({ mean, deviation }: Statistics): string {
  return deviation === null ? mean.toFixed(2) : `${mean.toFixed(2)}\u00a0±\u00a0${deviation.toFixed(2)}`;
}

/** Each value that the runs have, once. */
function values(completed: readonly CompletedRun[], text: (run: CompletedRun) => string): string {
  return completed.length > 0 ? [...new Set(completed.map(text))].join(', ') : missing;
}

function failures({ failed }: ScoreboardRow): string[] {
  return failed.map(({ cell, seed, message }) => `${cell}, seed ${seed}: failed. ${message}`);
}

/** An error that is large for this reason says nothing of the model. */
function collapses({ completed }: ScoreboardRow): string[] {
  return completed.flatMap(({ cell, seed, collapse }) =>
    collapse ? [`${cell}, seed ${seed}: ${collapse}`] : [],
  );
}

/** The paper's figures are MNIST's: whoever compares has to know of other digits. */
function otherData(rows: readonly ScoreboardRow[]): string[] {
  const others = rows.flatMap(({ completed }) => completed).filter(({ dataset }) => dataset !== 'MNIST');
  return [...new Set(others.map(({ dataset }) => dataset))].map((dataset) => {
    const those = others.filter((run) => run.dataset === dataset);
    const names = those.map(({ cell, seed }) => `${cell} (seed ${seed})`).join(', ');
    return `Trained on ${dataset} and not on MNIST, so that the paper’s figures say little: ${names}.`;
  });
}

function list(sentences: readonly string[]): string[] {
  return sentences.length > 0 ? [sentences.map((sentence) => `- ${plainText(sentence)}`).join('\n')] : [];
}

function runs(number: number): string {
  return number === 1 ? 'One run is' : `${number} runs are`;
}
