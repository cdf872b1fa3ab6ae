/** Ctrl-C: the first ends the work cleanly, the second at once. */
import { exitCode } from './usage';

/**
 * @param interrupt is called once, at the first signal, or when nobody reads the output any more
 * @returns whether there was one
 */
export function onInterruption(interrupt: () => void): () => boolean {
  let interrupted = false;
  const listen = (): void => {
    // Asked for twice, it need not be clean.
    if (interrupted) process.exit(exitCode.interrupted);
    interrupted = true;
    interrupt();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listen);
  // Whoever read the output has enough, as `head` does.
  process.stdout.on('error', listen);
  return () => interrupted;
}
