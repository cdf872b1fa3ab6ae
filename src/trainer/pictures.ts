/** What a person looks at: pixels of images and of sampled outputs, and what the network makes of them. */
import type { SampledDigit, TrainerEventOf } from '../shared/trainerProtocol';
import type { Examples } from './data/examples';
import { normalizationTable } from './data/normalization';
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
  const { inputs, outputs, theta, logProbabilities } = lookAt(looking, indices);
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

/** The inspection of one test digit with the weights as they are. */
export function inspectDigit(
  looking: Looking,
  index: number,
): Omit<TrainerEventOf<'inspection'>, 'type' | 'request' | 'epoch' | 'batch'> {
  const { examples, network } = looking;
  const { inputs, outputs, theta, logProbabilities } = lookAt(looking, [index]);
  return {
    index,
    testCount: examples.test.count,
    label: examples.test.labels[index],
    classNames: [...examples.classNames],
    theta: [...theta],
    pose: examples.poseOf(index),
    probabilities: Array.from(logProbabilities, Math.exp),
    inputSize: network.input,
    outputSize: network.transformed,
    input: inputs,
    output: outputs,
    alignCorners: network.sampler.alignCorners,
  };
}

/** Infers one by one: the engine's batch may be smaller than the number of digits. */
function lookAt({ engine, network, examples }: Looking, indices: readonly number[]): Looks {
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
    const pixels = examples.test.images.subarray(index * inputLength, (index + 1) * inputLength);
    const inference = engine.infer({ pixels, table }, 1);
    looks.inputs.set(pixels, row * inputLength);
    looks.theta.set(inference.theta.subarray(0, thetas), row * thetas);
    looks.transformed.set(inference.transformed.subarray(0, outputLength), row * outputLength);
    looks.logProbabilities.set(
      inference.logProbabilities.subarray(0, network.classes),
      row * network.classes,
    );
  });
  const { mean, deviation } = examples.normalization;
  // Bicubic sampling overshoots: the assignment to clamped bytes cuts what no pixel can show.
  const clamped = Uint8ClampedArray.from(looks.transformed, (value) => (value * deviation + mean) * 255);
  looks.outputs.set(clamped);
  return looks;
}
