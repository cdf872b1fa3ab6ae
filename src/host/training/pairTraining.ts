/** Trains one run, or a pair of them at once: with and without the transformer, each in a process of its own. */
import { writePair } from '../../files/pairFile';
import { messageOf } from '../../shared/messageOf';
import type { Answer, Query } from '../../shared/queries';
import type { RunHistory } from '../../shared/runHistory';
import { runNames, type RunName } from '../../shared/runPair';
import type { SteeringCommand } from '../../shared/trainerCommands';
import type { TrainerEventOf } from '../../shared/trainerProtocol';
import { Emitter, type Disposable } from '../lifecycle';
import type { RunPair } from '../runs/runPair';
import { Training, type Log, type PastRun, type TrainingOptions, type TrainingRequest } from './training';
import { twinOf, withHalfTheThreads } from './twin';

export interface RunFailure {
  readonly run: RunName;
  /** Why it failed. */
  readonly sentence: string;
}

/** Of the runs that are shown those that are to go on, as their folders tell them. */
export type RunsToResume = Partial<Record<RunName, RunHistory>>;

export class PairTraining implements Disposable {
  private readonly main: Training;
  private readonly twin: Training;
  /** There while the twin waits for the main run to begin: its budget is what that network turns out to have. */
  private waiting: Disposable | undefined;
  private readonly failures = new Emitter<RunFailure>();

  /** A run has failed; the other of a pair goes on. */
  readonly onDidFail = this.failures.event;

  constructor(
    private readonly runs: RunPair,
    private readonly options: TrainingOptions,
  ) {
    this.main = new Training(runs.main, options);
    this.twin = new Training(runs.twinStore, { ...options, log: prefixed(options.log, 'Twin: ') });
    this.main.onDidFail((sentence) => this.failures.fire({ run: 'main', sentence }));
    this.twin.onDidFail((sentence) => this.failures.fire({ run: 'twin', sentence }));
    runs.twinStore.onDidChange((change) => {
      if (change.type === 'event' && change.event.type === 'started')
        this.joinFolders(change.event.directory);
      // Nobody inspects the twin: its process is of no use once its run has ended.
      if (change.type === 'status' && !runs.twinStore.isBusy) void this.twin.end();
    });
  }

  /** Of the main run's process, while there is one. */
  get pid(): number | undefined {
    return this.main.pid;
  }

  get twinPid(): number | undefined {
    return this.twin.pid;
  }

  /** Begins one run; resolves when it was told to start. */
  async start(request: TrainingRequest): Promise<void> {
    this.abandonTwin();
    await this.main.start(request);
  }

  /** Goes on with an interrupted run alone, as `start`. @param history as its folder tells it */
  async resume(history: RunHistory): Promise<void> {
    this.abandonTwin();
    await this.main.resume(history);
  }

  /** Goes on with one or both of the runs that are shown, none of which is under way; the other stays as it ended. */
  async resumeShown(toResume: RunsToResume): Promise<void> {
    await Promise.all(
      runNames.flatMap((run) => {
        const history = toResume[run];
        return history ? [this[run].resume(history)] : [];
      }),
    );
  }

  /**
   * Begins a run, and its twin without a transformer as soon as the first one tells what its network is. Resolves when
   * the first was told to start. What fails before that leaves no twin.
   */
  async compare({ config, runsDirectory }: TrainingRequest): Promise<void> {
    this.abandonTwin();
    const { main, twinStore } = this.runs;
    twinStore.begin('');
    this.waiting = main.onDidChange((change) => {
      if (change.type === 'event' && change.event.type === 'started') {
        this.stopWaiting();
        void this.startTwin(change.event, runsDirectory);
      } else if (change.type === 'status' && !main.isBusy) {
        this.stopWaiting();
        twinStore.clear();
      }
    });
    await this.main.start({ config: withHalfTheThreads(config), runsDirectory });
  }

  /** Ends both runs after the batch at work; resolves when they have ended. */
  async stop(): Promise<void> {
    if (this.waiting) {
      this.stopWaiting();
      this.runs.twinStore.clear();
    }
    await Promise.all([this.main.stop(), this.twin.stop()]);
  }

  /** Has each run that trains batches pause, go on, or change its settings. */
  steer(command: SteeringCommand): void {
    this.main.steer(command);
    this.twin.steer(command);
  }

  /** Shows a run that was read from its folder, or none; there must be none under way. */
  async show(past: PastRun | undefined): Promise<void> {
    this.abandonTwin();
    await this.main.show(past);
  }

  /** Shows how one of the runs that are shown has ended, read anew from its folder; none is under way. */
  async showEnd(run: RunName, past: PastRun): Promise<void> {
    await this[run].show(past);
  }

  /** Computes one test digit with the main run's weights of an epoch, or as they are now. @throws FaultError */
  inspect(index: number, epoch?: number): Promise<TrainerEventOf<'inspection'>> {
    return this.main.inspect(index, epoch);
  }

  /** The same for any image. @param image raw pixels of the network's input @throws FaultError */
  look(image: Uint8Array, epoch?: number): Promise<TrainerEventOf<'inspection'>> {
    return this.main.look(image, epoch);
  }

  /** Asks more about the main run's network. @throws FaultError */
  query(query: Query, epoch?: number): Promise<Answer> {
    return this.main.query(query, epoch);
  }

  /** Kills the processes; resolves when none is left. */
  async end(): Promise<void> {
    this.stopWaiting();
    await Promise.all([this.main.end(), this.twin.end()]);
  }

  dispose(): void {
    this.stopWaiting();
    this.main.dispose();
    this.twin.dispose();
    this.failures.dispose();
  }

  private async startTwin(first: TrainerEventOf<'started'>, runsDirectory: string): Promise<void> {
    const config = twinOf(first);
    if (config.ok) await this.twin.start({ config: config.value, runsDirectory });
    else this.twin.refuse(config.problems.join(' '));
  }

  /** So that the reports show both runs. */
  private joinFolders(twin: string): void {
    const main = this.runs.main.history?.started.directory;
    if (main === undefined) return;
    try {
      writePair(main, twin);
    } catch (error) {
      this.options.log.warn(
        `The reports of the comparison will show a run each: pair.json was not written (${messageOf(error)}).`,
      );
    }
  }

  private abandonTwin(): void {
    this.stopWaiting();
    void this.twin.end();
    this.runs.twinStore.clear();
  }

  private stopWaiting(): void {
    this.waiting?.dispose();
    this.waiting = undefined;
  }
}

function prefixed(log: Log, prefix: string): Log {
  return {
    debug: (message) => log.debug(prefix + message),
    info: (message) => log.info(prefix + message),
    warn: (message) => log.warn(prefix + message),
    error: (message) => log.error(prefix + message),
  };
}
