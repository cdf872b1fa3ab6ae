/** What the inspector asks of a loaded network beyond one inspection: many images, thetas or epochs, answered at once. */
import * as v from 'valibot';
import { countSchema, measureSchema, pixelsSchema, thetaSchema } from './schemaParts';

/** More would keep others waiting who ask. */
export const mostAtOnce = 1024;
/** Each epoch's weights have to be read. */
export const mostEpochsAtOnce = 16;

/** [[a, b, tx], [c, d, ty]] row by row, from output to input coordinates. */
const matrix = v.pipe(v.array(v.pipe(v.number(), v.finite())), v.length(6));
/** A row for each image or matrix. */
const rows = v.array(v.array(measureSchema));

export const querySchema = v.variant('kind', [
  /** What the network makes of each of several images, one after the other, each as large as its input. */
  v.strictObject({ kind: v.literal('survey'), images: pixelsSchema }),
  /** What the classifier makes of one image where the sampling grid is moved by each of these matrices, not by theta. */
  v.strictObject({
    kind: v.literal('resample'),
    image: pixelsSchema,
    matrices: v.pipe(v.array(matrix), v.minLength(1), v.maxLength(mostAtOnce)),
  }),
  /** What the network made of one image at each of these epochs: whole epochs trained, 0 is before training. */
  v.strictObject({
    kind: v.literal('epochs'),
    image: pixelsSchema,
    epochs: v.pipe(v.array(countSchema), v.minLength(1), v.maxLength(mostEpochsAtOnce)),
  }),
]);

export type Query = v.InferOutput<typeof querySchema>;
export type QueryOf<TKind extends Query['kind']> = Extract<Query, { kind: TKind }>;

const epochSeen = v.strictObject({
  epoch: countSchema,
  /** Null where the epoch's weights can't be had. */
  sight: v.nullable(
    v.strictObject({
      theta: thetaSchema,
      logProbabilities: v.array(measureSchema),
      /** As large as an inspection's output. */
      output: pixelsSchema,
    }),
  ),
  /** Why there is nothing to see, as one sentence; else empty. */
  problem: v.string(),
});

export type EpochSeen = v.InferOutput<typeof epochSeen>;

export const answerSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('survey'),
    /** Of each image: the numbers of all transformers. */
    thetas: rows,
    /** Of each image: of each class. */
    logProbabilities: rows,
  }),
  v.strictObject({
    kind: v.literal('resample'),
    /** What the sampler read with the first matrix, as large as an inspection's output. */
    output: pixelsSchema,
    /** Of each matrix: of each class. */
    logProbabilities: rows,
  }),
  v.strictObject({ kind: v.literal('epochs'), seen: v.array(epochSeen) }),
]);

export type Answer = v.InferOutput<typeof answerSchema>;
export type AnswerOf<TKind extends Query['kind']> = Extract<Answer, { kind: TKind }>;
