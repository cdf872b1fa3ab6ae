/** The settings of a comparison's two runs. */
import { availableParallelism } from 'node:os';
import type { Config } from '../../shared/config';
import { parseConfig, type Parsed } from '../../shared/parseConfig';
import type { TrainerEventOf } from '../../shared/trainerProtocol';

/** The most that `stn.threads` may be. */
const mostThreads = 64;

/** Both runs train at once, so each gets half of the threads, or of the processors where the number was left open. */
export function withHalfTheThreads(config: Config, processors = availableParallelism()): Config {
  const half = Math.floor((config.threads || processors) / 2);
  return { ...config, threads: Math.min(mostThreads, Math.max(1, half)) };
}

/** What `withHalfTheThreads` takes to give the same again. */
export function withTwiceTheThreads(config: Config): Config {
  // So many, only an open number gives.
  const isOpen = 2 * config.threads > mostThreads;
  return { ...config, threads: isOpen ? 0 : 2 * config.threads };
}

/**
 * The settings of the run without a transformer: as many parameters as the first network has, spent on a wider
 * classifier, unless the user gave both a budget; the engine that the first run found, and all else its own.
 * @returns the problem where no network can have that many parameters
 */
export function twinOf({ config, engine, network }: TrainerEventOf<'started'>): Parsed<Config> {
  const parameters = config.network.parameters || network.parameters;
  return parseConfig({
    ...config,
    engine: engine.name,
    network: { ...config.network, parameters },
    transformer: { ...config.transformer, kind: 'none' },
  });
}
