/**
 * Strokes of a digit that were found, one behind the other from `Room.strokes` on. All are found before the first is painted:
 * where a processor guesses a branch between them wrong, it loses what it has of the next ones.
 */
import { i32, type FunctionBuilder, type Local } from '../../engines/wasm/assembler';

/** Of a stroke: what is in them is up to who finds it, see crossings.ts, projection.ts and bands.ts. */
export const strokeBytes = 16;

/** Hardly any row takes more. */
export const usualStrokes = 4;

/**
 * Generates what writes the strokes of a row and moves `target` behind them.
 * @param left how many, below 1 where there is none; not kept
 * @param write generates the next one's writing, so far behind `target`
 */
export function writeStrokes(
  f: FunctionBuilder,
  target: Local<'i32'>,
  left: Local<'i32'>,
  write: (offset: number) => void,
): void {
  f.while(i32.ltSigned(i32.const(usualStrokes), left), () => {
    write(0);
    f.advance(target, strokeBytes);
    f.advance(left, -1);
  });
  // As many as hardly any row exceeds are always written, those too many to be written over: how many a row takes is often
  // guessed wrong.
  for (let at = 0; at < usualStrokes; at++) write(strokeBytes * at);
  const none = i32.const(0);
  f.set(left, i32.select(left, none, i32.ltSigned(none, left)));
  f.set(target, i32.add(target, i32.times(left, strokeBytes)));
}
