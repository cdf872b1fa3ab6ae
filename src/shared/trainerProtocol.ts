/**
 * What the trainer process tells its owner (the extension host, the command line). The same events, as JSON lines, are a
 * run folder's `events.jsonl` and the output of `--json`.
 */
import * as v from 'valibot';
import { configSchema } from './config';
import { samples, thetas } from './epochFiles';
import { settingsChangeSchema } from './liveSettings';
import {
  countSchema as count,
  engineNameSchema as engineName,
  measureSchema as measure,
  sizeSchema as size,
} from './schemaParts';
import {
  answerEventSchema,
  benchmarkSchema,
  inspectionSchema,
  openedSchema,
  requestFailedSchema,
} from './trainerAnswers';
import { transformerKinds } from './transformers/spec';

/** Raised whenever a message changes its meaning; both sides refuse another's number. */
export const protocolVersion = 10;

const text = v.string();

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
  answerEventSchema,
  benchmarkSchema,
  requestFailedSchema,
  openedSchema,
]);

export type TrainerEvent = v.InferOutput<typeof trainerEventSchema>;
export type TrainerEventOf<TType extends TrainerEvent['type']> = Extract<TrainerEvent, { type: TType }>;
