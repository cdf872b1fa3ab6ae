/** What the inspector asks of a loaded network beyond one inspection: many images, or many thetas, answered at once. */
import * as v from 'valibot';
import { measureSchema, pixelsSchema } from './schemaParts';

/** More would keep a training waiting. */
export const mostAtOnce = 1024;

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
]);

export type Query = v.InferOutput<typeof querySchema>;

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
]);

export type Answer = v.InferOutput<typeof answerSchema>;
export type AnswerOf<TKind extends Query['kind']> = Extract<Answer, { kind: TKind }>;
