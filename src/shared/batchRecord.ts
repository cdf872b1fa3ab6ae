/**
 * What a run's batches told, in columns: a thousand epochs are a million points, and that many objects would need
 * hundreds of megabytes and minutes to be checked.
 */
import * as v from 'valibot';
import { trainerEventSchema, type TrainerEventOf } from './trainerProtocol';

type BatchEvent = TrainerEventOf<'batch'>;

export interface BatchRecord {
  /** Points that are kept, oldest first; the columns may have room for more. */
  length: number;
  /** Batches of the whole run that were done with each point; ascending. */
  ends: Float64Array;
  /** Mean train loss since the point before. */
  losses: Float32Array;
  /** Images a second. */
  speeds: Float32Array;
  /** The event of the last point, whole. */
  newest?: BatchEvent;
}

/** Points of 16 bytes each: as many as the longest runs have, though nothing grows without bound. */
export const maximumBatches = 2 ** 20;

export function noBatches(): BatchRecord {
  return {
    length: 0,
    ends: new Float64Array(),
    losses: new Float32Array(),
    speeds: new Float32Array(),
  };
}

/**
 * Adds a point at the end, in place; one that comes before it is left out.
 * @returns the record; another one where it was thinned out to be bounded
 */
export function addBatch(record: BatchRecord, event: BatchEvent, batchesPerEpoch: number): BatchRecord {
  const { length } = record;
  const end = (event.epoch - 1) * Math.max(1, batchesPerEpoch) + event.batch + 1;
  record.newest = event;
  if (length > 0 && end <= record.ends[length - 1]) return record;
  if (length === record.ends.length) makeRoom(record);
  record.ends[length] = end;
  record.losses[length] = event.meanLoss;
  record.speeds[length] = event.imagesPerSecond;
  record.length++;
  return record.length < maximumBatches ? record : thinnedOut(record, maximumBatches / 2);
}

function makeRoom(record: BatchRecord): void {
  const room = Math.max(64, 2 * record.length);
  const grown = <TColumn extends Float32Array | Float64Array>(column: TColumn, larger: TColumn): TColumn => {
    larger.set(column);
    return larger;
  };
  record.ends = grown(record.ends, new Float64Array(room));
  record.losses = grown(record.losses, new Float32Array(room));
  record.speeds = grown(record.speeds, new Float32Array(room));
}

/** Those of the first so many batches of the run. */
export function batchesUpTo(record: BatchRecord, end: number, batchesPerEpoch: number): BatchRecord {
  const length = firstAfter(record.ends, record.length, end);
  if (length === record.length) return record;
  const kept = cut({ ...record, length });
  delete kept.newest;
  if (length === 0) return kept;
  const perEpoch = Math.max(1, batchesPerEpoch);
  const done = kept.ends[length - 1] - 1;
  const loss = kept.losses[length - 1];
  kept.newest = {
    ...{ type: 'batch', epoch: 1 + Math.floor(done / perEpoch), batch: done % perEpoch },
    ...{ loss, meanLoss: loss, imagesPerSecond: kept.speeds[length - 1], etaSeconds: null },
  };
  return kept;
}

/** A copy to be sent: without the room for more. */
export function cut(record: BatchRecord): BatchRecord {
  const { length, ends, losses, speeds } = record;
  return {
    ...record,
    ends: ends.slice(0, length),
    losses: losses.slice(0, length),
    speeds: speeds.slice(0, length),
  };
}

/** A copy to be sent, of at most so many points. */
export function bounded(record: BatchRecord, most: number): BatchRecord {
  return record.length > most ? thinnedOut(record, most) : cut(record);
}

/**
 * At most so many points, as even as they were: of each group those of the highest and the lowest loss, so that nothing
 * that stuck out is gone, and always the last point.
 */
export function thinnedOut(record: BatchRecord, most: number): BatchRecord {
  const { length, losses } = record;
  const kept: number[] = [];
  const groups = Math.max(1, Math.floor((most - 1) / 2));
  for (let group = 0; group < groups; group++) {
    const from = Math.floor((group * (length - 1)) / groups);
    const to = Math.floor(((group + 1) * (length - 1)) / groups);
    kept.push(...extremes(losses, from, to));
  }
  if (length > 0) kept.push(length - 1);
  const { newest } = record;
  return {
    length: kept.length,
    ends: Float64Array.from(kept, (at) => record.ends[at]),
    losses: Float32Array.from(kept, (at) => losses[at]),
    speeds: Float32Array.from(kept, (at) => record.speeds[at]),
    ...(newest && { newest }),
  };
}

/**
 * Where the lowest and the highest of a part's numbers are, in order; one place where they are the same. What is not
 * finite counts only where nothing else is there.
 * @returns none for an empty part
 */
export function extremes(values: ArrayLike<number>, from: number, to: number): number[] {
  if (from >= to) return [];
  let [lowest, highest] = [-1, -1];
  let [low, high] = [Infinity, -Infinity];
  for (let at = from; at < to; at++) {
    const value = values[at];
    // Infinite ones are neither.
    if (value < low && value > -Infinity) [low, lowest] = [value, at];
    if (value > high && value < Infinity) [high, highest] = [value, at];
  }
  if (lowest < 0) return [from];
  if (lowest === highest) return [lowest];
  return lowest < highest ? [lowest, highest] : [highest, lowest];
}

/** How many of the first `length` numbers, which ascend, are at most `value`. */
export function firstAfter(ascending: ArrayLike<number>, length: number, value: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const newestSchema = trainerEventSchema.options.find((option) => option.entries.type.literal === 'batch');

/** Whether this is one whole, as a snapshot brings it. */
export function isBatchRecord(input: unknown): input is BatchRecord {
  if (typeof input !== 'object' || input === null) return false;
  const { length, ends, losses, speeds, newest } = input as Partial<Record<keyof BatchRecord, unknown>>;
  return (
    Number.isInteger(length) &&
    ends instanceof Float64Array &&
    [losses, speeds].every((column) => column instanceof Float32Array && column.length === length) &&
    ends.length === length &&
    ends.every((end, at) => at === 0 || end > ends[at - 1]) &&
    (length === 0 ? newest === undefined : newestSchema !== undefined && v.is(newestSchema, newest))
  );
}
