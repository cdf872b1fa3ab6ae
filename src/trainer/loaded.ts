/** Data, engine and weights of a run, ready to compute. */
import type { Config } from '../shared/config';
import { messageOf } from '../shared/messageOf';
import type { Places } from '../shared/trainerCommands';
import { loadDataset, type Dataset } from './data/dataset';
import { prepareExamples, type Examples } from './data/examples';
import type { Position } from './data/feed/feed';
import { fingerprint } from './data/fingerprint';
import { normalizationTable } from './data/normalization';
import type { Engine, NamedTensors } from './engines/engine';
import { describeSurroundings, describeTask, selectEngine, type SelectedEngine } from './engines/select';
import { describeNetwork } from '../shared/network/describeNetwork';
import type { NetworkSpec } from '../shared/network/network';
import { UserError } from './userError';

/** Everything needed to compute: there from the moment an engine is compiled until the next start. */
export interface Loaded extends SelectedEngine {
  /** Another one where the sampler's settings were changed, as the network. */
  engine: Engine;
  network: NetworkSpec;
  readonly config: Config;
  /** The data's origin; images are in the examples. */
  readonly origin: Pick<Dataset, 'name' | 'source' | 'notice'>;
  readonly examples: Examples;
  readonly position: Position;
  /** The data's `fingerprint`. */
  readonly data: number;
}

export interface LoadRunOptions {
  readonly config: Config;
  readonly places: Places;
  readonly weights: (network: NetworkSpec) => NamedTensors;
  readonly position: Position;
  /** Folder of the built bundles. */
  readonly distribution: string;
  /** @param fraction from 0 to 1; null where nobody knows */
  readonly progress: (message: string, fraction: number | null) => void;
  readonly signal: AbortSignal;
}

/**
 * Loads the data, compiles the engine and gives it its weights.
 * @throws UserError where one of them can't be had; the signal's reason when aborted
 */
export async function loadRun(options: LoadRunOptions): Promise<Loaded> {
  const { config, places, weights, position, distribution, progress, signal } = options;
  const dataset = await loadDataset({
    choice: config.dataset,
    dataDirectory: config.dataDirectory,
    environmentDirectory: process.env.STN_DATA_DIR ?? '',
    cacheDirectory: places.cacheDirectory,
    onProgress: progress,
    signal,
  });
  const examples = prepareExamples(dataset, config);
  progress('Compiling the network', null);
  const network = networkOf(config, examples);
  const selected = await selectEngine(
    config.engine,
    describeTask(config, network),
    describeSurroundings(places, distribution),
  );
  try {
    selected.engine.writeWeights(weights(network));
  } catch (error) {
    selected.engine.dispose();
    throw new UserError(
      `The weights don't fit the network that the settings describe (${messageOf(error)}): they belong to another run; train this one again.`,
    );
  }
  const { name, source, notice } = dataset;
  return {
    ...{ ...selected, config, origin: { name, source, notice }, examples, network, position },
    data: fingerprint(dataset),
  };
}

/**
 * Has another engine of the same kind go on with the weights and the optimizer's state: kernels are compiled for one
 * sampler. What was there before stays where that fails.
 * @param config differs in the sampler's settings alone
 * @throws UserError where there is no room for another engine
 */
export async function changeSampler(
  loaded: Loaded,
  config: Config,
  { places, distribution }: Pick<LoadRunOptions, 'places' | 'distribution'>,
): Promise<void> {
  const before = loaded.engine;
  const network = networkOf(config, loaded.examples);
  const { engine } = await selectEngine(
    before.name,
    describeTask(config, network),
    describeSurroundings(places, distribution),
  );
  try {
    engine.writeWeights(before.readWeights());
    engine.writeOptimizer(before.readOptimizer());
  } catch (error) {
    engine.dispose();
    throw error;
  }
  loaded.engine = engine;
  loaded.network = network;
  before.dispose();
}

/** The network that these settings describe for these examples. */
export function networkOf(
  config: Config,
  { size, classNames, normalization }: Pick<Examples, 'size' | 'classNames' | 'normalization'>,
): NetworkSpec {
  return describeNetwork(config, size, classNames.length, normalizationTable(normalization)[0]);
}
