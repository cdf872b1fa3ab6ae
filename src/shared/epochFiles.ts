/** What a run folder keeps of each epoch in a file of its own, in the folder of its type; epoch 0 is before training. */
import * as v from 'valibot';
import {
  countSchema as count,
  measureSchema as measure,
  pixelsSchema,
  poseSchema,
  sizeSchema as size,
  thetaSchema,
} from './schemaParts';

const sampledDigit = v.strictObject({
  /** Of the test set. */
  index: count,
  label: count,
  predicted: count,
  /** Of the predicted class. */
  probability: measure,
  theta: thetaSchema,
});

export type SampledDigit = v.InferOutput<typeof sampledDigit>;

/** What test digits look like before and after the transformer, and what the network makes of them. */
const pictures = {
  epoch: count,
  digits: v.array(sampledDigit),
  inputSize: size,
  outputSize: size,
  /** All digits' images, one after the other. */
  inputs: pixelsSchema,
  outputs: pixelsSchema,
};

/** The same fixed test digits after every epoch; epoch 0 is before training. */
export const samples = v.strictObject({ type: v.literal('samples'), ...pictures });

/** Digits of every cell of the confusion matrix after an epoch, few enough to keep: see `chooseGallery`. */
const gallery = v.strictObject({ type: v.literal('gallery'), ...pictures });

/**
 * Mean image and standard deviation of every class of many test digits, before and after the transformer. Bytes of all
 * classes one after the other; deviations are doubled, for 127.5 is the largest that bytes can have.
 */
const alignment = v.strictObject({
  type: v.literal('alignment'),
  epoch: count,
  /** How many there are of all classes. */
  digits: count,
  inputSize: size,
  outputSize: size,
  meansBefore: pixelsSchema,
  deviationsBefore: pixelsSchema,
  meansAfter: pixelsSchema,
  deviationsAfter: pixelsSchema,
});

/**
 * What theta is for many test digits after an epoch, the same ones each time; epoch 0 is before training. Where poses are
 * known, how they were distorted. Arrays are parallel.
 */
export const thetas = v.strictObject({
  type: v.literal('thetas'),
  epoch: count,
  /** Of the test set. */
  indices: v.array(count),
  labels: v.array(count),
  predicted: v.array(count),
  thetas: v.array(thetaSchema),
  poses: v.nullable(v.array(poseSchema)),
});

export const epochFileSchema = v.variant('type', [samples, thetas, gallery, alignment]);

export type EpochFile = v.InferOutput<typeof epochFileSchema>;
export type EpochFileKind = EpochFile['type'];
export type EpochFileOf<TKind extends EpochFileKind> = Extract<EpochFile, { type: TKind }>;

export const epochFileKinds = epochFileSchema.options.map((option) => option.entries.type.literal);

/** What samples and galleries have in common. */
export type Pictures = Omit<EpochFileOf<'samples'>, 'type'>;
