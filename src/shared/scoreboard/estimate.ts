/** How long runs will take: by those that were done here, else by what they took elsewhere. */
import type { PaperDistortion } from '../presets/paper';
import type { ScoreboardCell } from './cells';
import type { CompletedRun, RunResult, WantedRun } from './results';

type Pair = readonly [alone: number, withTransformer: number];

/**
 * Seconds of an epoch of 60,000 + 10,000 digits on two cores of a server (wasm engine), by the kind of network and
 * whether it has a transformer. Only the proportions matter as soon as one run was done.
 */
const typicalSeconds: Record<PaperDistortion, Record<'fcn' | 'cnn', Pair>> = {
  R: { fcn: [1, 1.5], cnn: [8, 12] },
  RTS: { fcn: [1, 2], cnn: [33, 12] },
  P: { fcn: [1, 1.5], cnn: [8, 12] },
  E: { fcn: [1, 1.5], cnn: [8, 12] },
  TC: { fcn: [1.5, 2.5], cnn: [130, 17] },
  addition: { fcn: [1.5, 4], cnn: [61, 20] },
};

/** Seconds that all these runs will take together, one after the other. */
export function secondsFor(
  runs: readonly Pick<WantedRun, 'cell'>[],
  results: readonly RunResult[],
  cells: readonly ScoreboardCell[],
): number {
  const done = results.flatMap((result) => {
    const cell = cells.find(({ id }) => id === result.cell);
    return result.outcome === 'completed' && cell ? [{ cell, result }] : [];
  });
  const pace = paceOf(done);
  return sum(
    runs.map(({ cell }) => {
      const own = done.filter((other) => other.cell === cell);
      const epochSeconds =
        own.length > 0
          ? sum(own.map(({ result }) => result.seconds)) / sum(own.map(({ result }) => result.epochs))
          : pace * typical(cell);
      return cell.config.epochs * epochSeconds;
    }),
  );
}

/** How many times longer than typical the runs here took. */
function paceOf(done: readonly { readonly cell: ScoreboardCell; readonly result: CompletedRun }[]): number {
  const expected = sum(done.map(({ cell, result }) => result.epochs * typical(cell)));
  return expected === 0 ? 1 : sum(done.map(({ result }) => result.seconds)) / expected;
}

function typical({ distortion, config }: ScoreboardCell): number {
  const [alone, withTransformer] = typicalSeconds[distortion][config.network.kind === 'cnn' ? 'cnn' : 'fcn'];
  return config.transformer.kind === 'none' ? alone : withTransformer;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
