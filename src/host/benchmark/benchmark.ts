/** Times the engines in a trainer process of its own, which is gone afterwards. */
import type { Config } from '../../shared/config';
import type { TrainerEventOf } from '../../shared/trainerProtocol';
import { TrainerProcess } from '../training/trainerProcess';
import type { TrainingOptions } from '../training/training';

export type BenchmarkOptions = Pick<TrainingOptions, 'script' | 'timeouts' | 'log' | 'surroundings'>;

/**
 * @param signal ends it: it then rejects
 * @throws FaultError
 */
export async function benchmarkEngines(
  { script, timeouts, log, surroundings }: BenchmarkOptions,
  config: Config,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<TrainerEventOf<'benchmark'>> {
  signal.throwIfAborted();
  const { nodePath, places } = surroundings();
  const trainer = new TrainerProcess({
    script,
    nodePath,
    timeouts,
    onEvent: (event) => {
      if (event.type === 'preparing') onProgress(event.message);
    },
    onMalformed: (sentence) => log.warn(sentence),
    onOutput: (stream, line) => (stream === 'stdout' ? log.info(line) : log.warn(line)),
    // The request rejects with the same fault.
    onDeath: () => undefined,
  });
  const end = (): void => trainer.dispose();
  signal.addEventListener('abort', end);
  try {
    await trainer.ready;
    return await trainer.benchmark(config, places);
  } finally {
    signal.removeEventListener('abort', end);
    end();
    await trainer.ended;
  }
}
