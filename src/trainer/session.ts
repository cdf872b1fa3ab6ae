/**
 * One trainer: runs a training, keeps its network for inspection afterwards. Knows nothing of processes or terminals;
 * the fork's entry (process.ts) and the command line (cli/) drive the very same class.
 */
import { join } from 'node:path';
import type { Config } from '../shared/config';
import { ignoredSettings } from '../shared/ignoredSettings';
import { applyEvent, type RunHistory } from '../shared/runHistory';
import type { Places, TrainerEvent } from '../shared/trainerProtocol';
import { benchmarkEngines } from './benchmark';
import { loadDataset, type Dataset } from './data/dataset';
import { prepareExamples, type Examples } from './data/examples';
import { normalizationTable } from './data/normalization';
import type { NamedTensors } from './engines/engine';
import { describeSurroundings, describeTask, selectEngine, type SelectedEngine } from './engines/select';
import { initialWeights } from './model/initialise';
import { describeNetwork } from './model/describeNetwork';
import { parameterCount, parametersOf, type NetworkSpec } from './model/network';
import { createObserver } from './observer';
import { evaluate, train, type Position } from './loop';
import { inspectDigit } from './pictures';
import { randomStreams } from './random';
import { reportPage } from './run/report';
import { readSavedRun, RunFolder } from './run/runFolder';
import { UserError } from './userError';

/** Everything needed to compute: there from the moment an engine is compiled until the next start. */
interface Loaded extends SelectedEngine {
  readonly config: Config;
  /** The data's origin; images are in the examples. */
  readonly origin: Pick<Dataset, 'name' | 'source' | 'notice'>;
  readonly examples: Examples;
  readonly network: NetworkSpec;
  readonly position: Position;
}

export type Outcome = 'completed' | 'stopped' | 'failed';

export class TrainerSession {
  private loaded: Loaded | undefined;
  private history: RunHistory | undefined;
  private stopping = new AbortController();
  private busy = false;

  /**
   * @param listen gets every event, in order
   * @param distribution folder of the built bundles: its parent's node_modules may hold tfjs-node, its `webview` the report's code
   */
  constructor(
    private readonly listen: (event: TrainerEvent) => void,
    private readonly distribution: string,
  ) {}

  /** Trains a run into its folder. Never rejects: what goes wrong is the `failed` event and the outcome. */
  async start(config: Config, runDirectory: string, places: Places): Promise<Outcome> {
    return await this.exclusively(async () => {
      let folder: RunFolder | undefined;
      const emit = (event: TrainerEvent): void => {
        folder?.record(event);
        this.history = applyEvent(this.history, event);
        this.listen(event);
      };
      try {
        this.history = undefined;
        folder = RunFolder.create(runDirectory, config);
        return await this.trainInto(folder, config, places, emit);
      } catch (error) {
        const failure = failureEvent(error);
        try {
          emit(failure);
        } catch {
          // The folder is what failed: at least whoever listens hears of it.
          this.listen(failure);
        }
        return 'failed';
      } finally {
        folder?.close();
      }
    });
  }

  /** Loads a saved run's network for inspection. Never rejects, as `start`. */
  async open(runDirectory: string, places: Places): Promise<Outcome> {
    return await this.exclusively(async () => {
      try {
        const { epoch, batch } = await this.load(runDirectory, places);
        this.listen({ type: 'opened', directory: runDirectory, epoch, batch });
        return 'completed';
      } catch (error) {
        this.listen(failureEvent(error));
        return 'failed';
      }
    });
  }

  /**
   * Test loss and accuracy of a saved run's newest weights.
   * @param overrides settings to use in place of the run's, such as another data directory
   * @throws UserError where the run or its data can't be read
   */
  async evaluateRun(runDirectory: string, places: Places, overrides: Partial<Config>) {
    const { engine, examples, config } = await this.load(runDirectory, places, overrides);
    const result = await evaluate(engine, examples, config.testBatchSize, () => false);
    if (!result) throw new Error('The evaluation stopped without having been asked to.');
    return result;
  }

