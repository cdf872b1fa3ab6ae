/** What the messages of several protocols are made of. */
import * as v from 'valibot';

/** Losses may become NaN or infinite: that is news too, not a malformed message. (`number` alone refuses NaN.) */
export const measureSchema = v.union([v.number(), v.nan()]);

/** One byte a pixel, rows from the top, channels last. */
export const pixelsSchema = v.custom<Uint8Array>((input) => input instanceof Uint8Array, 'must be bytes');
