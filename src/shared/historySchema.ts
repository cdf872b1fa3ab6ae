/** A run's history as it comes from another process. */
import * as v from 'valibot';
import { isBatchRecord } from './batchRecord';
import type { RunHistory } from './runHistory';
import { trainerEventSchema } from './trainerProtocol';

const startedSchema = trainerEventSchema.options.find((option) => option.entries.type.literal === 'started');

/** The parts of a snapshot are checked as the events they are, one by one, by the schema of their kind. */
export const historySchema = v.custom<RunHistory>(
  (input) =>
    typeof input === 'object' &&
    input !== null &&
    'started' in input &&
    startedSchema !== undefined &&
    v.is(startedSchema, input.started) &&
    'batches' in input &&
    isBatchRecord(input.batches) &&
    (['epochs', 'samples', 'breakdowns', 'collapses', 'changes'] as const).every((key) => {
      const events = (input as Record<string, unknown>)[key];
      return Array.isArray(events) && events.every((event) => v.is(trainerEventSchema, event));
    }) &&
    (!('thetas' in input) || input.thetas === undefined || v.is(trainerEventSchema, input.thetas)),
  'must be the history of a run',
);
