/** One run from its preparation to its report: what the loop trains with, and what is kept of it after every epoch. */
import type { Config } from '../shared/config';
import type { EpochFile } from '../shared/epochFiles';
import { ignoredSettings } from '../shared/ignoredSettings';
import { withChanges } from '../shared/liveSettings';
import type { NetworkSpec } from '../shared/network/network';
import type { Places } from '../shared/trainerCommands';
import { goOn, startedEvent } from './beginning';
import type { RunControl } from './control';
import type { NamedTensors } from './engines/engine';
import { finishRun } from './finishRun';
import type { RunOrigin } from './inquiries/moment';
import { changeSampler, type Loaded } from './loaded';
import { train } from './loop';
import { initialWeights } from './model/initialise';
import { evaluate } from './observation/evaluation';
import { createObserver } from './observation/observer';
import { randomStreams } from './random';
import type { Outcome, Recording } from './recorder';
import type { Checkpoint } from './run/checkpoint';

/** What a run needs of the process that it is trained in. */
export interface Surroundings {
  readonly places: Places;
  /** Folder of the built bundles. */
  readonly distribution: string;
  readonly control: RunControl;
  /** Loads data, engine and weights for a run that begins. */
  readonly prepare: (
    config: Config,
    origin: RunOrigin,
    weights: (network: NetworkSpec) => NamedTensors,
  ) => Promise<Loaded>;
}

/**
 * @param config as the run's folder has it, without the changes that were made while it went on
 * @param checkpoint that it goes on from
 * @throws UserError where it can't be trained, or its folder can't be written
 */
export async function trainRun(
  recording: Recording,
  config: Config,
  { places, distribution, control, prepare }: Surroundings,
  checkpoint?: Checkpoint,
): Promise<Outcome> {
  const { folder, emit } = recording;
  const start = control.now() - 1000 * (checkpoint?.seconds ?? 0);
  const secondsSoFar = (): number => (control.now() - start) / 1000;
  for (const message of ignoredSettings(config)) emit({ type: 'log', level: 'warning', message });
  const random = randomStreams(config.seed);
  const changes = checkpoint?.loop.changes ?? [];
  const loaded = await unlessStopped(control, () =>
    prepare(
      { ...withChanges(config, changes), engine: checkpoint?.engine ?? config.engine },
      { directory: folder.directory, config, changes },
      (network) =>
        checkpoint?.weights ?? initialWeights(network, random.weights, config.transformer.identityStart),
    ),
  );
  const finish = (outcome: 'completed' | 'stopped', epochs: number): Promise<Outcome> => {
    // Stopped before the first batch: there is nothing to report.
    const assets = loaded || checkpoint ? distribution : undefined;
    return finishRun(recording, { outcome, epochs, seconds: secondsSoFar() }, assets);
  };
  if (!loaded) return await finish('stopped', checkpoint?.loop.epoch ?? 0);

  const { examples, network, position } = loaded;
  if (checkpoint) goOn(loaded, checkpoint, emit);
  else emit(startedEvent(loaded, folder.directory, config));
  const feed = examples.openFeed({
    batchSize: config.batchSize,
    from: checkpoint?.loop,
    order: random.order,
    engineThreads: loaded.engine.threads,
    distribution,
    signal: control.signal,
  });
  let outcome;
  try {
    const keep = (file: EpochFile): void => folder.writeEpochFile(file);
    const observer = createObserver(loaded, config, emit, keep, checkpoint?.collapses ?? []);
    const begun = checkpoint
      ? undefined
      : await evaluate(loaded.engine, examples, config.testBatchSize, () => control.stopRequested);
    if (begun) observer.look(0, begun.answers, config);
    outcome = await train(
      {
        ...{ config, examples, feed, network, control, emit },
        get engine() {
          return loaded.engine;
        },
        changeSampler: (changed) => changeSampler(loaded, changed, { places, distribution }),
        from: checkpoint?.loop,
        dropout: random.dropout,
        afterEpoch: (epoch, answers, now) => {
          // Files first: who hears of the epoch's samples may ask for another digit.
          emit(folder.writeWeights(epoch, 0, loaded.engine.readWeights()));
          observer.look(epoch, answers, now);
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
  return await finish(outcome, position.epoch);
}

/** @returns undefined where a stop was asked for meanwhile: a download then ends with an error of its own */
async function unlessStopped<T>({ signal }: RunControl, work: () => Promise<T>): Promise<T | undefined> {
  try {
    const result = await work();
    return signal.aborted ? undefined : result;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
