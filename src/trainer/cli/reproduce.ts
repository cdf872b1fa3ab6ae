/** `npm run reproduce`: the paper's table, run by run. */
import { join, resolve } from 'node:path';
import { fillScoreboard, type NextRun } from '../../files/fillScoreboard';
import { ScoreboardFolder } from '../../files/scoreboardFolder';
import type { PaperBudget } from '../../shared/presets/paper';
import { applyEvent, type RunHistory } from '../../shared/runHistory';
import { scoreboardCells, type ScoreboardCells } from '../../shared/scoreboard/cells';
import type { RunEnd } from '../../shared/scoreboard/results';
import { TrainerSession } from '../session';
import { readSettings } from './configuration';
import { onInterruption } from './interruption';
import { JsonReport, TerminalReport } from './reproductionReport';
import { commandLinePlaces, exitCode, parseArguments, runCommand, UsageError } from './usage';

const usage = `Usage: npm run reproduce -- [--cells LIST] [--budget short|full] [--seeds N] [--set key=value ...]
                             [--data DIR] [--out DIR] [--json]

Fills the distorted-MNIST table of Jaderberg et al. 2015 (arXiv 1506.02025). What is done is kept: the same command
continues where it was interrupted.

  --cells LIST     distortions (R, RTS, P, E, TC, addition) and cells (r-st-cnn-affine, *-cnn, *), with commas between
                   them (default: R,RTS)
  --budget BUDGET  short: few epochs, with momentum; full: the paper's 640 epochs (default: short)
  --seeds N        runs of each cell, with the seeds 1 to N (default: 1)
  --set key=value  one setting, such as epochs=1, of every cell; it is noted in the table
  --data DIR       folder with the four IDX files
  --out DIR        folder of the table and its runs (default: runs/paper-BUDGET)
  --json           one event a line on stdout, and nothing else there: those of the runs, as "train" prints them,
                   {"type": "run"} before and {"type": "result"} after each, {"type": "table"} at the end`;

async function main(): Promise<number> {
  const { values } = parseArguments({
    options: {
      cells: { type: 'string', default: 'R,RTS' },
      budget: { type: 'string', default: 'short' },
      seeds: { type: 'string', default: '1' },
      set: { type: 'string', multiple: true, default: [] },
      data: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return exitCode.done;
  }
  const budget = readBudget(values.budget);
  const seeds = readSeeds(values.seeds);
  const { cells, wanted } = readCells(values.cells, budget, readSettings(values));
  const folder = await ScoreboardFolder.open(resolve(values.out ?? `runs/paper-${budget}`));

  const report = values.json ? new JsonReport() : new TerminalReport();
  let history: RunHistory | undefined;
  let failure = '';
  const session = new TrainerSession((event) => {
    history = applyEvent(history, event);
    if (event.type === 'failed') failure = event.message;
    report.event(event);
  }, __dirname);
  const interrupted = onInterruption(() => session.stop());
  const train = async (run: NextRun): Promise<RunEnd> => {
    // Between two runs the session has nothing to stop.
    if (interrupted()) return { outcome: 'stopped' };
    report.begins(run);
    const outcome = await session.start(
      { ...run.cell.config, seed: run.seed },
      join(folder.directory, run.name),
      commandLinePlaces(),
    );
    if (outcome === 'failed') return { outcome, message: failure };
    return outcome === 'completed' && history ? { outcome, history } : { outcome: 'stopped' };
  };

  try {
    const { outcome, board } = await fillScoreboard(
      folder,
      { budget, overrides: values.set, cells, wanted, seeds },
      { train, onResult: (result) => report.ended(result) },
    );
    report.table(board);
    if (outcome === 'stopped') {
      console.error(`Interrupted. What is done is kept in ${folder.directory}; to go on: ${commandLine()}`);
      return exitCode.interrupted;
    }
    return board.rows.some(({ failed }) => failed.length > 0) ? exitCode.failed : exitCode.done;
  } finally {
    session.dispose();
    await folder.close();
  }
}

function readBudget(budget: string): PaperBudget {
  if (budget === 'short' || budget === 'full') return budget;
  throw new UsageError(`--budget must be "short" or "full", but is "${budget}".`);
}

function readSeeds(seeds: string): number {
  const number = Number(seeds);
  if (/^\d+$/.test(seeds) && number >= 1 && number <= 100) return number;
  throw new UsageError(`--seeds must be a whole number from 1 to 100, but is "${seeds}".`);
}

function readCells(list: string, budget: PaperBudget, overrides: Record<string, unknown>): ScoreboardCells {
  if ('stn.seed' in overrides) {
    throw new UsageError('--set: the seeds of the table are 1 to what --seeds says; leave seed out.');
  }
  const patterns = list.split(',').map((pattern) => pattern.trim());
  const parsed = scoreboardCells(budget, patterns, overrides);
  if (!parsed.ok) throw new UsageError(parsed.problems.join('\n'));
  return parsed.value;
}

/** The command that was given, for a shell. */
function commandLine(): string {
  const quoted = process.argv
    .slice(2)
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`));
  return ['npm run reproduce --', ...quoted].join(' ');
}

void runCommand(usage, main);
