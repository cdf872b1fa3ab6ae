/** One training at a time: the trainer process, what it tells, and the digits it is asked about. */
import { join } from 'node:path';
import type { Config } from '../../shared/config';
import { messageOf } from '../../shared/messageOf';
import type { Answer, Query } from '../../shared/queries';
import type { RunHistory } from '../../shared/runHistory';
import { isSteerable } from '../../shared/runPair';
import type { Places, SteeringCommand } from '../../shared/trainerCommands';
import type { TrainerEvent, TrainerEventOf } from '../../shared/trainerProtocol';
import type { RunStatus } from '../../shared/viewProtocol';
import { FaultError, type Fault } from '../fault';
import { Emitter, type Disposable } from '../lifecycle';
import { logLine } from './logLine';
import { hasCheckpoint } from '../runs/interruptedRuns';
import { createRunDirectory } from '../runs/runFolder';
import type { RunStore } from '../runs/runStore';
import { TrainerProcess, type TrainerTimeouts } from './trainerProcess';

/** Where a trainer finds things; read anew for each process, since settings change. */
export interface Surroundings {
  readonly nodePath: string;
  readonly places: Places;
}

/** As `vscode.LogOutputChannel`. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface TrainingOptions {
  readonly script: string;
  readonly timeouts: TrainerTimeouts;
  readonly log: Log;
  /** @throws FaultError where the settings are wrong */
  readonly surroundings: () => Surroundings;
  /** A fault as a sentence for the user. */
  readonly describe: (fault: Fault) => string;
}

export interface TrainingRequest {
  readonly config: Config;
  readonly runsDirectory: string;
  /** Of the run's folder there, which must not hold a run; absent: a new one, named by the time. */
  readonly name?: string;
}

/** A run as its folder tells it. */
export interface PastRun {
  readonly history: RunHistory;
  readonly status: RunStatus;
}

export class Training implements Disposable {
  private trainer: TrainerProcess | undefined;
  /** Set where the trainer was forked only to inspect a run of before. */
  private opened: Promise<TrainerProcess> | undefined;
  /** The trainer was told to start a run, and so will answer a stop. */
  private told = false;
  /** Counts what the user has asked for, so that work for an older wish notices and ends. */
  private wish = 0;
  private readonly failures = new Emitter<string>();

  /** A run has failed; the sentence says why. */
  readonly onDidFail = this.failures.event;

  constructor(
    private readonly runs: RunStore,
    private readonly options: TrainingOptions,
  ) {}

  /** Of the trainer process, while there is one. */
  get pid(): number | undefined {
    return this.trainer?.pid;
  }

  /** Begins a run in a process of its own; resolves when it was told to start. How it goes is in the run store. */
  async start({ config, runsDirectory, name }: TrainingRequest): Promise<void> {
    this.runs.begin('');
    await this.tell(async (trainer, places, isWished) => {
      const directory = name ? join(runsDirectory, name) : await createRunDirectory(runsDirectory);
      if (isWished()) trainer.start(config, directory, places);
    });
  }

  /** Goes on with an interrupted run, as `start`. @param history as its folder tells it */
  async resume(history: RunHistory): Promise<void> {
    this.runs.resume(history);
    await this.tell((trainer, places) => trainer.resume(history.started.directory, places));
  }

  /** Forks a trainer and has it told to train, unless the user wishes something else meanwhile. */
  private async tell(
    order: (trainer: TrainerProcess, places: Places, isWished: () => boolean) => void | Promise<void>,
  ): Promise<void> {
    const wish = ++this.wish;
    this.told = false;
    try {
      await this.release();
      if (wish !== this.wish) return;
      const { places, nodePath } = this.options.surroundings();
      const trainer = this.fork(nodePath);
      await trainer.ready;
      if (wish !== this.wish) return;
      await order(trainer, places, () => wish === this.wish);
      if (wish !== this.wish) return;
      this.told = true;
    } catch (error) {
      if (wish !== this.wish) return;
      await this.release();
      this.fail(this.sentence(error), error);
    }
  }

  /** Ends the run after the batch at work; resolves when it has ended. */
  async stop(): Promise<void> {
    if (!this.runs.isBusy) return;
    if (!this.trainer || !this.told) {
      this.wish++;
      this.runs.setStatus(ended('stopped'));
      await this.release();
      return;
    }
    this.runs.setStatus({ phase: 'stopping', message: '', fraction: null });
    const { wish } = this;
    const outcome = await this.trainer.stop();
    if (outcome !== 'killed' || wish !== this.wish) return;
    this.trainer = undefined;
    const { stop } = this.options.timeouts;
    const message = this.options.describe({ kind: 'killedAfterStop', seconds: stop / 1000 });
    this.options.log.warn(message);
    this.runs.setStatus(ended('stopped', message));
  }

  /** Has the run pause, go on, or change its settings, where batches are being trained. */
  steer(command: SteeringCommand): void {
    if (isSteerable(this.runs.status)) this.trainer?.steer(command);
  }

  /** Makes a run of which it is known that it can't begin one that has failed. */
  refuse(sentence: string): void {
    this.runs.begin('');
    this.fail(sentence);
  }

