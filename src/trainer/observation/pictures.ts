/** What a person looks at: pixels of images and of sampled outputs, and what the network makes of them. */
import type { Pictures, SampledDigit } from '../../shared/epochFiles';
import type { TrainerEventOf } from '../../shared/trainerProtocol';
import type { Examples } from '../data/examples';
import { normalizationTable } from '../data/normalization';
import type { ImageSet, Normalization } from '../data/types';
import type { Engine, Inference } from '../engines/engine';
import { thetaLength, type NetworkSpec } from '../../shared/network/network';

/** A loaded network and what it sees. */
export interface Looking {
  readonly engine: Engine;
  readonly network: NetworkSpec;
  readonly examples: Pick<Examples, 'test' | 'classNames' | 'normalization' | 'poseOf'>;
}

interface Looks extends Inference {
  /** Raw pixels. */
  readonly inputs: Uint8Array;
  readonly outputs: Uint8Array;
}

/** These test digits with the weights as they are after so many whole epochs. */
export function lookAtDigits(looking: Looking, indices: readonly number[], epoch: number): Pictures {
  const { examples, network } = looking;
  const { inputs, outputs, theta, logProbabilities } = lookAt(looking, examples.test, indices);
  const thetas = thetaLength(network);
  const digits = indices.map((index, row): SampledDigit => {
    const logs = logProbabilities.subarray(row * network.classes, (row + 1) * network.classes);
    const predicted = logs.indexOf(Math.max(...logs));
    return {
      index,
      label: examples.test.labels[index],
      predicted,
      probability: Math.exp(logs[predicted]),
      theta: [...theta.subarray(row * thetas, (row + 1) * thetas)],
    };
  });
  return {
    epoch,
    digits,
    inputSize: network.input,
    outputSize: network.transformed,
    inputs,
    outputs,
  };
}

/** An inspection but for who asked, and when. */
export type Presented = Omit<TrainerEventOf<'inspection'>, 'type' | 'request' | 'epoch' | 'batch'>;

/** The inspection of one test digit with the weights as they are. */
export function inspectDigit(looking: Looking, index: number): Presented {
  const { examples } = looking;
  return {
    ...inspect(looking, examples.test, index),
    index,
    label: examples.test.labels[index],
    pose: examples.poseOf(index),
  };
}

/**
 * The same for an image of which nothing is known.
 * @param image raw pixels, as many as the network's input has
 */
export function inspectImage(looking: Looking, image: Uint8Array): Presented {
  const set = { images: image, labels: new Uint8Array(1), count: 1 };
  return { ...inspect(looking, set, 0), index: null, label: null, pose: null };
}

function inspect(
  looking: Looking,
  set: ImageSet,
  index: number,
): Omit<Presented, 'index' | 'label' | 'pose'> {
  const { examples, network } = looking;
  const { inputs, outputs, theta, logProbabilities } = lookAt(looking, set, [index]);
  return {
    testCount: examples.test.count,
    classNames: [...examples.classNames],
    theta: [...theta],
    probabilities: Array.from(logProbabilities, Math.exp),
    inputSize: network.input,
    outputSize: network.transformed,
    input: inputs,
    output: outputs,
    alignCorners: network.sampler.alignCorners,
  };
}

/** What the network makes of these images of a set, one after the other. */
export function lookAt(
  { engine, network, examples }: Looking,
  set: ImageSet,
  indices: readonly number[],
): Looks {
  const { height, width, channels } = network.input;
  const length = height * width * channels;
  const inputs = new Uint8Array(indices.length * length);
  indices.forEach((index, row) => {
    inputs.set(set.images.subarray(index * length, (index + 1) * length), row * length);
  });
  const images = { pixels: inputs, table: normalizationTable(examples.normalization) };
  const inference = engine.infer(images, indices.length);
  return { ...inference, inputs, outputs: shownPixels(inference.transformed, examples.normalization) };
}

/** Normalised numbers as the pixels that they show. */
export function shownPixels(values: Float32Array, { mean, deviation }: Normalization): Uint8Array {
  // Bicubic sampling overshoots: clamped bytes cut what no pixel can show.
  const clamped = Uint8ClampedArray.from(values, (value) => (value * deviation + mean) * 255);
  return new Uint8Array(clamped.buffer);
}
