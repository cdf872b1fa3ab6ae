/** What a person looks at: pixels of images and of sampled outputs, and what the network makes of them. */
import type { SampledDigit, TrainerEventOf } from '../shared/trainerProtocol';
import type { Examples } from './data/examples';
import { normalizationTable } from './data/normalization';
import type { ImageSet, Normalization } from './data/types';
import type { Engine, Inference } from './engines/engine';
import { thetaLength, type NetworkSpec } from './model/network';

/** A loaded network and what it sees. */
export interface Looking {
  readonly engine: Engine;
  readonly network: NetworkSpec;
  readonly examples: Examples;
}

interface Looks extends Inference {
  /** Raw pixels. */
  readonly inputs: Uint8Array;
  readonly outputs: Uint8Array;
}

/** The samples event for these test digits with the weights as they are. */
export function sampleDigits(
  looking: Looking,
  indices: readonly number[],
  epoch: number,
): TrainerEventOf<'samples'> {
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
    type: 'samples',
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

/** Infers one by one: the engine's batch may be smaller than the number of digits. */
function lookAt({ engine, network, examples }: Looking, set: ImageSet, indices: readonly number[]): Looks {
  const inputLength = network.input.height * network.input.width * network.input.channels;
  const outputLength = network.transformed.height * network.transformed.width * network.transformed.channels;
  const thetas = thetaLength(network);
  const looks = {
    inputs: new Uint8Array(indices.length * inputLength),
    outputs: new Uint8Array(indices.length * outputLength),
    theta: new Float32Array(indices.length * thetas),
    transformed: new Float32Array(indices.length * outputLength),
    logProbabilities: new Float32Array(indices.length * network.classes),
  };
  const table = normalizationTable(examples.normalization);
  indices.forEach((index, row) => {
    const pixels = set.images.subarray(index * inputLength, (index + 1) * inputLength);
    const inference = engine.infer({ pixels, table }, 1);
    looks.inputs.set(pixels, row * inputLength);
    looks.theta.set(inference.theta.subarray(0, thetas), row * thetas);
    looks.transformed.set(inference.transformed.subarray(0, outputLength), row * outputLength);
    looks.logProbabilities.set(
      inference.logProbabilities.subarray(0, network.classes),
      row * network.classes,
    );
  });
  looks.outputs.set(shownPixels(looks.transformed, examples.normalization));
  return looks;
}

/** Normalised numbers as the pixels that they show. */
export function shownPixels(values: Float32Array, { mean, deviation }: Normalization): Uint8Array {
  // Bicubic sampling overshoots: clamped bytes cut what no pixel can show.
  const clamped = Uint8ClampedArray.from(values, (value) => (value * deviation + mean) * 255);
  return new Uint8Array(clamped.buffer);
}
