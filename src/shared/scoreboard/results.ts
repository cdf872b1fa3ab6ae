/** What the runs of a table have brought: the content of `scoreboard.json`. */
import * as v from 'valibot';
import type { RunHistory } from '../runHistory';
import type { ScoreboardCell } from './cells';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Losses may be infinite, which JSON can't say; errors and times can't. */
const measure = v.pipe(v.number(), v.finite());

const run = {
  /** The cell's id. */
  cell: text,
  seed: count,
  /** Those of the run, as its config.json; other versions of the program may know more or fewer. */
  settings: v.record(text, v.unknown()),
  /** Of the run, relative to the table's folder. */
  directory: text,
  /** When the run began; ISO 8601. */
  time: text,
};

const completedSchema = v.strictObject({
  outcome: v.literal('completed'),
  ...run,
  /** On the test set after the last epoch, in percent. */
  error: measure,
  /** Trained. */
  epochs: count,
  /** Training and evaluation of all epochs. */
  seconds: measure,
  /** Weights of the whole network. */
  parameters: count,
  testCount: count,
  dataset: text,
  /** What the collapse watch has found first, in its sentence; null where all went well. */
  collapse: v.nullable(text),
  /** For a person: "wasm, WebAssembly with fused SIMD, 2 threads". */
  engine: text,
});

const failedSchema = v.strictObject({
  outcome: v.literal('failed'),
  ...run,
  /** One sentence. */
  message: text,
});

export const scoreboardSchema = v.strictObject({
  format: v.literal('stn-lab-scoreboard'),
  version: v.literal(1),
  /** At most one for each cell, seed and settings. */
  results: v.array(v.variant('outcome', [completedSchema, failedSchema])),
});

export type CompletedRun = v.InferOutput<typeof completedSchema>;
export type FailedRun = v.InferOutput<typeof failedSchema>;
export type RunResult = CompletedRun | FailedRun;

/** A run that the table needs. */
export interface WantedRun {
  readonly cell: ScoreboardCell;
  readonly seed: number;
}

/** How a run has ended. */
export type RunEnd =
  | { readonly outcome: 'completed'; readonly history: RunHistory }
  | { readonly outcome: 'failed'; readonly message: string }
  | { readonly outcome: 'stopped' };

/**
 * @param place when the run began, and its folder, relative to the table's
 * @returns undefined where the run was stopped: it has no result
 */
export function resultOf(
  { cell, seed }: WantedRun,
  end: RunEnd,
  place: { readonly time: string; readonly directory: string },
): RunResult | undefined {
  const common = { cell: cell.id, seed, settings: { ...cell.config, seed }, ...place };
  switch (end.outcome) {
    case 'stopped':
      return undefined;
    case 'failed':
      return { outcome: 'failed', ...common, message: end.message };
    case 'completed': {
      const { started, epochs, collapses } = end.history;
      const last = epochs.at(-1);
      if (!last) return { outcome: 'failed', ...common, message: 'The run ended without a single epoch.' };
      const { name, detail } = started.engine;
      return {
        outcome: 'completed',
        ...common,
        error: (100 * (last.test.total - last.test.correct)) / last.test.total,
        epochs: epochs.length,
        seconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
        parameters: started.network.parameters,
        testCount: last.test.total,
        dataset: started.dataset.name,
        collapse: collapses.at(0)?.message ?? null,
        engine: `${name} (${detail})`,
      };
    }
  }
}