  /** Computes one test digit, with an epoch's weights or as they are now. @throws FaultError */
  async inspect(index: number, epoch?: number): Promise<TrainerEventOf<'inspection'>> {
    const { started } = this.inspectable();
    const count = started.dataset.testCount;
    if (index >= count) throw new FaultError({ kind: 'noSuchDigit', index, count });
    return await (await this.inspector(started)).inspect(index, epoch);
  }

  /** The same for any image. @param image raw pixels of the network's input @throws FaultError */
  async look(image: Uint8Array, epoch?: number): Promise<TrainerEventOf<'inspection'>> {
    const { started } = this.inspectable();
    const { size } = started.dataset;
    if (image.length !== size.height * size.width * size.channels) {
      throw new FaultError({ kind: 'wrongImageSize', length: image.length, size });
    }
    return await (await this.inspector(started)).look(image, epoch);
  }

  /** Asks more about the network, with weights as `inspect`. @throws FaultError */
  async query(query: Query, epoch?: number): Promise<Answer> {
    const { started } = this.inspectable();
    return await (await this.inspector(started)).query(query, epoch);
  }

  /** Shows a run that was read from its folder, or none, in place of the last one; there must be none under way. */
  async show(past: PastRun | undefined): Promise<void> {
    const wish = ++this.wish;
    await this.release();
    if (wish !== this.wish) return;
    this.runs.clear();
    if (past) this.runs.restore(past.history, past.status);
  }

  /** Kills the process; resolves when none is left. */
  async end(): Promise<void> {
    this.wish++;
    await this.release();
  }

  dispose(): void {
    void this.end();
    this.failures.dispose();
  }

  private inspectable(): RunHistory {
    const { history, isBusy } = this.runs;
    if (!history) throw new FaultError({ kind: isBusy ? 'stillPreparing' : 'nothingToInspect' });
    return history;
  }

  /** The process that has, or loads, the network of the run. */
  private async inspector({ directory }: TrainerEventOf<'started'>): Promise<TrainerProcess> {
    if (this.runs.status.phase === 'preparing') throw new FaultError({ kind: 'stillPreparing' });
    return await (this.opened ?? this.trainer ?? this.reopen(directory));
  }

  /** Forks a trainer for a run whose own is gone; all who ask meanwhile wait for the same one. */
  private reopen(directory: string): Promise<TrainerProcess> {
    const opened = this.open(directory);
    this.opened = opened;
    opened.catch(() => {
      // The next inspection tries again.
      if (this.opened === opened) this.opened = undefined;
    });
    return opened;
  }

  private async open(directory: string): Promise<TrainerProcess> {
    const { places, nodePath } = this.options.surroundings();
    const trainer = this.fork(nodePath);
    try {
      await trainer.ready;
      await trainer.open(directory, places);
      return trainer;
    } catch (error) {
      if (this.trainer === trainer) this.trainer = undefined;
      trainer.dispose();
      throw error;
    }
  }

  private fork(nodePath: string): TrainerProcess {
    const { script, timeouts, log } = this.options;
    const trainer: TrainerProcess = new TrainerProcess({
      script,
      nodePath,
      timeouts,
      onEvent: (event) => {
        if (event.type === 'log') this.write(event);
        else if (trainer === this.trainer && !this.opened) this.take(event);
      },
      onMalformed: (sentence) => log.warn(sentence),
      onOutput: (stream, line) => (stream === 'stdout' ? log.info(line) : log.warn(line)),
      onDeath: (fault) => this.mourn(trainer, fault),
    });
    this.trainer = trainer;
    return trainer;
  }

  private take(event: TrainerEvent): void {
    const line = logLine(event);
    if (line) this.options.log.info(line);
    if (event.type === 'started' && event.dataset.notice) this.options.log.warn(event.dataset.notice);
    if (event.type === 'collapse') this.options.log.warn(`${event.message} ${event.advice}`);
    if (event.type === 'failed') this.options.log.error(event.detail ?? event.message);
    this.runs.apply(event);
    if (event.type === 'failed') this.failures.fire(event.message);
  }

  private mourn(trainer: TrainerProcess, fault: Fault): void {
    if (trainer !== this.trainer) return;
    this.trainer = undefined;
    this.opened = undefined;
    const directory = this.runs.history?.started.directory;
    const isSafe = directory !== undefined && hasCheckpoint(directory);
    if (this.runs.isBusy) {
      this.fail(this.options.describe(isSafe ? { kind: 'cutOff', cause: fault } : fault));
    }
    // Nobody waits for it: the next inspection opens the run folder with a new one.
    else this.options.log.warn(this.options.describe(fault));
  }

  /** What was charted stays: the failure is one more event of the same run. */
  private fail(message: string, error?: unknown): void {
    this.options.log.error(
      error instanceof Error && !(error instanceof FaultError) ? String(error.stack) : message,
    );
    this.runs.apply({ type: 'failed', message });
    this.failures.fire(message);
  }

  private sentence(error: unknown): string {
    if (error instanceof FaultError) return this.options.describe(error.fault);
    return messageOf(error);
  }

  private write({ level, message }: TrainerEventOf<'log'>): void {
    this.options.log[level === 'warning' ? 'warn' : level](message);
  }

  private async release(): Promise<void> {
    const { trainer } = this;
    this.trainer = undefined;
    this.opened = undefined;
    trainer?.dispose();
    await trainer?.ended;
  }
}

function ended(phase: 'stopped', message = ''): RunStatus {
  return { phase, message, fraction: null };
}
