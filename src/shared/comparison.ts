/** Several runs beside each other, as the host tells the comparison's page of them. */
import * as v from 'valibot';
import { bounded } from './batchRecord';
import { historySchema } from './historySchema';
import type { RunHistory } from './runHistory';
import type { TrainerEvent } from './trainerProtocol';

/** More can't be told apart, and fewer are no comparison. */
export const mostCompared = 8;
export const leastCompared = 2;

export const runStates = [
  'training',
  'paused',
  'completed',
  'stopped',
  'failed',
  /** No end, and nobody at work on it. */
  'interrupted',
  'unreadable',
] as const;

/** Where a run of the runs directory stands. */
export type RunState = (typeof runStates)[number];

const folderName = v.pipe(v.string(), v.nonEmpty(), v.maxLength(255));

export const comparedRunSchema = v.strictObject({
  /** Of its folder in the runs directory: by it messages name the run. */
  name: folderName,
  /** The user's own name for it; empty: the folder's. */
  label: v.string(),
  state: v.picklist(runStates),
  /** Why there is no history: one sentence; else empty. */
  problem: v.string(),
  /** What `comparable` leaves of it. */
  history: v.nullable(historySchema),
});

export type ComparedRun = v.InferOutput<typeof comparedRunSchema>;

/** No name twice. */
export const comparedNamesSchema = v.pipe(
  v.array(folderName),
  v.maxLength(mostCompared),
  v.check((names) => new Set(names).size === names.length, 'must name each run once'),
);

/** What a comparison's page keeps while it is away, so that a window that reloads knows its runs. */
const rememberedSchema = v.object({ names: comparedNamesSchema });

/** @param state what the page remembered, whatever that is */
export function rememberedNames(state: unknown): readonly string[] {
  const known = v.safeParse(rememberedSchema, state);
  return known.success ? known.output.names : [];
}

/** Of each run: eight of them are one message. */
const mostBatches = 2 ** 16;

/** A history without what no comparison shows: many numbers. */
export function comparable(history: RunHistory): RunHistory {
  const { started, batches, epochs, samples, changes, end } = history;
  return {
    ...{ started, epochs, samples, breakdowns: [], collapses: [], changes },
    batches: bounded(batches, mostBatches),
    ...(end && { end }),
  };
}

const comparedEvents = [
  'started',
  'resumed',
  'batch',
  'epoch',
  'samples',
  'changed',
  'finished',
  'failed',
] as const satisfies TrainerEvent['type'][];

/** Whether the event changes anything of what `comparable` leaves. */
export function isComparable({ type }: TrainerEvent): boolean {
  return (comparedEvents as readonly string[]).includes(type);
}
