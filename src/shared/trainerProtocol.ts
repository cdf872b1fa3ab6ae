/**
 * What the trainer process and its owner (the extension host, the command line) say to each other. The same events, as
 * JSON lines, are a run folder's `events.jsonl` and the output of `--json`.
 */
import * as v from 'valibot';
import { configSchema } from './config';
import { samples, thetas } from './epochFiles';
import { liveSettingsSchema, settingsChangeSchema } from './liveSettings';
import { answerSchema, querySchema } from './queries';
import {
  countSchema as count,
  measureSchema as measure,
  pixelsSchema,
  poseSchema,
  sizeSchema as size,
  thetaSchema,
} from './schemaParts';
import { transformerKinds } from './transformers/spec';

/** Raised whenever a message changes its meaning; both sides refuse another's number. */
export const protocolVersion = 10;

const text = v.string();

const engineName = v.picklist(['tensorflow', 'wasm']);

export type ImageSize = v.InferOutput<typeof size>;

const ready = v.strictObject({
  type: v.literal('ready'),
  protocol: v.number(),
  pid: count,
  node: text,
});

const log = v.strictObject({
  type: v.literal('log'),
  level: v.picklist(['debug', 'info', 'warning', 'error']),
  message: text,
});

/** What happens before the first batch: loading or downloading data, compiling the engine. */
const preparing = v.strictObject({
  type: v.literal('preparing'),
  message: text,
  /** Share done, from 0 to 1; null where nobody knows. */
  fraction: v.nullable(v.number()),
});

const started = v.strictObject({
  type: v.literal('started'),
  /** ISO 8601. */
  time: text,
  directory: text,
  config: configSchema,
  engine: v.strictObject({
    name: engineName,
    /** What it computes with, for a person: "TensorFlow 2.21, 2 threads". */
    detail: text,
    threads: count,
    /** Why this engine: "configured", or why `auto` picked it. */
    reason: text,
  }),
  dataset: v.strictObject({
    name: text,
    /** Where it came from: a folder, the cache, a mirror, "built in". */
    source: text,
    /** A sentence that the user has to see, such as that this is not MNIST; empty where there is none. */
    notice: text,
    trainCount: count,
    testCount: count,
    size,
    classNames: v.array(text),
  }),
  network: v.strictObject({
    parameters: count,
    /** Of those; the others are the localization networks'. */
    classifierParameters: count,
    /** Those that read the image side by side: theta is theirs, one after the other. None: there is no theta. */
    transformers: v.array(
      v.strictObject({ kind: v.picklist(transformerKinds), controlPoints: count, bounded: v.boolean() }),
    ),
    transformedSize: size,
  }),
  batchesPerEpoch: count,
});

/**
 * A run that was interrupted goes on after so many whole epochs and batches beyond those; what was told of later ones is
 * superseded: it will be told again.
 */
const resumed = v.strictObject({
  type: v.literal('resumed'),
  /** ISO 8601. */
  time: text,
  epoch: count,
  batch: count,
  /** All that were made up to there; others are superseded, too. */
  changes: v.optional(v.array(settingsChangeSchema), []),
});

/** Whether training goes on; told whenever that changes. */
const steering = v.strictObject({
  type: v.literal('steering'),
  /** `pausing`: rests after the batch, or the evaluation, at work. */
  state: v.picklist(['running', 'pausing', 'paused']),
  /** The run ends with the epoch at work. */
  stopsAfterEpoch: v.boolean(),
});

const batch = v.strictObject({
  type: v.literal('batch'),
  /** From 1. */
  epoch: count,
  /** Batches of this epoch done before this one, as PyTorch's `batch_idx`. */
  batch: count,
  /** Mean negative log-likelihood of this batch. */
  loss: measure,
  /** Mean over the batches since the last event. */
  meanLoss: measure,
  imagesPerSecond: measure,
  /** Seconds to the end of the run; null before there is anything to go by. */
  etaSeconds: v.nullable(measure),
});

const evaluation = v.strictObject({
  /** Mean negative log-likelihood. */
  loss: measure,
  /** From 0 to 1. */
  accuracy: measure,
  correct: count,
  total: count,
});

export type Evaluation = v.InferOutput<typeof evaluation>;

const epoch = v.strictObject({
  type: v.literal('epoch'),
  epoch: count,
  /** Mean over the epoch's batches, as they were trained. */
  trainLoss: measure,
  test: evaluation,
  /** Training and evaluation of this epoch. */
  seconds: measure,
  /** In training alone. */
  imagesPerSecond: measure,
  /** Of the epoch's last batch. */
  learningRate: measure,
  etaSeconds: measure,
});

/** 5, 25, 50, 75 and 95 percent of the digits lie below these. */
const quantiles = v.pipe(v.array(measure), v.length(5));

