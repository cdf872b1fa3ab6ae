/** How alike the digits of a class are before and after the transformer: mean images, and one number. */
import type { EpochFileOf } from '../../shared/epochFiles';
import type { TrainerEventOf } from '../../shared/trainerProtocol';
import { ClassImages } from './classImages';
import { chooseEvenly } from '../data/batches';
import { elements } from '../../shared/network/network';
import { lookAt, type Looking } from './pictures';

/** Of the test set: enough for means, and quickly looked at. */
const mostDigits = 500;

export interface Alignment {
  readonly file: EpochFileOf<'alignment'>;
  readonly score: NonNullable<TrainerEventOf<'breakdown'>['alignment']>;
}

/** @param epoch whole epochs trained */
export function alignClasses(looking: Looking, epoch: number): Alignment {
  const { examples, network } = looking;
  const { input, transformed, classes } = network;
  const indices = chooseEvenly(examples.test.count, mostDigits);
  const { inputs, outputs } = lookAt(looking, examples.test, indices);
  const [before, after] = [
    { size: input, images: inputs },
    { size: transformed, images: outputs },
  ].map(({ size, images }) => {
    const pixels = elements([size.height, size.width, size.channels]);
    const sums = new ClassImages(classes, pixels);
    indices.forEach((index, row) => sums.add(examples.test.labels[index], images, row * pixels));
    return sums;
  });
  return {
    file: {
      ...{ type: 'alignment', epoch, digits: indices.length, inputSize: input, outputSize: transformed },
      ...{ meansBefore: before.means(), deviationsBefore: before.doubledDeviations() },
      ...{ meansAfter: after.means(), deviationsAfter: after.doubledDeviations() },
    },
    score: { before: before.explainedShare(), after: after.explainedShare() },
  };
}
