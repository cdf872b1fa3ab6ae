/** What is looked at before training and after every epoch: sampled digits, theta of many more, and whether it collapses. */
import type { Config } from '../shared/config';
import type { TrainerEvent } from '../shared/trainerProtocol';
import { CollapseWatch } from './collapseWatch';
import { chooseSampledDigits } from './data/batches';
import { sampleDigits, type Looking } from './pictures';
import { observeThetas } from './thetas';

export interface Observer {
  /** Tells what is seen with the weights as they are after so many whole epochs. */
  readonly look: (epoch: number) => void;
  /** What the collapse watch has told so far. */
  readonly collapses: () => readonly string[];
}

/** @param told what the collapse watch has told before */
export function createObserver(
  looking: Looking,
  config: Config,
  emit: (event: TrainerEvent) => void,
  told: readonly string[],
): Observer {
  const { examples, network } = looking;
  const sampled = chooseSampledDigits(examples.test.labels, config.sampledDigits, network.classes);
  const watch = new CollapseWatch(network.transformers, config, told);
  const look = (epoch: number): void => {
    emit(sampleDigits(looking, sampled, epoch));
    if (network.transformers.length === 0) return;
    const observed = observeThetas(looking, config.testBatchSize, epoch);
    emit(observed);
    if (epoch > 0 && config.collapseWatch) watch.look(epoch, observed.thetas).forEach(emit);
  };
  return { look, collapses: () => watch.told };
}
