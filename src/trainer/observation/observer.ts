/**
 * What is looked at before training and after every epoch: sampled digits, theta of many more, whether it collapses, and
 * what the whole test set says, class by class.
 */
import type { Config } from '../../shared/config';
import type { EpochFile } from '../../shared/epochFiles';
import type { TrainerEvent } from '../../shared/trainerProtocol';
import { alignClasses } from './alignment';
import { breakDown } from './breakdown';
import { CollapseWatch } from './collapseWatch';
import { chooseSampledDigits } from '../data/batches';
import type { Answers } from './evaluation';
import { chooseGallery } from './gallery';
import { elements } from '../../shared/network/network';
import { lookAtDigits, type Looking } from './pictures';
import { thetasEvent } from './thetas';

export interface Observer {
  /**
   * Tells what is seen with the weights as they are after so many whole epochs, by which the answers were given.
   * @param now the settings, which may have changed since the run began
   */
  readonly look: (epoch: number, answers: Answers, now: Config) => void;
  /** What the collapse watch has told so far. */
  readonly collapses: () => readonly string[];
}

/**
 * @param keep gets what only a run folder needs: nobody listens to that much
 * @param told what the collapse watch has told before
 */
export function createObserver(
  looking: Looking,
  config: Config,
  emit: (event: TrainerEvent) => void,
  keep: (file: EpochFile) => void,
  told: readonly string[],
): Observer {
  const { examples, network } = looking;
  const { test } = examples;
  const { classes, input, transformed, transformers } = network;
  const sampled = chooseSampledDigits(test.labels, config.sampledDigits, classes);
  const bytesOfDigit = [input, transformed].reduce((sum, size) => sum + elements(Object.values(size)), 0);
  const watch = new CollapseWatch(transformers, told);
  const look = (epoch: number, answers: Answers, now: Config): void => {
    const alignment = transformers.length > 0 ? alignClasses(looking, epoch) : undefined;
    const chosen = chooseGallery(test.labels, answers, bytesOfDigit);
    keep({ type: 'gallery', ...lookAtDigits(looking, chosen, epoch) });
    // Files first: who hears of the epoch may ask for them.
    if (alignment) keep(alignment.file);
    emit({
      ...{ type: 'breakdown', epoch, ...breakDown(test.labels, answers, classes, transformers) },
      alignment: alignment?.score ?? null,
    });
    emit({ type: 'samples', ...lookAtDigits(looking, sampled, epoch) });
    if (transformers.length === 0) return;
    const observed = thetasEvent(examples, answers, epoch);
    emit(observed);
    if (epoch > 0 && config.collapseWatch) watch.look(epoch, observed.thetas, now).forEach(emit);
  };
  return { look, collapses: () => watch.told };
}
