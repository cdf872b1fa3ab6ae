/** Small networks with seeded weights and images, for engines that are compared with the reference. */
import { defaultConfig, type Config } from '../../src/shared/config';
import type { ImageSize } from '../../src/shared/trainerProtocol';
import type { GridSize } from '../../src/shared/transformers/gridGenerator';
import { identityTheta, thetaLength, type TransformerSpec } from '../../src/shared/transformers/spec';
import type { Batch, NamedTensors } from '../../src/trainer/engines/engine';
import { describeNetwork } from '../../src/shared/network/describeNetwork';
import {
  averagePooled,
  elements,
  weightShapes,
  type NetworkSpec,
  type SamplerSpec,
} from '../../src/shared/network/network';
import { randomStreams } from '../../src/trainer/random';

export interface SmallSettings {
  readonly sampler?: SamplerSpec;
  readonly transformer?: Partial<Config['transformer']>;
  readonly filters?: number[];
  readonly kernels?: number[];
  readonly dropout?: number;
  /** Of the sampler's output, which need not be a square. */
  readonly transformed?: GridSize;
}

export function smallNetwork(input: ImageSize, settings: SmallSettings): NetworkSpec {
  const { sampler, filters = [3], kernels = [3], dropout = 0 } = settings;
  const defaults = defaultConfig();
  const config: Config = {
    ...defaults,
    sampler: sampler ?? defaults.sampler,
    transformer: { ...defaults.transformer, ...settings.transformer },
    localization: { ...defaults.localization, filters, kernels, hidden: [5] },
    classifier: { filters: filters.map((count) => count + 1), kernels, hidden: [6], dropout },
  };
  const network = describeNetwork(config, input, 4, sampler?.background);
  const transformed = { ...network.transformed, ...settings.transformed };
  // The classifier is what it would be without a transformer, if images were as large as the sampler's output.
  const alone: Config = { ...config, transformer: { ...config.transformer, kind: 'none' } };
  const { classifier } = describeNetwork(alone, averagePooled(transformed, network.averagePool), 4);
  return { ...network, transformed, classifier };
}

/** Uniform weights, and thetas well away from the identity, where sampling points would lie on pixels. */
export function seededWeights(network: NetworkSpec, seed: number): NamedTensors {
  const random = randomStreams(seed).weights;
  const biases = new Map(
    network.transformers.map((transformer, number) => [
      `${transformer.localization.at(-1)?.name}.bias`,
      thetaAway(transformer, number),
    ]),
  );
  return new Map(
    weightShapes(network).map(({ name, shape }) => {
      const bound = /^localization\d*\.theta/.test(name) ? 0.15 : 0.5;
      const drawn = Float32Array.from({ length: elements(shape) }, () => (2 * random.unit() - 1) * bound);
      const bias = biases.get(name);
      return [name, { shape, values: bias ? Float32Array.from(bias) : drawn }];
    }),
  );
}

/** The identity and something of every number of theta; of the second transformer, something else. */
function thetaAway(transformer: TransformerSpec, number: number): number[] {
  const away = {
    affine: [-0.13, 0.31, 0.23, -0.27, 0.13, -0.19],
    translation: [0.23, -0.19],
    attention: [0.17, 0.23, -0.19],
    rotation: [0.41],
    similarity: [-0.13, -0.27, 0.23, -0.19],
    projective: [-0.13, 0.31, 0.23, -0.27, 0.13, -0.19, 0.17, -0.14],
    tps: Array.from({ length: thetaLength(transformer) }, (_, i) => 0.25 * Math.sin(1 + 2.3 * i)),
  };
  const factor = number === 0 ? 1 : -0.8;
  return identityTheta(transformer).map((value, i) => value + factor * away[transformer.kind][i]);
}

/** Noise for images: every pixel and every tap matters. */
export function seededBatch(network: NetworkSpec, seed: number, count: number): Batch<Float32Array> {
  const random = randomStreams(seed).order;
  const { height, width, channels } = network.input;
  return {
    images: Float32Array.from({ length: count * height * width * channels }, () => 2 * random.unit() - 1),
    labels: Uint8Array.from({ length: count }, () => random.word() % network.classes),
    count,
  };
}