/** How the affine part of theta spreads over digits, in the terms of `affineTerms`. */
const poseSpread = v.strictObject({
  /** Within half a turn of the digits' mean direction, so that a box never wraps around. */
  rotation: quantiles,
  scaleX: quantiles,
  scaleY: quantiles,
  shear: quantiles,
  translationX: quantiles,
  translationY: quantiles,
});

export type PoseSpread = v.InferOutput<typeof poseSpread>;

/** What an epoch's evaluation says of all test digits, class by class; epoch 0 is before training. */
const breakdown = v.strictObject({
  type: v.literal('breakdown'),
  epoch: count,
  /** Numbers of digits, by true class (row) and predicted class. */
  confusion: v.pipe(
    v.array(v.array(count)),
    v.check(
      (rows) => rows.every(({ length }) => length === rows.length),
      'must have as many columns as rows',
    ),
  ),
  /** Of each transformer; a class that the test set lacks has none. */
  poses: v.array(v.strictObject({ all: poseSpread, classes: v.array(v.nullable(poseSpread)) })),
  /**
   * Share of the pixels' variance that the class explains, before and after the transformer: see `explainedShare` in
   * classImages.ts. Null where there is no transformer.
   */
  alignment: v.nullable(v.strictObject({ before: measure, after: measure })),
});

/** The transformers of most digits do nothing useful any more; told once, when it is first seen. */
const collapse = v.strictObject({
  type: v.literal('collapse'),
  epoch: count,
  finding: v.picklist(['shrinking', 'growing', 'flipping', 'leaving']),
  /** One sentence: what is seen, on how many digits. */
  message: text,
  /** One sentence: what to try. */
  advice: text,
});

const weights = v.strictObject({
  type: v.literal('weights'),
  /** Whole epochs trained. */
  epoch: count,
  /** Batches trained beyond those. */
  batch: count,
  /** Relative to the run folder. */
  directory: text,
});

const finished = v.strictObject({
  type: v.literal('finished'),
  outcome: v.picklist(['completed', 'stopped']),
  /** Whole epochs done. */
  epochs: count,
  seconds: measure,
  /** `report.html`, relative to the run folder. */
  report: v.nullable(text),
});

const failed = v.strictObject({
  type: v.literal('failed'),
  /** One sentence for the user: what was wrong, where, what to do. */
  message: text,
  /** For the log: a stack. */
  detail: v.optional(text),
});

export const inspectionSchema = v.strictObject({
  type: v.literal('inspection'),
  request: count,
  /** Of the test digit; null where the image came with the request. */
  index: v.nullable(count),
  testCount: count,
  /** null where nobody knows. */
  label: v.nullable(count),
  classNames: v.array(text),
  /** Whole epochs trained when this was computed. */
  epoch: count,
  /** Batches trained beyond those. */
  batch: count,
  theta: thetaSchema,
  /** null where the digit is not distorted, or there are two. */
  pose: v.nullable(poseSchema),
  /** Of each class. */
  probabilities: v.array(measure),
  inputSize: size,
  outputSize: size,
  input: pixelsSchema,
  output: pixelsSchema,
  alignCorners: v.boolean(),
});

const benchmarkRow = v.strictObject({
  engine: engineName,
  /** What it computes with, for a person; where it can't run, one sentence on why and what to do. */
  detail: text,
  /** 0 where it can't run. */
  threads: count,
  /** In images a second; null where it can't run. */
  speed: v.nullable(v.strictObject({ training: measure, evaluation: measure })),
});

export type BenchmarkRow = v.InferOutput<typeof benchmarkRow>;

/** Every engine timed on the network of a configuration. */
const benchmark = v.strictObject({
  type: v.literal('benchmark'),
  request: count,
  network: v.strictObject({ input: size, parameters: count }),
  batchSize: count,
  testBatchSize: count,
  rows: v.array(benchmarkRow),
});

/** What was asked by `query`. */
const answer = v.strictObject({ type: v.literal('answer'), request: count, answer: answerSchema });

/** The answer to `inspect`, `look`, `query` or `benchmark` where there is none. */
const requestFailed = v.strictObject({
  type: v.literal('requestFailed'),
  request: count,
  message: text,
});

/** A run folder's network and data are loaded: digits can be inspected. Epoch and batch as in `weights`. */
const opened = v.strictObject({ type: v.literal('opened'), directory: text, epoch: count, batch: count });

export const trainerEventSchema = v.variant('type', [
  ready,
  log,
  preparing,
  started,
  resumed,
  steering,
  settingsChangeSchema,
  batch,
  epoch,
  samples,
  thetas,
  breakdown,
  collapse,
  weights,
  finished,
  failed,
  inspectionSchema,
  answer,
  benchmark,
  requestFailed,
  opened,
]);

export type TrainerEvent = v.InferOutput<typeof trainerEventSchema>;
export type TrainerEventOf<TType extends TrainerEvent['type']> = Extract<TrainerEvent, { type: TType }>;

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
