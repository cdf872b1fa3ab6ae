/** How many multiplications with addition a network needs for an image, as a dense computation does them. */
import { EPOCH_IMAGES } from './networks';
import { allLayers, type Layer, type NetworkSpec } from '../../src/shared/network/network';

/** Forward; of a convolution only the pooling windows that exist. */
export function layerMultiplyAdds(layer: Layer): number {
  if (layer.kind === 'dense') return layer.inputs * layer.outputs;
  const { output, pool, kernel, input } = layer;
  return output.height * output.width * output.channels * pool ** 2 * kernel ** 2 * input.channels;
}

export function forwardMultiplyAdds(network: NetworkSpec): number {
  return allLayers(network).reduce((sum, layer) => sum + layerMultiplyAdds(layer), 0);
}

/** Forward, gradients of the weights, and of the inputs where those come from a layer and not from the image. */
export function trainMultiplyAdds(network: NetworkSpec): number {
  return 3 * forwardMultiplyAdds(network) - layerMultiplyAdds(allLayers(network)[0]);
}

/** In units of 10⁹. */
export function billionsPerEpoch(multiplyAdds: number): number {
  return (multiplyAdds * EPOCH_IMAGES) / 1e9;
}