  /** Ends training after the batch at work, or whatever comes before it. */
  stop(): void {
    this.stopping.abort();
  }

  inspect(request: number, index: number): void {
    try {
      const { loaded } = this;
      if (!loaded) throw new UserError('There is no network to inspect yet: run STN: Train first.');
      const { count } = loaded.examples.test;
      if (index >= count) {
        throw new UserError(`There is no test digit ${index}: the last one is ${count - 1}.`);
      }
      const { epoch, batch } = loaded.position;
      this.listen({ type: 'inspection', request, epoch, batch, ...inspectDigit(loaded, index) });
    } catch (error) {
      this.listen({ type: 'requestFailed', request, message: messageOf(error) });
    }
  }

  /** Times every engine on the configuration's network; the answer is an event. Never rejects, as `start`. */
  async benchmark(request: number, config: Config, places: Places): Promise<void> {
    try {
      if (this.busy) throw new UserError('The trainer is at work on a run: stop it first.');
      await this.exclusively(async () => {
        const result = await benchmarkEngines(
          config,
          describeSurroundings(places, this.distribution),
          (message, fraction) => this.listen({ type: 'preparing', message, fraction }),
        );
        this.listen({ type: 'benchmark', request, ...result });
        return 'completed';
      });
    } catch (error) {
      this.listen({ type: 'requestFailed', request, message: messageOf(error) });
    }
  }

  dispose(): void {
    this.stop();
    this.loaded?.engine.dispose();
    this.loaded = undefined;
  }

  private async trainInto(
    folder: RunFolder,
    config: Config,
    places: Places,
    emit: (event: TrainerEvent) => void,
  ): Promise<Outcome> {
    const start = performance.now();
    for (const message of ignoredSettings(config)) emit({ type: 'log', level: 'warning', message });
    const random = randomStreams(config.seed);
    const loaded = await this.prepareUnlessStopped(config, places, (network) =>
      initialWeights(network, random.weights, config.transformer.identityStart),
    );
    if (!loaded) return this.finish(folder, 'stopped', start, 0, emit);

    const { origin, examples, network, engine, position } = loaded;
    emit({
      type: 'started',
      time: new Date().toISOString(),
      directory: folder.directory,
      config,
      engine: { name: engine.name, detail: engine.detail, threads: engine.threads, reason: loaded.reason },
      dataset: {
        ...origin,
        trainCount: examples.trainCount,
        testCount: examples.test.count,
        size: examples.size,
        classNames: [...examples.classNames],
      },
      network: {
        parameters: parameterCount(network),
        classifierParameters: parametersOf(network.classifier),
        transformers: network.transformers.map(({ kind, controlPoints, bounded }) => ({
          ...{ kind, controlPoints, bounded },
        })),
        transformedSize: network.transformed,
      },
      batchesPerEpoch: Math.ceil(examples.trainCount / config.batchSize),
    });
    const { signal } = this.stopping;
    const feed = examples.openFeed({
      batchSize: config.batchSize,
      order: random.order,
      engineThreads: engine.threads,
      distribution: this.distribution,
      signal,
    });
    let outcome;
    try {
      const observe = createObserver(loaded, config, emit);
      observe(0);
      outcome = await train(
        {
          ...{ config, examples, feed, network, engine, emit },
          dropout: random.dropout,
          stopRequested: () => signal.aborted,
          afterEpoch: (epoch) => {
            observe(epoch);
            emit(folder.writeWeights(epoch, 0, engine.readWeights()));
          },
        },
        position,
      );
    } finally {
      feed.dispose();
    }
    if (position.batch > 0) {
      emit(folder.writeWeights(position.epoch, position.batch, engine.readWeights()));
    }
    return this.finish(folder, outcome, start, position.epoch, emit);
  }

