/** What the owner of a trainer process (the extension host, the command line) tells it to do. */
import * as v from 'valibot';
import { configSchema } from './config';
import { liveSettingsSchema } from './liveSettings';
import { querySchema } from './queries';
import { countSchema as count, pixelsSchema } from './schemaParts';

const text = v.string();

/** Folders that a trainer may use; the owner decides them, absolute. */
const places = v.strictObject({
  /** Where downloads are kept. */
  cacheDirectory: text,
  /** Holds `node_modules/@tensorflow/tfjs-node`; empty where only the trainer's own surroundings are to be searched. */
  tensorflowDirectory: text,
});

export type Places = v.InferOutput<typeof places>;

const start = v.strictObject({
  type: v.literal('start'),
  config: configSchema,
  /** Is made; must not hold a run. */
  runDirectory: text,
  places,
});

/** Goes on with a run that was interrupted, from its last checkpoint, as its `config.json` has it. */
const resume = v.strictObject({ type: v.literal('resume'), runDirectory: text, places });

/** Loads a finished or stopped run's newest weights, to inspect digits with. */
const open = v.strictObject({ type: v.literal('open'), runDirectory: text, places });

/** Ends training after the batch at work. */
const stop = v.strictObject({ type: v.literal('stop') });

/** Rests after the batch at work, with a checkpoint, until it is told to go on. */
const pause = v.strictObject({ type: v.literal('pause') });

/** Goes on: to the end, or to the next pause, after one batch or at the end of the epoch. */
const advance = v.strictObject({ type: v.literal('advance'), by: v.picklist(['run', 'epoch', 'batch']) });

/** Ends training with the epoch at work; or no longer, where that is not wanted any more. */
const stopAfterEpoch = v.strictObject({ type: v.literal('stopAfterEpoch'), wanted: v.boolean() });

/** Trains with these settings from the next batch on. The answer is `changed`, where something changes. */
const change = v.strictObject({ type: v.literal('change'), settings: liveSettingsSchema });

/** Whole epochs trained, of whose weights something is asked; absent: the weights as they are now. */
export const askedEpochSchema = v.optional(count);

const inspect = v.strictObject({
  type: v.literal('inspect'),
  request: count,
  index: count,
  epoch: askedEpochSchema,
});

/** As `inspect`, for an image of the owner's: as large as the network's input. The answer is an `inspection`. */
const look = v.strictObject({
  type: v.literal('look'),
  request: count,
  image: pixelsSchema,
  epoch: askedEpochSchema,
});

/** More about the network. The answer is an `answer`. */
const query = v.strictObject({
  type: v.literal('query'),
  request: count,
  query: querySchema,
  epoch: askedEpochSchema,
});

/** Needs no run, and none may be going on. */
const benchmarkCommand = v.strictObject({
  type: v.literal('benchmark'),
  request: count,
  config: configSchema,
  places,
});

export const trainerCommandSchema = v.variant('type', [
  start,
  resume,
  open,
  stop,
  pause,
  advance,
  stopAfterEpoch,
  change,
  inspect,
  look,
  query,
  benchmarkCommand,
]);

export type TrainerCommand = v.InferOutput<typeof trainerCommandSchema>;
/** Those to the run that is going on, besides `stop`. */
export type SteeringCommand = Extract<
  TrainerCommand,
  { type: 'pause' | 'advance' | 'stopAfterEpoch' | 'change' }
>;
