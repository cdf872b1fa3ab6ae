/** Answers of no network to what the inspector asks further, such as a trained one might give. */
import type { AnswerOf, Answer, EpochSeen, Query } from '../../src/shared/queries';
import type { RunHistory } from '../../src/shared/runHistory';
import { affineTerms } from '../../src/shared/theta';
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';

type Samples = TrainerEventOf<'samples'>;

/**
 * @param position of the inspected digit among the sampled ones
 * @param samplesAt those of an epoch; undefined where they are lost
 */
export function pretendAnswer(
  history: RunHistory,
  samples: Samples,
  position: number,
  query: Query,
  samplesAt: (epoch: number) => Samples | undefined,
): Answer {
  const classes = history.started.dataset.classNames.length;
  switch (query.kind) {
    case 'survey':
      return surveyed(samples, position, classes, query.images);
    case 'resample':
      return resampled(samples, position, classes, query.matrices);
    case 'epochs':
      return {
        kind: 'epochs',
        seen: query.epochs.map((epoch) => seenAt(epoch, samplesAt(epoch), position, classes)),
      };
  }
}

/** As if every image were the sampled digit at this position. */
function seenAt(epoch: number, found: Samples | undefined, position: number, classes: number): EpochSeen {
  if (!found) return { epoch, sight: null, problem: `Epoch ${epoch} can’t be looked at: it is lost.` };
  const { theta, predicted, probability } = found.digits[position];
  const rest = (1 - probability) / (classes - 1);
  const logProbabilities = Array.from({ length: classes }, (_, name) =>
    Math.log(name === predicted ? probability : rest),
  );
  return { epoch, sight: { theta, logProbabilities, output: outputAt(found, position) }, problem: '' };
}

/** As if each image were the next of a slow turn: the grid follows it by half, and there is doubt towards the ends. */
function surveyed(
  samples: Samples,
  position: number,
  classes: number,
  images: Uint8Array,
): AnswerOf<'survey'> {
  const { theta, label } = samples.digits[position];
  const { height, width, channels } = samples.inputSize;
  const count = images.length / (height * width * channels);
  const shares = Array.from({ length: count }, (_, at) => (count === 1 ? 0 : (2 * at) / (count - 1) - 1));
  return {
    kind: 'survey',
    thetas: shares.map((share) => turned(theta, (share * Math.PI) / 4)),
    logProbabilities: shares.map((share) => logsOf(label, classes, 3 * share ** 2)),
  };
}

/** As if the classifier doubted more the further a grid is from the image as it is. */
function resampled(
  samples: Samples,
  position: number,
  classes: number,
  matrices: readonly (readonly number[])[],
): AnswerOf<'resample'> {
  const { label } = samples.digits[position];
  return {
    kind: 'resample',
    output: outputAt(samples, position),
    logProbabilities: matrices.map((matrix) => {
      const { rotation, scaleX, translationX, translationY } = affineTerms(matrix);
      const distance =
        Math.abs(rotation) / 45 + Math.abs(Math.log2(scaleX)) + Math.hypot(translationX, translationY);
      return logsOf(label, classes, distance ** 2);
    }),
  };
}

function outputAt({ outputs, outputSize }: Samples, position: number): Uint8Array {
  const { height, width, channels } = outputSize;
  const length = height * width * channels;
  return outputs.slice(position * length, (position + 1) * length);
}

/** @param doubt weight of the class after the true one, whose own weight is 1 */
function logsOf(label: number, classes: number, doubt: number): number[] {
  const weights = Array.from({ length: classes }, (_, name) => {
    if (name === label) return 1;
    return name === (label + 1) % classes ? doubt : 0.01;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Math.log(weight / total));
}

/** An affine theta, further counter-clockwise; of other kinds the theta as it is. */
function turned(theta: readonly number[], angle: number): number[] {
  if (theta.length !== 6) return [...theta];
  const [a, b, x, c, d, y] = theta;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [
    ...[cosine * a + sine * c, cosine * b + sine * d, x],
    ...[cosine * c - sine * a, cosine * d - sine * b, y],
  ];
}
