/** The trainer as a child process that is started, talked to and disposed of; what it says is checked at the border. */
import type { ChildProcess } from 'node:child_process';
import type { Config } from '../../shared/config';
import { messageOf } from '../../shared/messageOf';
import { parseMessage } from '../../shared/messages';
import type { Answer, Query } from '../../shared/queries';
import type { Places, SteeringCommand, TrainerCommand } from '../../shared/trainerCommands';
import {
  protocolVersion,
  trainerEventSchema,
  type TrainerEvent,
  type TrainerEventOf,
} from '../../shared/trainerProtocol';
import { FaultError, reasonOf, type Fault } from '../fault';
import type { Disposable } from '../lifecycle';
import { Reply } from '../reply';
import { checkNode } from './nodeProgram';
import { ownPixels } from './ownPixels';
import { forkTrainer } from './trainerChild';
import { replyWithin, TrainerRequests } from './trainerRequests';

/** Milliseconds. */
export interface TrainerTimeouts {
  /** From the fork to `ready`. */
  readonly handshake: number;
  /** From a request to its answer, or since the last sign of work on it. */
  readonly request: number;
  /** From `stop` to the end of the run; then the process is killed. */
  readonly stop: number;
  /** From SIGTERM to SIGKILL. */
  readonly kill: number;
}

export const defaultTimeouts: TrainerTimeouts = {
  handshake: 30_000,
  request: 60_000,
  stop: 20_000,
  kill: 2_000,
};

export interface TrainerProcessOptions {
  /** The trainer's bundle. */
  readonly script: string;
  /** Node.js program; empty for the one that runs this. */
  readonly nodePath: string;
  readonly timeouts: TrainerTimeouts;
  /** Everything but `ready` and the answers to requests. */
  readonly onEvent: (event: TrainerEvent) => void;
  /** A message was left out; the sentence says why. */
  readonly onMalformed: (sentence: string) => void;
  /** A line of the process's stdout or stderr. */
  readonly onOutput: (stream: 'stdout' | 'stderr', line: string) => void;
  /** The process is gone without having been disposed of. Not called where it was never ready: `ready` rejects then. */
  readonly onDeath: (fault: Fault) => void;
}

export type StopOutcome = 'answered' | 'killed' | 'died';

export class TrainerProcess implements Disposable {
  /** The handshake: rejects with a FaultError where there was none. */
  readonly ready: Promise<void>;
  /** Resolves, never rejects, when no process is left. */
  readonly ended: Promise<void>;

  private child: ChildProcess | undefined;
  private markEnded!: () => void;
  private phase: 'starting' | 'ready' | 'released' | 'ended' = 'starting';
  private handshake: Reply<void> | undefined;
  private opening: Reply<TrainerEventOf<'opened'>> | undefined;
  private stopping: Reply<StopOutcome> | undefined;
  private readonly requests: TrainerRequests;

  constructor(private readonly options: TrainerProcessOptions) {
    this.requests = new TrainerRequests(options.timeouts.request);
    this.ended = new Promise((resolve) => (this.markEnded = resolve));
    this.ready = this.begin();
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.phase === 'ended' ? undefined : this.child?.pid;
  }

  get isReady(): boolean {
    return this.phase === 'ready';
  }

  /** Begins a run; how it goes is told by events. */
  start(config: Config, runDirectory: string, places: Places): void {
    this.send({ type: 'start', config, runDirectory, places });
  }

  /** Goes on with an interrupted run; how it goes is told by events. */
  resume(runDirectory: string, places: Places): void {
    this.send({ type: 'resume', runDirectory, places });
  }

  /** Loads a run's newest weights. @throws FaultError where that fails */
  open(runDirectory: string, places: Places): Promise<TrainerEventOf<'opened'>> {
    this.opening?.reject(new FaultError({ kind: 'released' }));
    const opening = (this.opening = replyWithin(this.options.timeouts.request));
    this.send({ type: 'open', runDirectory, places });
    return opening.promise;
  }

  /**
   * @param epoch whole epochs trained, of whose weights it is asked; undefined: the weights as they are now
   * @throws FaultError where the trainer can't, or doesn't answer in time, or dies
   */
  inspect(index: number, epoch?: number): Promise<TrainerEventOf<'inspection'>> {
    const ask = (request: number): void => this.send({ type: 'inspect', request, index, epoch });
    return this.requests.ask('inspection', ask);
  }

  /** As `inspect`, for an image of the caller's. @param image raw pixels of the network's input */
  look(image: Uint8Array, epoch?: number): Promise<TrainerEventOf<'inspection'>> {
    const ask = (request: number): void => this.send({ type: 'look', request, image, epoch });
    return this.requests.ask('inspection', ask);
  }

  /** @throws FaultError as `inspect` */
  async query(query: Query, epoch?: number): Promise<Answer> {
    const ask = (request: number): void => this.send({ type: 'query', request, query, epoch });
    return (await this.requests.ask('answer', ask)).answer;
  }

