/** What the trainer answers to what it was asked: events too, but no part of a run's story. */
import * as v from 'valibot';
import { answerSchema } from './queries';
import {
  countSchema as count,
  engineNameSchema as engineName,
  measureSchema as measure,
  pixelsSchema,
  poseSchema,
  sizeSchema as size,
  thetaSchema,
} from './schemaParts';

const text = v.string();

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
export const benchmarkSchema = v.strictObject({
  type: v.literal('benchmark'),
  request: count,
  network: v.strictObject({ input: size, parameters: count }),
  batchSize: count,
  testBatchSize: count,
  rows: v.array(benchmarkRow),
});

/** What was asked by `query`. */
export const answerEventSchema = v.strictObject({
  type: v.literal('answer'),
  request: count,
  answer: answerSchema,
});

/** The answer to `inspect`, `look`, `query` or `benchmark` where there is none. */
export const requestFailedSchema = v.strictObject({
  type: v.literal('requestFailed'),
  request: count,
  message: text,
});

/** A run folder's network and data are loaded: digits can be inspected. Epoch and batch as in `weights`. */
export const openedSchema = v.strictObject({
  type: v.literal('opened'),
  directory: text,
  epoch: count,
  batch: count,
});
