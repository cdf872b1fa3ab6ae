/** How the command line tells of a table that is being filled: to a person, or to a program. */
import type { NextRun } from '../../files/fillScoreboard';
import { clockTime } from '../../shared/clockTime';
import { encodeLine } from '../../shared/messages';
import type { RunResult } from '../../shared/scoreboard/results';
import { formatScoreboard, type Scoreboard } from '../../shared/scoreboard/table';
import type { TrainerEvent } from '../../shared/trainerProtocol';

export interface ReproductionReport {
  begins(run: NextRun): void;
  /** Of the run that began last. */
  event(event: TrainerEvent): void;
  ended(result: RunResult): void;
  /** At the end. */
  table(board: Scoreboard): void;
}

/** A line for each epoch, with the time left for all runs, and the table as Markdown. */
export class TerminalReport implements ReproductionReport {
  private run: NextRun | undefined;
  private notice = '';

  begins(run: NextRun): void {
    this.run = run;
    if (run.change) console.log(run.change);
  }

  event(event: TrainerEvent): void {
    const { run } = this;
    if (!run) return;
    switch (event.type) {
      case 'started':
        console.log(
          `${title(run)}: ${event.network.parameters} parameters, ${event.config.epochs} epochs, ${event.engine.name} (${event.engine.detail})`,
        );
        // The same for all runs.
        if (event.dataset.notice !== this.notice) console.log((this.notice = event.dataset.notice));
        break;
      case 'epoch': {
        const { correct, total } = event.test;
        const error = ((100 * (total - correct)) / total).toFixed(2);
        const left = clockTime(event.etaSeconds + run.secondsAfter);
        console.log(
          `${title(run)}: epoch ${event.epoch}/${run.cell.config.epochs}, train loss ${event.trainLoss.toFixed(4)}, error ${error} %, ${event.seconds.toFixed(1)} s, about ${left} left`,
        );
        break;
      }
      case 'log':
        if (event.level !== 'debug') console.log(event.message);
        break;
      case 'failed':
        // `ended` says the rest, also of a run that failed before it began.
        if (event.detail) console.error(event.detail);
        break;
    }
  }

  ended(result: RunResult): void {
    const title = `${result.cell}, seed ${result.seed}`;
    if (result.outcome === 'failed') {
      console.error(`${title}: failed. ${result.message}`);
      return;
    }
    const { error, epochs, seconds } = result;
    console.log(`${title}: error ${error.toFixed(2)} % after ${epochs} epochs, in ${clockTime(seconds)}`);
  }

  table(board: Scoreboard): void {
    console.log(`\n${formatScoreboard(board)}`);
  }
}

/** `[3/16] r-cnn, seed 1` */
function title({ cell, seed, position, count }: NextRun): string {
  return `[${position}/${count}] ${cell.id}, seed ${seed}`;
}

/** One JSON a line. */
export class JsonReport implements ReproductionReport {
  begins({ cell, seed, position, count, name, change }: NextRun): void {
    write({ type: 'run', cell: cell.id, seed, position, count, directory: name, change: change ?? null });
  }

  event(event: TrainerEvent): void {
    write(event);
  }

  ended(result: RunResult): void {
    write({ type: 'result', ...result });
  }

  table({ budget, overrides, rows, pending }: Scoreboard): void {
    const cells = rows.map(({ cell, error, completed, failed }) => ({
      ...{ cell: cell.id, published: cell.published, reproduction: cell.reproduction },
      ...{ error: error?.mean ?? null, deviation: error?.deviation ?? null },
      ...{ seeds: completed.map(({ seed }) => seed), failed: failed.map(({ seed }) => seed) },
    }));
    write({ type: 'table', budget, overrides, pending, cells });
  }
}

function write(message: object): void {
  process.stdout.write(`${encodeLine(message)}\n`);
}
