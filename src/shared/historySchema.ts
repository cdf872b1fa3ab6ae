/** A run's history as it comes from another process. */
import * as v from 'valibot';
import { isBatchRecord } from './batchRecord';
import type { RunHistory } from './runHistory';
import { trainerEventSchema, type TrainerEvent } from './trainerProtocol';

type EventType = TrainerEvent['type'];

const lists = {
  epochs: 'epoch',
  samples: 'samples',
  breakdowns: 'breakdown',
  collapses: 'collapse',
  changes: 'changed',
} as const satisfies Partial<Record<keyof RunHistory, EventType>>;

const schemas = new Map<EventType, v.GenericSchema>(
  trainerEventSchema.options.map((option) => [option.entries.type.literal, option]),
);

function isEvent(input: unknown, ...types: EventType[]): boolean {
  return types.some((type) => {
    const schema = schemas.get(type);
    return schema !== undefined && v.is(schema, input);
  });
}

/** The parts of a snapshot are checked as the events they are, one by one, by the schema of their kind. */
export const historySchema = v.custom<RunHistory>((input) => {
  if (typeof input !== 'object' || input === null) return false;
  const { started, batches, thetas, end, ...rest } = input as Partial<Record<keyof RunHistory, unknown>>;
  return (
    isEvent(started, 'started') &&
    isBatchRecord(batches) &&
    Object.entries(lists).every(([key, type]) => {
      const events = rest[key as keyof typeof lists];
      return Array.isArray(events) && events.every((event) => isEvent(event, type));
    }) &&
    (thetas === undefined || isEvent(thetas, 'thetas')) &&
    (end === undefined || isEvent(end, 'finished', 'failed'))
  );
}, 'must be the history of a run');
