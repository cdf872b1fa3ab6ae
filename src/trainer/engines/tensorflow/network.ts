/** The network in plain tfjs-core operations; tfjs differentiates it. */
import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Layer, NetworkSpec } from '../../../shared/network/network';
import type { Batch, DropoutMasks, Inference } from '../engine';
import { numbersOf, type Images } from '../images';
import type { Tf } from './load';
import { TensorflowTransformer, type Transformed } from './transformer';

/** By name, as `weightShapes` has them. */
export type TfWeights = ReadonlyMap<string, Tensor>;

export interface Forward extends Inference {
  /** A tensor that depends on the weights, [count, classes]. */
  readonly logProbabilitiesTensor: Tensor2D;
}

export class NetworkRunner {
  private readonly transformers: readonly TensorflowTransformer[];

  constructor(
    private readonly tf: Tf,
    private readonly network: NetworkSpec,
  ) {
    this.transformers = network.transformers.map(
      (transformer) => new TensorflowTransformer(tf, network, transformer),
    );
  }

  /**
   * Call it within a scope: it leaves its intermediate tensors to the caller's scope.
   * @param images of the network's input size
   */
  run(weights: TfWeights, images: Images, count: number, masks: DropoutMasks): Forward {
    const { tf, network } = this;
    const { height, width, channels } = network.input;
    const read = numbersOf(images, count * height * width * channels);
    const run = { tf, weights, masks, count };
    const input = tf.tensor4d(read, [count, height, width, channels]);
    const { tensor, values, theta } = this.transform(run, input, read);
    const logits = runLayers(run, network.classifier, averagePool(tf, tensor, network.averagePool));
    const logProbabilitiesTensor = tf.logSoftmax(logits);
    return {
      theta,
      transformed: values,
      logProbabilities: logProbabilitiesTensor.dataSync<'float32'>(),
      logProbabilitiesTensor,
    };
  }

  /** By every transformer; their outputs are stacked as channels. */
  private transform(run: Run, input: Tensor4D, images: Float32Array): Transformed {
    const { tf, count } = run;
    const { transformers, localizationPool } = this.network;
    if (transformers.length === 0) {
      return { tensor: input, values: images.slice(), theta: new Float32Array(0) };
    }
    const seen = averagePool(tf, input, localizationPool);
    const all = transformers.map(({ localization }, number) =>
      this.transformers[number].apply(images, count, runLayers(run, localization, seen)),
    );
    if (all.length === 1) return all[0];
    const stack = (parts: Tensor[]): Tensor => tf.concat(parts, parts[0].rank - 1);
    const tensor = stack(all.map((one) => one.tensor)) as Tensor4D;
    const theta = stack(all.map((one) => tf.tensor(one.theta, [count, one.theta.length / count])));
    return { tensor, values: tensor.dataSync<'float32'>(), theta: theta.dataSync<'float32'>() };
  }
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