  private finish(
    folder: RunFolder,
    outcome: 'completed' | 'stopped',
    start: number,
    epochs: number,
    emit: (event: TrainerEvent) => void,
  ): Outcome {
    const finished = {
      type: 'finished',
      outcome,
      epochs,
      seconds: (performance.now() - start) / 1000,
      report: null,
    } as const;
    if (!this.history) {
      // Stopped before the first batch: there is nothing to report.
      emit(finished);
      return outcome;
    }
    let report: string | null = null;
    try {
      const page = reportPage({ ...this.history, end: finished }, join(this.distribution, 'webview'));
      report = folder.writeReport(page);
    } catch (error) {
      // What was learned is saved; a run must not fail for its picture.
      emit({ type: 'log', level: 'warning', message: `report.html was not written: ${messageOf(error)}` });
    }
    emit({ ...finished, report });
    return outcome;
  }

  private async load(runDirectory: string, places: Places, overrides: Partial<Config> = {}) {
    const saved = readSavedRun(runDirectory);
    const config = { ...saved.config, ...overrides };
    const { epoch, batch } = saved;
    await this.prepare(config, places, () => saved.weights, { epoch, batch });
    const { loaded } = this;
    if (!loaded) throw new Error('The network was closed while it was loading.');
    return { ...loaded, epoch, batch };
  }

  /** Loads the data, compiles the engine and gives it its weights; replaces what was loaded before. */
  private async prepare(
    config: Config,
    places: Places,
    weights: (network: NetworkSpec) => NamedTensors,
    position: Position,
  ): Promise<Loaded> {
    this.loaded?.engine.dispose();
    this.loaded = undefined;
    const progress = (message: string, fraction: number | null): void =>
      this.listen({ type: 'preparing', message, fraction });
    const dataset = await loadDataset({
      choice: config.dataset,
      dataDirectory: config.dataDirectory,
      environmentDirectory: process.env.STN_DATA_DIR ?? '',
      cacheDirectory: places.cacheDirectory,
      onProgress: progress,
      signal: this.stopping.signal,
    });
    const examples = prepareExamples(dataset, config);
    progress('Compiling the network', null);
    const network = describeNetwork(
      config,
      examples.size,
      examples.classNames.length,
      normalizationTable(examples.normalization)[0],
    );
    const selected = await selectEngine(
      config.engine,
      describeTask(config, network),
      describeSurroundings(places, this.distribution),
    );
    try {
      selected.engine.writeWeights(weights(network));
    } catch (error) {
      selected.engine.dispose();
      throw error;
    }
    const { name, source, notice } = dataset;
    this.loaded = { ...selected, config, origin: { name, source, notice }, examples, network, position };
    return this.loaded;
  }

  /** @returns undefined where a stop was asked for meanwhile: a download then ends with an error of its own */
  private async prepareUnlessStopped(
    config: Config,
    places: Places,
    weights: (network: NetworkSpec) => NamedTensors,
  ): Promise<Loaded | undefined> {
    const { signal } = this.stopping;
    try {
      const loaded = await this.prepare(config, places, weights, { epoch: 0, batch: 0 });
      return signal.aborted ? undefined : loaded;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  private async exclusively(work: () => Promise<Outcome>): Promise<Outcome> {
    if (this.busy) {
      this.listen({ type: 'failed', message: 'The trainer is at work on another run: stop it first.' });
      return 'failed';
    }
    this.busy = true;
    this.stopping = new AbortController();
    try {
      return await work();
    } finally {
      this.busy = false;
    }
  }
}

/** One sentence for the user; the stack only of what nobody foresaw. */
export function failureEvent(error: unknown): TrainerEvent & { type: 'failed' } {
  if (error instanceof UserError || !(error instanceof Error)) {
    return { type: 'failed', message: messageOf(error) };
  }
  return { type: 'failed', message: messageOf(error), detail: error.stack ?? '' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
