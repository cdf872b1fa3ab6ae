/** How a gradient becomes a step, as PyTorch's `optim.SGD` and `optim.Adam` do it. */
import type { Config } from '../../shared/config';

export interface OptimizerSpec {
  readonly kind: 'sgd' | 'momentum' | 'nesterov' | 'adam';
  /** Of `momentum` and `nesterov`. */
  readonly momentum: number;
  /** Added to the gradient as weightDecay · weight (L2, not decoupled). */
  readonly weightDecay: number;
  /** Largest Euclidean norm of all gradients together (`clip_grad_norm_`); 0 does not clip. */
  readonly gradientClip: number;
  /** Multiplies the learning rate of the localization networks' weights. */
  readonly localizationRate: number;
}

/** The tutorial's: w −= learningRate · gradient. */
export const plainSgd: OptimizerSpec = {
  kind: 'sgd',
  momentum: 0,
  weightDecay: 0,
  gradientClip: 0,
  localizationRate: 1,
};

export function describeOptimizer(config: Config): OptimizerSpec {
  const { optimizer, momentum, weightDecay, gradientClip, localization } = config;
  return {
    kind: optimizer,
    momentum,
    weightDecay,
    gradientClip,
    localizationRate: localization.learningRateFactor,
  };
}

/** What an optimizer keeps for each weight from step to step. */
export const meanCounts: Readonly<Record<OptimizerSpec['kind'], number>> = {
  sgd: 0,
  momentum: 1,
  nesterov: 1,
  adam: 2,
};

/** Adam's constants, PyTorch's defaults: decay of the two means, and what keeps the division finite. */
export const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** What `clip_grad_norm_` adds to the norm before it divides. */
export const clipEpsilon = 1e-6;

/** Factor of the learning rate for the weight of this name. */
export function rateFactor(optimizer: OptimizerSpec, weight: string): number {
  return /^localization\d*\./.test(weight) ? optimizer.localizationRate : 1;
}
