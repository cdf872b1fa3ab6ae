/** The test digit's index as a person types it. */

export type ParsedIndex =
  { readonly ok: true; readonly index: number } | { readonly ok: false; readonly problem: string };

/** @param count digits in the test set; undefined while it is not known */
export function parseIndex(text: string, count: number | undefined): ParsedIndex {
  const last = count === undefined ? undefined : Math.max(0, count - 1);
  const problem = `Type a whole number from 0${last === undefined ? '' : ` to ${last}`}.`;
  if (!/^\s*\d{1,9}\s*$/.test(text)) return { ok: false, problem };
  const index = Number(text);
  return last !== undefined && index > last ? { ok: false, problem } : { ok: true, index };
}

/** One further or back, around the ends. */
export function stepIndex(index: number, step: number, count: number | undefined): number {
  if (count === undefined || count === 0) return Math.max(0, index + step);
  return (((index + step) % count) + count) % count;
}
