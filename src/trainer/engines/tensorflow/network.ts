/** The network in plain tfjs-core operations; tfjs differentiates it. */
import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Layer, NetworkSpec } from '../../model/network';
import { affineGrid, affineGridBackward } from '../../sampler/affineGrid';
import { gridSample, gridSampleBackward } from '../../sampler/gridSample';
import type { Batch, DropoutMasks, Inference } from '../engine';
import type { Tf } from './load';

/** By name, as `weightShapes` has them. */
export type TfWeights = ReadonlyMap<string, Tensor>;

export interface Forward extends Inference {
  /** A tensor that depends on the weights, [count, classes]. */
  readonly logProbabilitiesTensor: Tensor2D;
}

/**
 * Call it within a scope: it leaves its intermediate tensors to the caller's scope.
 * @param images [count, height, width, channels] or longer; the rest is not read
 */
export function runNetwork(
  tf: Tf,
  network: NetworkSpec,
  weights: TfWeights,
  images: Float32Array,
  count: number,
  masks: DropoutMasks,
): Forward {
  const { height, width, channels } = network.input;
  const read = images.subarray(0, count * height * width * channels);
  const run = { tf, weights, masks, count };
  const input = tf.tensor4d(read, [count, height, width, channels]);
  const sampled =
    network.transformers.length === 0
      ? { tensor: input, theta: new Float32Array(0), values: read.slice() }
      : sampleImages(
          ...([tf, network, read, count] as const),
          runLayers(
            run,
            network.transformers[0].localization,
            averagePool(tf, input, network.localizationPool),
          ),
        );
  const logits = runLayers(run, network.classifier, averagePool(tf, sampled.tensor, network.averagePool));
  const logProbabilitiesTensor = tf.logSoftmax(logits);
  return {
    theta: sampled.theta,
    transformed: sampled.values,
    logProbabilities: logProbabilitiesTensor.dataSync<'float32'>(),
    logProbabilitiesTensor,
  };
}

/** Mean negative log-likelihood of the batch. */
export function meanLoss(tf: Tf, logProbabilities: Tensor2D, { labels, count }: Batch): Scalar {
  const classes = logProbabilities.shape[1];
  const chosen = new Float32Array(count * classes);
  for (let i = 0; i < count; i++) chosen[i * classes + labels[i]] = -1 / count;
  return tf.sum(tf.mul(logProbabilities, tf.tensor2d(chosen, [count, classes])));
}

interface Run {
  readonly tf: Tf;
  readonly weights: TfWeights;
  readonly masks: DropoutMasks;
  readonly count: number;
}

function averagePool(tf: Tf, images: Tensor4D, pool: 1 | 2 = 1): Tensor4D {
  return pool === 1 ? images : tf.avgPool(images, pool, pool, 'valid');
}

function runLayers(run: Run, layers: readonly Layer[], input: Tensor4D): Tensor2D {
  let images = input;
  let rows: Tensor2D | undefined;
  for (const layer of layers) {
    if (layer.kind === 'convolution') images = convolution(run, layer, images);
    else rows = dense(run, layer, rows ?? run.tf.reshape(images, [run.count, layer.inputs]));
  }
  return rows ?? run.tf.reshape(images, [run.count, -1]);
}

function convolution(run: Run, layer: Layer & { kind: 'convolution' }, images: Tensor4D): Tensor4D {
  const { tf } = run;
  const [filter, bias] = layerWeights(run, layer);
  const convolved = tf.conv2d(images, filter as Tensor4D, 1, 'valid');
  // The bias commutes with the maximum, and there are fewer numbers after it.
  const pooled = layer.pool === 1 ? convolved : tf.maxPool(convolved, layer.pool, layer.pool, 'valid');
  const biased = tf.add(pooled, bias);
  const active: Tensor4D = layer.relu ? tf.relu(biased as Tensor4D) : (biased as Tensor4D);
  return dropped(run, layer.name, active, [run.count, 1, 1, layer.output.channels]);
}

function dense(run: Run, layer: Layer & { kind: 'dense' }, rows: Tensor2D): Tensor2D {
  const { tf } = run;
  const [matrix, bias] = layerWeights(run, layer);
  const sums: Tensor2D = tf.add(tf.matMul(rows, matrix as Tensor2D), bias);
  return dropped(run, layer.name, layer.relu ? tf.relu(sums) : sums, [run.count, layer.outputs]);
}

function layerWeights({ weights }: Run, { name }: Layer): [Tensor, Tensor] {
  const weight = weights.get(`${name}.weight`);
  const bias = weights.get(`${name}.bias`);
  if (!weight || !bias) throw new Error(`The layer ${name} has no weights.`);
  return [weight, bias];
}

function dropped<T extends Tensor>({ tf, masks }: Run, name: string, values: T, shape: number[]): T {
  const mask = masks.get(name);
  if (!mask) return values;
  const length = shape.reduce((product, side) => product * side, 1);
  return tf.mul(values, tf.tensor(mask.subarray(0, length), shape));
}

/**
 * Grid generator and sampler as one operation with its own gradient: tfjs has none for any operation that could compose
 * them fast. The images are data, so that only theta has a gradient, and they never have to be read back.
 */
function sampleImages(
  tf: Tf,
  network: NetworkSpec,
  images: Float32Array,
  count: number,
  theta: Tensor2D,
): { tensor: Tensor4D; theta: Float32Array; values: Float32Array } {
  const { sampler, transformed: size } = network;
  const shapes = { count, input: network.input, output: size };
  const thetaValues = theta.dataSync<'float32'>();
  const grid = affineGrid(thetaValues, count, size, sampler.alignCorners);
  const values = gridSample(images, grid, shapes, sampler);
  const sample = tf.customGrad(() => ({
    value: tf.tensor4d(values, [count, size.height, size.width, size.channels]),
    gradFunc: (gradOutput: Tensor) => {
      const gradGrid = gridSampleBackward(images, grid, gradOutput.dataSync<'float32'>(), shapes, sampler);
      return tf.tensor2d(affineGridBackward(gradGrid, count, size, sampler.alignCorners), [count, 6]);
    },
  }));
  return { tensor: sample(theta) as Tensor4D, theta: thetaValues, values };
}
