/**
 * Grid generator and sampler of one transformer as one operation with its own gradient: tfjs has none for any operation
 * that could compose them fast.
 */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { gridGenerator, type GridGenerator } from '../../../shared/transformers/gridGenerator';
import { identityTheta } from '../../../shared/transformers/spec';
import type { NetworkSpec, Transformer } from '../../../shared/network/network';
import { gridSample, gridSampleBackward, type SampleShapes } from '../../sampler/gridSample';
import type { Tf } from './load';

export interface Transformed {
  /** [count, height, width, channels of the input]. */
  readonly tensor: Tensor4D;
  /** Its numbers. */
  readonly values: Float32Array;
  /** [count, theta's length]. */
  readonly theta: Float32Array;
}

export class TensorflowTransformer {
  private readonly generator: GridGenerator;
  private readonly identity: readonly number[];

  constructor(
    private readonly tf: Tf,
    private readonly network: NetworkSpec,
    transformer: Transformer,
  ) {
    this.generator = gridGenerator(transformer, network.transformed, network.sampler.alignCorners);
    this.identity = identityTheta(transformer);
  }

  /**
   * Call it within a scope. The images are data: only theta has a gradient, and they never have to be read back. The
   * gradient has the penalty's in it, wherever the output leads to: the reported loss stays without it.
   * @param images [count, height, width, channels]
   */
  apply(images: Float32Array, count: number, theta: Tensor2D): Transformed {
    const { tf, network } = this;
    const { input, transformed, sampler } = network;
    const shapes = { count, input, output: transformed };
    const thetas = theta.dataSync<'float32'>();
    const grid = this.grid(thetas, count);
    const values = gridSample(images, grid, shapes, sampler);
    const sample = tf.customGrad(() => ({
      value: tf.tensor4d(values, [count, transformed.height, transformed.width, input.channels]),
      gradFunc: (gradOutput: Tensor) => {
        const gradients = gradOutput.dataSync<'float32'>();
        const gradGrid = gridSampleBackward(images, grid, gradients, shapes, sampler);
        this.addOutsidePenalty(grid, gradGrid, shapes);
        return tf.tensor2d(this.thetaGradient(thetas, gradGrid, count), theta.shape);
      },
    }));
    return { tensor: sample(theta) as Tensor4D, values, theta: thetas };
  }

  /** [count, height, width, 2]. */
  private grid(thetas: Float32Array, count: number): Float32Array {
    const { height, width } = this.network.transformed;
    const grid = new Float32Array(count * height * width * 2);
    for (let image = 0; image < count; image++) {
      grid.set(this.generator.grid(this.thetaOf(thetas, image)), image * height * width * 2);
    }
    return grid;
  }

  private thetaGradient(thetas: Float32Array, gradGrid: Float32Array, count: number): Float32Array {
    const { length } = this.identity;
    const points = gradGrid.length / count;
    const penalty = (2 * (this.network.penalty?.identity ?? 0)) / count;
    const gradients = new Float32Array(thetas.length);
    for (let image = 0; image < count; image++) {
      const theta = this.thetaOf(thetas, image);
      const ofImage = gradGrid.subarray(image * points, (image + 1) * points);
      gradients.set(this.generator.backward(theta, ofImage), image * length);
      if (penalty === 0) continue;
      for (let at = 0; at < length; at++) {
        gradients[image * length + at] += penalty * (theta[at] - this.identity[at]);
      }
    }
    return gradients;
  }

  private thetaOf(thetas: Float32Array, image: number): Float32Array {
    const { length } = this.identity;
    return thetas.subarray(image * length, (image + 1) * length);
  }

  private addOutsidePenalty(grid: Float32Array, gradGrid: Float32Array, { count, output }: SampleShapes) {
    const { penalty } = this.network;
    if (!penalty || penalty.outside === 0) return;
    const factor = (2 * penalty.outside) / (count * output.height * output.width);
    for (let at = 0; at < grid.length; at++) {
      if (grid[at] > 1) gradGrid[at] += factor * (grid[at] - 1);
      else if (grid[at] < -1) gradGrid[at] += factor * (grid[at] + 1);
    }
  }
}
