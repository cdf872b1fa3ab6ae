/** Weights before the first step. */
import type { NamedTensors, Tensor } from '../engines/engine';
import type { RandomStream } from '../random';
import { elements, weightShapes, type NetworkSpec } from './network';

const identity = [1, 0, 0, 0, 1, 0];

/**
 * PyTorch's default for `nn.Conv2d` and `nn.Linear`: weight and bias uniform in ±1/√(inputs of one unit). The last
 * localization layer has zero weights and the identity as bias (Jaderberg et al. 2015, section 4), so that training
 * begins without a transform.
 */
export function initialWeights(network: NetworkSpec, random: RandomStream): NamedTensors {
  const weights = new Map<string, Tensor>();
  let bound = 0;
  for (const { name, shape } of weightShapes(network)) {
    const values = new Float32Array(elements(shape));
    if (name.startsWith('localization.theta.')) {
      if (name.endsWith('.bias')) values.set(identity);
    } else {
      // A bias follows its weight and has the same bound.
      if (name.endsWith('.weight')) bound = 1 / Math.sqrt(elements(shape.slice(0, -1)));
      for (let i = 0; i < values.length; i++) values[i] = (2 * random.unit() - 1) * bound;
    }
    weights.set(name, { shape, values });
  }
  return weights;
}
