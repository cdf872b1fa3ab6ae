/** What the two halves of a network read. */
import type { ImageSize } from '../../../shared/trainerProtocol';
import {
  averagePooled,
  type ConvolutionLayer,
  type DenseLayer,
  type NetworkSpec,
} from '../../../shared/network/network';

export interface HalfInput {
  /** Of each network that reads it. */
  readonly firstLayers: readonly (ConvolutionLayer | DenseLayer)[];
  /** After the pool. */
  readonly size: ImageSize;
  readonly pool: 1 | 2;
  /** Whether it is what the sampler writes, not the network's input. */
  readonly sampled: boolean;
  /** Whether its rows lie without padding, as is best for dense layers. A sampler writes whole vectors. */
  readonly compact: boolean;
}

/** The localization networks', then the classifier's. */
export function halfInputs(network: NetworkSpec): HalfInput[] {
  const { input, transformed, transformers, classifier, localizationPool, averagePool } = network;
  const localizations = transformers.map(({ localization }) => localization);
  return [
    // Nobody reads the pooled image where there is no transformer.
    {
      networks: localizations,
      size: input,
      pool: transformers.length > 0 ? localizationPool : 1,
      sampled: false,
    },
    { networks: [classifier], size: transformed, pool: averagePool, sampled: transformers.length > 0 },
  ].map(({ networks, size, pool = 1, sampled }) => {
    const firstLayers = networks.map(([first]) => first);
    return {
      firstLayers,
      size: averagePooled(size, pool),
      pool,
      sampled,
      compact: (pool === 2 || !sampled) && firstLayers.every(({ kind }) => kind === 'dense'),
    };
  });
}
