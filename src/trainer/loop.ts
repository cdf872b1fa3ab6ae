/** Training as the tutorial does it: shuffled batches, then the test set, epoch by epoch; tells of each step by events. */
import type { Config } from '../shared/config';
import {
  addChange,
  liveSettingsOf,
  withChanges,
  withLiveSettings,
  type SettingsChange,
} from '../shared/liveSettings';
import { messageOf } from '../shared/messageOf';
import { learningRateAt } from '../shared/schedule';
import type { TrainerEvent, TrainerEventOf } from '../shared/trainerProtocol';
import type { RunControl } from './control';
import type { Examples } from './data/examples';
import type { BatchFeed, Position } from './data/feed/feed';
import { EarlyStop, type EarlyStopState } from './earlyStop';
import type { Engine } from './engines/engine';
import { DropoutSource } from './model/dropout';
import { evaluate, type Answers } from './observation/evaluation';
import type { NetworkSpec } from '../shared/network/network';
import { Pace } from './pace';
import type { RandomState, RandomStream } from './random';
import { Turns } from './turns';
import { UserError } from './userError';

export interface TrainingParts {
  readonly config: Config;
  readonly examples: Examples;
  /** Gives the training batches, from the first on, or from where training goes on. */
  readonly feed: BatchFeed;
  readonly network: NetworkSpec;
  /** Asked for before each use: `changeSampler` replaces it. */
  readonly engine: Engine;
  readonly dropout: RandomStream;
  readonly emit: (event: TrainerEvent) => void;
  /** Heeded after every batch. */
  readonly control: RunControl;
  /** Goes on with an engine for other settings of the sampler. @throws UserError where that can't be */
  readonly changeSampler: (config: Config) => Promise<void>;
  /** After the epoch's event, with what its evaluation gave and the settings as they are: weights and samples are saved here. */
  readonly afterEpoch: (epoch: number, answers: Answers, now: Config) => void;
  /** What training goes on from; the engine and the random streams' states are set already, except dropout's. */
  readonly from?: LoopState | undefined;
  /** Before the first batch, every `checkpointSeconds`, after every epoch and at a stop. */
  readonly checkpoint: (state: LoopState) => void;
}

/** All that the loop goes on from, besides the engine's state. */
export interface LoopState extends Readonly<Position> {
  /** Sum over the images of the epoch at work. */
  readonly epochLoss: number;
  /** Sum over the batches since the last `batch` event. */
  readonly recentLoss: number;
  readonly recentBatches: number;
  /** Since the epoch at work began. */
  readonly epochSeconds: number;
  readonly earlyStop: EarlyStopState;
  /** Of the settings, up to here. */
  readonly changes: readonly SettingsChange[];
  readonly dropout: RandomState;
}

/**
 * Trains to the end, until nothing gets better (`earlyStop`), or until a stop is asked for.
 * @param position is kept up to date, for whoever looks on
 * @throws UserError where the loss is no longer a number
 */
export async function train(parts: TrainingParts, position: Position): Promise<'completed' | 'stopped'> {
  return await new TrainingLoop(parts, position).run();
}

class TrainingLoop {
  /** With all changes. */
  private config: Config;
  private changes: readonly SettingsChange[];
  private readonly turns = new Turns();
  private readonly batches: number;
  private readonly dropout: DropoutSource;
  private readonly pace: Pace;
  private readonly earlyStop: EarlyStop;
  private epochLoss = 0;
  private recentLoss = 0;
  private recentBatches = 0;
  /** By the clock of the run, which stands still in a pause. */
  private epochStart: number;
  /** What there is to tell of the last batch; undefined where it was told. */
  private untold: TrainerEventOf<'batch'> | undefined;
  private lastCheckpoint = performance.now();

  constructor(
    private readonly parts: TrainingParts,
    private readonly position: Position,
  ) {
    const { examples, network, from } = parts;
    this.changes = from?.changes ?? [];
    const config = (this.config = withChanges(parts.config, this.changes));
    this.epochStart = parts.control.now();
    this.batches = Math.ceil(examples.trainCount / config.batchSize);
    this.dropout = new DropoutSource(network, config.batchSize, parts.dropout);
    this.pace = new Pace(config, this.batches);
    this.earlyStop = new EarlyStop(config.earlyStop, from?.earlyStop);
    if (!from) return;
    parts.dropout.state = from.dropout;
    position.epoch = from.epoch;
    position.batch = from.batch;
    this.epochLoss = from.epochLoss;
    this.recentLoss = from.recentLoss;
    this.recentBatches = from.recentBatches;
    this.epochStart -= 1000 * from.epochSeconds;
  }

  async run(): Promise<'completed' | 'stopped'> {
    const { position } = this;
    const { config, control, from } = this.parts;
    if (!from) this.checkpoint();
    while (position.epoch < config.epochs) {
      // A run that was killed after its last epoch, before it could say so, resumes here.
      if (position.batch === 0 && this.earlyStop.isOver(position.epoch)) return this.endEarly();
      if (!(await this.goesOn())) return 'stopped';
      if (position.batch === 0) this.epochStart = control.now();
      if (!(await this.trainEpoch(position.epoch + 1))) {
        this.checkpoint();
        return 'stopped';
      }
      if (control.stopsAfterEpoch && position.epoch < config.epochs) {
        return this.earlyStop.isOver(position.epoch) ? this.endEarly() : 'stopped';
      }
    }
    return 'completed';
  }

