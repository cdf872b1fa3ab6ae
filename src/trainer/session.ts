/**
 * One trainer: runs a training, keeps its network for inspection afterwards. Knows nothing of processes or terminals;
 * the fork's entry (process.ts) and the command line (cli/) drive the very same class.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder, lockName } from '../files/folderLock';
import type { Config } from '../shared/config';
import { ignoredSettings } from '../shared/ignoredSettings';
import { withChanges } from '../shared/liveSettings';
import { messageOf } from '../shared/messageOf';
import { applyEvent, type RunHistory } from '../shared/runHistory';
import type { EpochFile } from '../shared/epochFiles';
import type { Places, SteeringCommand, TrainerEvent } from '../shared/trainerProtocol';
import { goOn, startedEvent } from './beginning';
import { benchmarkEngines } from './benchmark';
import { RunControl } from './control';
import type { Position } from './data/feed/feed';
import type { NamedTensors } from './engines/engine';
import { describeSurroundings } from './engines/select';
import { initialWeights } from './model/initialise';
import type { NetworkSpec } from '../shared/network/network';
import { Inquiries } from './inquiries';
import { createObserver } from './observation/observer';
import { evaluate } from './observation/evaluation';
import { changeSampler, loadRun, type Loaded } from './loaded';
import { train } from './loop';
import { randomStreams } from './random';
import { reportPage } from './run/report';
import { readInterruptedRun, type InterruptedRun } from './run/interruptedRun';
import { RunFolder } from './run/runFolder';
import { readSavedRun } from './run/savedRun';
import { UserError } from './userError';

/** What training into a folder is given. */
interface Recording {
  readonly folder: RunFolder;
  readonly places: Places;
  readonly emit: (event: TrainerEvent) => void;
}

export type Outcome = 'completed' | 'stopped' | 'failed';

export class TrainerSession {
  private loaded: Loaded | undefined;
  private history: RunHistory | undefined;
  private control: RunControl;
  private busy = false;
  /** That this process has locked. */
  private locked: RunFolder | undefined;
  /** What a person asks of the network, while it trains or afterwards. */
  readonly inquiries: Inquiries;

  /**
   * @param listen gets every event, in order
   * @param distribution folder of the built bundles: its parent's node_modules may hold tfjs-node, its `webview` the report's code
   */
  constructor(
    private readonly listen: (event: TrainerEvent) => void,
    private readonly distribution: string,
  ) {
    this.control = new RunControl(listen);
    this.inquiries = new Inquiries(listen, () => this.loaded);
  }

  /** Trains a run into its folder. Never rejects: what goes wrong is the `failed` event and the outcome. */
  async start(config: Config, runDirectory: string, places: Places): Promise<Outcome> {
    return await this.record(
      () => RunFolder.create(runDirectory),
      undefined,
      (folder, emit) => {
        folder.writeConfig(config);
        return this.trainInto({ folder, places, emit }, config);
      },
    );
  }

  /** Goes on with a run that was interrupted, in its folder and with its settings. Never rejects, as `start`. */
  async resume(runDirectory: string, places: Places): Promise<Outcome> {
    return await this.record(
      () => RunFolder.reopen(runDirectory),
      // What goes wrong before it goes on is no part of its story: a completed run stays one.
      'resumed',
      async (folder, emit) => {
        const run = await readInterruptedRun(folder, (message) =>
          emit({ type: 'log', level: 'warning', message }),
        );
        this.history = run.history;
        return await this.trainInto({ folder, places, emit }, run.config, run);
      },
    );
  }