  /** Times every engine. @throws FaultError as `inspect` */
  benchmark(config: Config, places: Places): Promise<TrainerEventOf<'benchmark'>> {
    return this.requests.ask('benchmark', (request) =>
      this.send({ type: 'benchmark', request, config, places }),
    );
  }

  /** Has the run that is going on pause, go on, or change its settings; what comes of it is told by events. */
  steer(command: SteeringCommand): void {
    this.send(command);
  }

  /** Ends the run after the batch at work; a trainer that doesn't is killed. Resolves when the run has ended either way. */
  stop(): Promise<StopOutcome> {
    if (this.phase !== 'ready') return Promise.resolve('died');
    if (!this.stopping) {
      this.stopping = new Reply<StopOutcome>(this.options.timeouts.stop, () => this.dispose());
      this.send({ type: 'stop' });
    }
    return this.stopping.promise;
  }

  /** Kills the process; `ended` tells when it is gone. */
  dispose(): void {
    if (this.phase === 'released' || this.phase === 'ended') return;
    this.phase = 'released';
    this.rejectAll(new FaultError({ kind: 'released' }));
    this.handshake?.reject(new FaultError({ kind: 'released' }));
    if (this.child) this.kill(this.child);
  }

  private async begin(): Promise<void> {
    try {
      const { nodePath } = this.options;
      if (nodePath) await checkNode(nodePath);
      if (this.phase === 'released') throw new FaultError({ kind: 'released' });
      const { handshake: timeout } = this.options.timeouts;
      const handshake = (this.handshake = new Reply<void>(timeout, () =>
        handshake.reject(new FaultError({ kind: 'noHandshake', seconds: timeout / 1000 })),
      ));
      this.child = this.fork();
      await handshake.promise;
      this.phase = 'ready';
    } catch (error) {
      // A process that never said who it is, is of no use.
      this.dispose();
      if (!this.child) this.end();
      throw error;
    }
  }

  private fork(): ChildProcess {
    const { script, nodePath, onOutput } = this.options;
    const cannotFork = (error: unknown): FaultError =>
      new FaultError({ kind: 'cannotFork', reason: reasonOf(error) });
    try {
      return forkTrainer(script, nodePath, {
        onMessage: (message) => this.receive(message),
        onOutput,
        onError: (error) => {
          this.handshake?.reject(cannotFork(error));
          this.end();
        },
        onExit: (code, signal) => this.died({ kind: 'died', code, signal }),
      });
    } catch (error) {
      this.handshake?.reject(cannotFork(error));
      throw cannotFork(error);
    }
  }

  private send(command: TrainerCommand): void {
    // Without a channel the process is about to end, and its end settles whatever waits.
    if (this.child?.connected) this.child.send(command, () => undefined);
  }

  private receive(message: unknown): void {
    if (this.phase === 'released' || this.phase === 'ended') return;
    let event: TrainerEvent;
    try {
      event = parseMessage(trainerEventSchema, message, 'the trainer');
    } catch (error) {
      this.options.onMalformed(messageOf(error));
      return;
    }
    this.dispatch(ownPixels(event));
  }

  private dispatch(event: TrainerEvent): void {
    if (this.requests.settle(event)) return;
    switch (event.type) {
      case 'ready':
        this.greet(event);
        return;
      case 'opened':
        this.opening?.resolve(event);
        this.opening = undefined;
        return;
      case 'failed':
        if (this.opening) {
          this.opening.reject(new FaultError({ kind: 'refused', message: event.message }));
          this.opening = undefined;
          return;
        }
        break;
      case 'preparing':
        this.opening?.refresh();
        this.requests.refresh();
        break;
    }
    this.options.onEvent(event);
    if (event.type === 'finished' || event.type === 'failed') {
      this.stopping?.resolve('answered');
      this.stopping = undefined;
    }
  }

  private greet({ protocol }: TrainerEventOf<'ready'>): void {
    if (protocol === protocolVersion) this.handshake?.resolve();
    else {
      this.handshake?.reject(
        new FaultError({ kind: 'wrongProtocol', theirs: protocol, ours: protocolVersion }),
      );
    }
  }

  private died(fault: Fault): void {
    const { phase } = this;
    const error = new FaultError(fault);
    this.handshake?.reject(error);
    this.rejectAll(error);
    this.end();
    if (phase === 'ready') this.options.onDeath(fault);
    this.stopping?.resolve(phase === 'released' ? 'killed' : 'died');
    this.stopping = undefined;
  }

  private rejectAll(error: FaultError): void {
    this.opening?.reject(error);
    this.opening = undefined;
    this.requests.rejectAll(error);
  }

  private end(): void {
    this.phase = 'ended';
    this.markEnded();
  }

  private kill(child: ChildProcess): void {
    child.kill('SIGTERM');
    // A trainer deep in a computation handles no signal.
    const timer = setTimeout(() => child.kill('SIGKILL'), this.options.timeouts.kill);
    void this.ended.then(() => clearTimeout(timer));
  }
}
