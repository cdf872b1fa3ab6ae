/** How a run begins, or goes on. */
import type { Config } from '../shared/config';
import { messageOf } from '../shared/messageOf';
import type { TrainerEvent } from '../shared/trainerProtocol';
import type { Loaded } from './loaded';
import { parameterCount, parametersOf } from '../shared/network/network';
import type { Checkpoint } from './run/checkpoint';
import { UserError } from './userError';

/** What a run that begins tells of itself. */
export function startedEvent(loaded: Loaded, directory: string, config: Config): TrainerEvent {
  const { origin, examples, network, engine, reason } = loaded;
  return {
    type: 'started',
    time: new Date().toISOString(),
    directory,
    config,
    engine: { name: engine.name, detail: engine.detail, threads: engine.threads, reason },
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
        kind,
        controlPoints,
        bounded,
      })),
      transformedSize: network.transformed,
    },
    batchesPerEpoch: Math.ceil(examples.trainCount / config.batchSize),
  };
}

/**
 * Puts what is loaded back to where the run was.
 * @throws UserError where it is not what the run was trained with
 */
export function goOn(
  { engine, data, origin }: Loaded,
  { engineDetail, data: dataBefore, optimizer, loop }: Checkpoint,
  emit: (event: TrainerEvent) => void,
): void {
  if (data !== dataBefore) {
    throw new UserError(
      `The run was trained on other data than ${origin.name} (${origin.source}) holds now; put its data back to resume it.`,
    );
  }
  try {
    engine.writeOptimizer(optimizer);
  } catch (error) {
    throw new UserError(
      `The checkpoint doesn't fit the optimizer that the settings name (${messageOf(error)}): it belongs to another run; train this one again.`,
    );
  }
  const { epoch, batch, changes } = loop;
  emit({ type: 'resumed', time: new Date().toISOString(), epoch, batch, changes: [...changes] });
  if (engine.detail === engineDetail) return;
  emit({
    type: 'log',
    level: 'warning',
    message: `The run goes on with ${engine.detail}, but began with ${engineDetail}: its numbers may differ in the last digits from those of an uninterrupted run.`,
  });
}
