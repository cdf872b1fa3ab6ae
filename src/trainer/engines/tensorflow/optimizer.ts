/** The optimizer's step in tfjs-core operations, with the state it keeps from step to step. */
import type { Scalar, Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { adam, clipEpsilon, meanCounts, rateFactor, type OptimizerSpec } from '../../model/optimizer';
import type { Tf } from './load';
import type { TfWeights } from './network';

/** One mean for each weight, in the weights' order; made by the first step. */
type Means = readonly TfTensor[];

export class TensorflowOptimizer {
  /** Done so far. */
  steps = 0;
  private velocity: Means = [];
  private squares: Means = [];

  constructor(
    private readonly tf: Tf,
    private readonly spec: OptimizerSpec,
  ) {}

  /**
   * Call it within a scope, which takes what is not kept.
   * @param gradients in the weights' order
   * @returns the weights after the step, in their order
   */
  step(weights: TfWeights, gradients: readonly TfTensor[], learningRate: number): TfTensor[] {
    const { tf, spec } = this;
    this.steps++;
    const clipped = this.clip(gradients);
    const directions = this.directions(
      [...weights.values()].map((weight, i) => this.decayed(weight, clipped[i])),
    );
    return Array.from(weights, ([name, weight], i) =>
      tf.sub(weight, tf.mul(directions[i], learningRate * rateFactor(spec, name))),
    );
  }

  /** None before the first step. */
  get means(): readonly Means[] {
    return [this.velocity, this.squares].filter((mean) => mean.length > 0);
  }

  /**
   * @param means as the property's, of an optimizer of the same kind; they are its own from now on
   * @throws Error where they are of another kind
   */
  restore(steps: number, means: readonly Means[]): void {
    const expected = steps === 0 ? 0 : meanCounts[this.spec.kind];
    if (means.length !== expected) {
      throw new Error(`The optimizer keeps ${expected} means, not ${means.length}.`);
    }
    this.dispose();
    this.steps = steps;
    [this.velocity = [], this.squares = []] = means;
  }

  dispose(): void {
    this.tf.dispose([...this.velocity, ...this.squares]);
    this.velocity = this.squares = [];
  }

  private clip(gradients: readonly TfTensor[]): readonly TfTensor[] {
    const { tf, spec } = this;
    if (spec.gradientClip === 0) return gradients;
    const squares = gradients.map((gradient): Scalar => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    const factor = tf.minimum(tf.div(spec.gradientClip, tf.add(norm, clipEpsilon)), 1);
    return gradients.map((gradient) => tf.mul(gradient, factor));
  }

  private decayed(weight: TfTensor, gradient: TfTensor): TfTensor {
    const { tf, spec } = this;
    return spec.weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, spec.weightDecay));
  }

  /** What the learning rate is multiplied with. */
  private directions(gradients: readonly TfTensor[]): readonly TfTensor[] {
    const { tf, spec } = this;
    if (spec.kind === 'sgd') return gradients;
    if (spec.kind === 'adam') return this.adamDirections(gradients);
    const before = this.velocity;
    // The first velocity is the gradient itself.
    this.velocity = this.kept(
      gradients.map((gradient, i) =>
        before.length === 0 ? tf.clone(gradient) : tf.add(tf.mul(before[i], spec.momentum), gradient),
      ),
      before,
    );
    if (spec.kind === 'momentum') return this.velocity;
    return gradients.map((gradient, i) => tf.add(gradient, tf.mul(this.velocity[i], spec.momentum)));
  }

  private adamDirections(gradients: readonly TfTensor[]): readonly TfTensor[] {
    const { tf, steps } = this;
    this.velocity = this.kept(
      gradients.map((gradient, i) => this.movingMean(this.velocity[i], gradient, adam.beta1)),
      this.velocity,
    );
    this.squares = this.kept(
      gradients.map((gradient, i) => this.movingMean(this.squares[i], tf.square(gradient), adam.beta2)),
      this.squares,
    );
    const [first, second] = [1 - adam.beta1 ** steps, 1 - adam.beta2 ** steps];
    return this.velocity.map((mean, i) =>
      tf.div(tf.div(mean, first), tf.add(tf.sqrt(tf.div(this.squares[i], second)), adam.epsilon)),
    );
  }

  /** A mean begins at zero. */
  private movingMean(mean: TfTensor | undefined, value: TfTensor, decay: number): TfTensor {
    const { tf } = this;
    const added = tf.mul(value, 1 - decay);
    return mean ? tf.add(tf.mul(mean, decay), added) : added;
  }

  /** The new means outlive the scope that they were made in; the old ones end here. */
  private kept(means: readonly TfTensor[], before: Means): Means {
    this.tf.dispose([...before]);
    return means.map((mean) => this.tf.keep(mean));
  }
}