  /**
   * Between two batches: takes over changed settings, and rests while the run is paused.
   * @returns whether training goes on
   */
  private async goesOn(): Promise<boolean> {
    const { control, emit } = this.parts;
    await this.turns.give();
    await this.applyChange();
    if (control.isToRest(this.position.batch === 0)) {
      if (this.untold) emit(this.untold);
      this.untold = undefined;
      this.checkpoint();
      await control.rest(() => this.applyChange());
    }
    return !control.stopRequested;
  }

  /** Together with a checkpoint, so that a run that goes on from there has the same curve. */
  private async applyChange(): Promise<void> {
    const { control, emit, network, changeSampler } = this.parts;
    const before = liveSettingsOf(this.config);
    const settings = control.takeChange();
    const isOtherPadding = settings?.padding !== before.padding && network.transformers.length > 0;
    if (!settings || (settings.learningRate === before.learningRate && !isOtherPadding)) return;
    const config = withLiveSettings(this.config, settings);
    try {
      if (isOtherPadding) await changeSampler(config);
    } catch (error) {
      // The run is worth more than the change.
      const message = `The settings were not changed: ${messageOf(error)}`;
      emit({ type: 'log', level: 'error', message });
      return;
    }
    this.config = config;
    const change: SettingsChange = { type: 'changed', ...this.position, settings };
    this.changes = addChange(this.changes, change);
    this.checkpoint();
    emit(change);
  }

  private endEarly(): 'completed' {
    const message = this.earlyStop.sentence(this.position.epoch);
    this.parts.emit({ type: 'log', level: 'info', message });
    return 'completed';
  }

  /** The rest of the epoch, and its evaluation. @returns whether it was done before a stop was asked for */
  private async trainEpoch(epoch: number): Promise<boolean> {
    const { control, examples, emit } = this.parts;
    const { position, batches, pace, earlyStop } = this;
    while (position.batch < batches) {
      if (!(await this.trainBatch(epoch, position.batch))) return false;
      // After the last batch the evaluation belongs to the epoch.
      if (position.batch < batches && !(await this.goesOn())) return false;
      if (this.isCheckpointDue()) this.checkpoint();
    }
    const trainSeconds = this.secondsOfEpoch();
    const isStopped = (): boolean => control.stopRequested;
    const { config } = this;
    const evaluated = await evaluate(this.parts.engine, examples, config.testBatchSize, isStopped);
    if (!evaluated) return false;
    const { score: test, answers } = evaluated;
    position.epoch = epoch;
    position.batch = 0;
    const seconds = this.secondsOfEpoch();
    pace.epochTook(trainSeconds, seconds);
    earlyStop.add(epoch, test.loss);
    emit({
      type: 'epoch',
      epoch,
      trainLoss: this.epochLoss / examples.trainCount,
      test,
      seconds,
      imagesPerSecond: examples.trainCount / trainSeconds,
      learningRate: learningRateAt(config, epoch, batches - 1, batches),
      etaSeconds: earlyStop.isOver(epoch) ? 0 : (pace.eta(epoch, batches, seconds) ?? 0),
    });
    this.epochLoss = 0;
    this.untold = undefined;
    this.parts.afterEpoch(epoch, answers, this.config);
    this.checkpoint();
    return true;
  }

  /** @returns false where the run is to stop before the batch */
  private async trainBatch(epoch: number, index: number): Promise<boolean> {
    const { feed, engine, emit } = this.parts;
    const { config } = this;
    const batch = await feed.next();
    if (!batch) return false;
    const learningRate = learningRateAt(config, epoch, index, this.batches);
    const { loss } = engine.trainStep(batch, this.dropout.draw(batch.count), learningRate);
    if (!Number.isFinite(loss)) {
      throw new UserError(
        `The loss became ${loss} in epoch ${epoch}, batch ${index + 1}: training diverged; lower stn.learningRate (now ${config.learningRate}) and train again.`,
      );
    }
    this.position.batch = index + 1;
    this.epochLoss += loss * batch.count;
    this.recentLoss += loss;
    this.recentBatches++;
    const seconds = this.secondsOfEpoch();
    const told: TrainerEventOf<'batch'> = {
      type: 'batch',
      epoch,
      batch: index,
      loss,
      meanLoss: this.recentLoss / this.recentBatches,
      imagesPerSecond: (index * config.batchSize + batch.count) / seconds,
      etaSeconds: this.pace.eta(epoch, index + 1, seconds),
    };
    const isTold = index % config.logInterval === 0;
    this.untold = isTold ? undefined : told;
    if (!isTold) return true;
    emit(told);
    this.recentLoss = this.recentBatches = 0;
    return true;
  }

  private secondsOfEpoch(): number {
    return (this.parts.control.now() - this.epochStart) / 1000;
  }

  private isCheckpointDue(): boolean {
    const { checkpointSeconds } = this.config;
    return checkpointSeconds > 0 && performance.now() - this.lastCheckpoint >= 1000 * checkpointSeconds;
  }

  private checkpoint(): void {
    const { epochLoss, recentLoss, recentBatches } = this;
    this.parts.checkpoint({
      ...this.position,
      ...{ epochLoss, recentLoss, recentBatches },
      epochSeconds: this.secondsOfEpoch(),
      earlyStop: this.earlyStop.state,
      changes: this.changes,
      dropout: this.parts.dropout.state,
    });
    this.lastCheckpoint = performance.now();
  }
}
