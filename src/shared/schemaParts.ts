/** What the messages of several protocols are made of. */
import * as v from 'valibot';

export const countSchema = v.pipe(v.number(), v.integer(), v.minValue(0));

export const sizeSchema = v.strictObject({
  height: countSchema,
  width: countSchema,
  channels: countSchema,
});

/** Losses may become NaN or infinite: that is news too, not a malformed message. (`number` alone refuses NaN.) */
export const measureSchema = v.union([v.number(), v.nan()]);

/** One byte a pixel, rows from the top, channels last. */
export const pixelsSchema = v.custom<Uint8Array>((input) => input instanceof Uint8Array, 'must be bytes');

/**
 * How a digit was distorted, as the affine part of it that a theta can undo: the matrix row by row that takes points of
 * the distorted image to those of the digit upright, in the middle, filling its 28×28 square. Both are in theta's
 * coordinates: −1 to 1, as `sampler.alignCorners` has it. So the pose's inverse is the theta that shows the digit filling
 * the output; and where a network undoes distortions perfectly, pose · theta (each with a third row 0 0 1) is the same
 * for all digits: how it likes to see them. Where corners or control points were moved, it is the closest affine matrix.
 */
export const poseSchema = v.pipe(v.array(measureSchema), v.length(6));

/** The numbers of all transformers, one after the other: see `transformers/spec.ts`. */
export const thetaSchema = v.array(measureSchema);

export const engineNameSchema = v.picklist(['tensorflow', 'wasm']);
