/** Waits for what a run folder keeps of an epoch, where it is wanted for more than the page. */
import { retryMs } from './epochPlayer';

/** A run folder on a slow disk answers long before. */
const patienceMs = 15_000;

/**
 * @param find asks for it as the slider does; undefined while it is on its way
 * @throws Error with one sentence where it does not come, or `find` throws one
 */
export async function arrival<T>(epoch: number, find: () => T | undefined, signal: AbortSignal): Promise<T> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end && !signal.aborted) {
    const found = find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
  throw new Error(
    `The digits of epoch ${epoch} did not come within ${patienceMs / 1000} seconds; try again.`,
  );
}