  /**
   * Trains with a folder that is this process's alone meanwhile.
   * @param from first event that the folder gets; undefined: it gets them all
   */
  private async record(
    open: () => RunFolder,
    from: 'resumed' | undefined,
    work: (folder: RunFolder, emit: (event: TrainerEvent) => void) => Promise<Outcome>,
  ): Promise<Outcome> {
    return await this.exclusively(async () => {
      let folder: RunFolder | undefined;
      let unlock: (() => Promise<void>) | undefined;
      let recording = from === undefined;
      const emit = (event: TrainerEvent): void => {
        recording ||= event.type === from;
        if (recording) folder?.record(event);
        this.history = applyEvent(this.history, event);
        this.listen(event);
      };
      try {
        this.history = undefined;
        const opened = open();
        unlock = await lockRun(opened);
        this.locked = folder = opened;
        return await work(folder, emit);
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
        this.locked = undefined;
        try {
          folder?.close();
          await unlock?.();
        } catch {
          // All is written, and a lock ends with its process.
        }
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
    return result.score;
  }

  /** Ends training after the batch at work, or whatever comes before it. */
  stop(): void {
    this.control.stop();
  }

  /** Has the run that is going on pause, go on, or change its settings. */
  steer(command: SteeringCommand): void {
    if (this.busy) this.control.obey(command);
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
    // The process may be about to end, without a turn for `record` to do it.
    if (this.locked) rmSync(join(this.locked.directory, lockName), { force: true });
    this.inquiries.dispose();
    this.loaded?.engine.dispose();
    this.loaded = undefined;
  }

  private async trainInto(
    { folder, places, emit }: Recording,
    config: Config,
    resumed?: InterruptedRun,
  ): Promise<Outcome> {
    const checkpoint = resumed?.checkpoint;
    const { control } = this;
    const start = control.now() - 1000 * (checkpoint?.seconds ?? 0);
    const secondsSoFar = (): number => (control.now() - start) / 1000;
    for (const message of ignoredSettings(config)) emit({ type: 'log', level: 'warning', message });
    const random = randomStreams(config.seed);
    const loaded = await this.prepareUnlessStopped(
      {
        ...withChanges(config, checkpoint?.loop.changes ?? []),
        engine: checkpoint?.engine ?? config.engine,
      },
      places,
      (network) =>
        checkpoint?.weights ?? initialWeights(network, random.weights, config.transformer.identityStart),
    );
    if (!loaded) return this.finish(folder, 'stopped', secondsSoFar(), checkpoint?.loop.epoch ?? 0, emit);

    const { examples, network, position } = loaded;
    if (checkpoint) goOn(loaded, checkpoint, emit);
    else emit(startedEvent(loaded, folder.directory, config));
    const feed = examples.openFeed({
      batchSize: config.batchSize,
      from: checkpoint?.loop,
      order: random.order,
      engineThreads: loaded.engine.threads,
      distribution: this.distribution,
      signal: control.signal,
    });
    let outcome;
    try {
      const keep = (file: EpochFile): void => folder.writeEpochFile(file);
      const observer = createObserver(loaded, config, emit, keep, checkpoint?.collapses ?? []);
      const begun = checkpoint
        ? undefined
        : await evaluate(loaded.engine, examples, config.testBatchSize, () => control.stopRequested);
      if (begun) observer.look(0, begun.answers);
      outcome = await train(
        {
          ...{ config, examples, feed, network, control, emit },
          get engine() {
            return loaded.engine;
          },
          changeSampler: (changed) =>
            changeSampler(loaded, changed, { places, distribution: this.distribution }),
          from: checkpoint?.loop,
          dropout: random.dropout,
          afterEpoch: (epoch, answers) => {
            observer.look(epoch, answers);
            emit(folder.writeWeights(epoch, 0, loaded.engine.readWeights()));
          },
          checkpoint: (loop) => {
            const { engine } = loaded;
            const state = {
              ...{ loop, engine: engine.name, engineDetail: engine.detail, data: loaded.data },
              collapses: observer.collapses(),
              seconds: secondsSoFar(),
              weights: engine.readWeights(),
              optimizer: engine.readOptimizer(),
            };
            folder.writeCheckpoint(state, config.checkpointsKept);
          },
        },
        position,
      );
    } finally {
      feed.dispose();
    }
    if (position.batch > 0) {
      emit(folder.writeWeights(position.epoch, position.batch, loaded.engine.readWeights()));
    }
    return this.finish(folder, outcome, secondsSoFar(), position.epoch, emit);
  }

  private finish(
    folder: RunFolder,
    outcome: 'completed' | 'stopped',
    seconds: number,
    epochs: number,
    emit: (event: TrainerEvent) => void,
  ): Outcome {
    const finished = {
      type: 'finished',
      outcome,
      epochs,
      seconds,
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
    this.loaded = await loadRun({
      ...{ config, places, weights, position, distribution: this.distribution },
      progress: (message, fraction) => this.listen({ type: 'preparing', message, fraction }),
      signal: this.control.signal,
    });
    return this.loaded;
  }

  /** @returns undefined where a stop was asked for meanwhile: a download then ends with an error of its own */
  private async prepareUnlessStopped(
    config: Config,
    places: Places,
    weights: (network: NetworkSpec) => NamedTensors,
  ): Promise<Loaded | undefined> {
    const { signal } = this.control;
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
    this.control = new RunControl(this.listen);
    try {
      return await work();
    } finally {
      this.busy = false;
    }
  }
}

async function lockRun(folder: RunFolder): Promise<() => Promise<void>> {
  try {
    return await lockFolder(folder.directory);
  } catch (error) {
    folder.close();
    throw new UserError(messageOf(error));
  }
}

/** One sentence for the user; the stack only of what nobody foresaw. */
export function failureEvent(error: unknown): TrainerEvent & { type: 'failed' } {
  if (error instanceof UserError || !(error instanceof Error)) {
    return { type: 'failed', message: messageOf(error) };
  }
  return { type: 'failed', message: messageOf(error), detail: error.stack ?? '' };
}
