/** Weights before the first step. */
import type { NamedTensors, Tensor } from '../engines/engine';
import type { RandomStream } from '../random';
import { elements, weightShapes, type NetworkSpec } from '../../shared/network/network';
import { startTheta } from './startTheta';

/**
 * PyTorch's default for `nn.Conv2d` and `nn.Linear`: weight and bias uniform in ±1/√(inputs of one unit). The last layer
 * of each localization network has zero weights and the theta to start from as bias (Jaderberg et al. 2015, section 4), so
 * that training begins without a transform.
 * @param identityStart false draws that last layer like the others
 */
export function initialWeights(
  network: NetworkSpec,
  random: RandomStream,
  identityStart = true,
): NamedTensors {
  const { transformers } = network;
  const starts = new Map(
    transformers.map((transformer, number) => [
      transformer.localization[transformer.localization.length - 1].name,
      startTheta(transformer, number, transformers.length),
    ]),
  );
  const weights = new Map<string, Tensor>();
  let bound = 0;
  for (const { name, shape } of weightShapes(network)) {
    const values = new Float32Array(elements(shape));
    const [layer, part] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)];
    const start = identityStart ? starts.get(layer) : undefined;
    if (start) {
      if (part === 'bias') values.set(start);
    } else {
      // A bias follows its weight and has the same bound.
      if (part === 'weight') bound = 1 / Math.sqrt(elements(shape.slice(0, -1)));
      for (let i = 0; i < values.length; i++) values[i] = (2 * random.unit() - 1) * bound;
    }
    weights.set(name, { shape, values });
  }
  return weights;
}
