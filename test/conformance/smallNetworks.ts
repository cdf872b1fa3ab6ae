/** Small networks with seeded weights, images and masks: what describes every setting that changes the arithmetic. */
import { defaultConfig, type Config } from '../../src/shared/config';
import type { ImageSize } from '../../src/shared/trainerProtocol';
import type { Batch, DropoutMasks, NamedTensors } from '../../src/trainer/engines/engine';
import { DropoutSource } from '../../src/trainer/model/dropout';
import { describeNetwork } from '../../src/trainer/model/describeNetwork';
import {
  averagePooled,
  elements,
  weightShapes,
  type Layer,
  type NetworkSpec,
  type SamplerSpec,
} from '../../src/trainer/model/network';
import { randomStreams } from '../../src/trainer/random';

export interface SmallCase {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly weights: NamedTensors;
  readonly batch: Batch;
  /** Drawn for the case's batch. */
  readonly masks: DropoutMasks;
}

/** Every sampler setting, dropout in one layer and in all, several shapes. */
export function smallCases(): SmallCase[] {
  const samplers = (['bilinear', 'bicubic', 'nearest'] as const).flatMap((mode) =>
    (['zeros', 'border', 'reflection'] as const).flatMap((padding) =>
      [false, true].map((alignCorners) => ({ mode, padding, alignCorners })),
    ),
  );
  const image = { height: 10, width: 9, channels: 1 };
  return [
    ...samplers.map((sampler, seed) =>
      smallCase(`${sampler.mode}, ${sampler.padding}, alignCorners ${sampler.alignCorners}`, seed, {
        network: smallNetwork(image, { sampler }),
      }),
    ),
    smallCase('dropout', 20, { network: smallNetwork(image, { dropout: 0.5 }) }),
    smallCase('dropout in every layer', 21, {
      network: changeLayers(smallNetwork(image, {}), (layer) => ({ ...layer, dropout: 0.3 })),
    }),
    smallCase('three channels, bicubic', 22, {
      network: smallNetwork(
        { ...image, channels: 3 },
        { sampler: { mode: 'bicubic', padding: 'reflection', alignCorners: false } },
      ),
    }),
    smallCase('two convolutions with sides that pooling cuts, 8 filters', 23, {
      network: smallNetwork(
        { height: 17, width: 15, channels: 1 },
        { filters: [3, 8], kernels: [2, 3], dropout: 0.4 },
      ),
    }),
    smallCase('1×1 and whole-image kernels', 24, {
      network: smallNetwork({ height: 8, width: 9, channels: 2 }, { filters: [4, 2], kernels: [1, 3] }),
    }),
    smallCase('sampler output larger than the image', 25, {
      network: smallNetwork(image, { transformed: { height: 12, width: 13, channels: 1 } }),
    }),
    smallCase('sampler output smaller than the image', 26, {
      network: smallNetwork(image, { transformed: { height: 7, width: 6, channels: 1 } }),
    }),
    smallCase('no pooling', 27, {
      network: withoutPooling(smallNetwork(image, { dropout: 0.5 })),
    }),
    smallCase('average pools before the localization network and after the sampler', 29, {
      network: withAveragePools(
        smallNetwork({ height: 17, width: 15, channels: 2 }, { filters: [2], kernels: [2] }),
      ),
    }),
    smallCase('fully connected localization network and classifier', 30, {
      network: withoutConvolutions(smallNetwork(image, { dropout: 0.5 })),
    }),
    smallCase('no transformer', 31, {
      network: { ...withoutPooling(smallNetwork(image, { dropout: 0.5 })), transformers: [] },
    }),
    smallCase('batch of one', 28, { network: smallNetwork(image, { dropout: 0.5 }), count: 1 }),
  ];
}

interface SmallSettings {
  readonly sampler?: SamplerSpec;
  readonly filters?: number[];
  readonly kernels?: number[];
  readonly dropout?: number;
  readonly transformed?: ImageSize;
}

export function smallNetwork(input: ImageSize, settings: SmallSettings): NetworkSpec {
  const { sampler, filters = [3], kernels = [3], dropout = 0, transformed = input } = settings;
  const defaults = defaultConfig();
  const config: Config = {
    ...defaults,
    sampler: sampler ?? defaults.sampler,
    localization: { ...defaults.localization, filters, kernels, hidden: [5] },
    classifier: { filters: filters.map((count) => count + 1), kernels, hidden: [6], dropout },
  };
  return {
    ...describeNetwork(config, input, 4),
    transformed,
    classifier: describeNetwork(config, transformed, 4).classifier,
  };
}

/** Uniform weights, and a theta well away from the identity, where sampling points would lie on pixels. */
export function seededWeights(network: NetworkSpec, seed: number): NamedTensors {
  const random = randomStreams(seed).weights;
  return new Map(
    weightShapes(network).map(({ name, shape }) => {
      const bound = name.startsWith('localization.theta') ? 0.15 : 0.5;
      const values = Float32Array.from({ length: elements(shape) }, () => (2 * random.unit() - 1) * bound);
      if (name === 'localization.theta.bias') values.set([0.87, 0.31, 0.23, -0.27, 1.13, -0.19]);
      return [name, { shape, values }];
    }),
  );
}

/** Noise for images: every pixel and every tap matters. */
export function seededBatch(network: NetworkSpec, seed: number, count: number): Batch {
  const random = randomStreams(seed).order;
  const { height, width, channels } = network.input;
  return {
    images: Float32Array.from({ length: count * height * width * channels }, () => 2 * random.unit() - 1),
    labels: Uint8Array.from({ length: count }, () => random.word() % network.classes),
    count,
  };
}

function smallCase(
  name: string,
  seed: number,
  { network, count = 3 }: { network: NetworkSpec; count?: number },
): SmallCase {
  return {
    name,
    network,
    weights: seededWeights(network, seed),
    batch: seededBatch(network, seed, count),
    masks: new DropoutSource(network, count, randomStreams(seed).dropout).draw(count),
  };
}

function changeLayers(network: NetworkSpec, change: (layer: Layer) => Layer): NetworkSpec {
  // Theta and the logits are outputs, which are never dropped.
  const changeInner = (layer: Layer, position: number, layers: readonly Layer[]): Layer =>
    position < layers.length - 1 ? change(layer) : layer;
  return {
    ...network,
    ...changeLocalization(network, (layers) => layers.map(changeInner)),
    classifier: network.classifier.map(changeInner),
  };
}

function changeLocalization(
  { transformers }: NetworkSpec,
  change: (layers: readonly Layer[]) => readonly Layer[],
): Pick<NetworkSpec, 'transformers'> {
  return {
    transformers: transformers.map((transformer) => ({
      ...transformer,
      localization: change(transformer.localization),
    })),
  };
}

/** Of the classifier, with a convolution twice as large as its neighbours would make it. */
function withoutPooling(network: NetworkSpec): NetworkSpec {
  const classifier: Layer[] = [];
  let outputs = 0;
  for (const layer of network.classifier) {
    if (layer.kind === 'convolution') {
      const height = layer.input.height - layer.kernel + 1;
      const width = layer.input.width - layer.kernel + 1;
      const output = { ...layer.output, height, width };
      classifier.push({ ...layer, pool: 1, output });
      outputs = height * width * output.channels;
    } else {
      classifier.push({ ...layer, inputs: outputs });
      outputs = layer.outputs;
    }
  }
  return { ...network, classifier };
}

/** Both halves read images of half the side. */
function withAveragePools(network: NetworkSpec): NetworkSpec {
  const half = averagePooled(network.input, 2);
  const halved = smallNetwork(half, { filters: [2], kernels: [2] });
  const { transformers, classifier } = halved;
  return { ...network, localizationPool: 2, averagePool: 2, transformers, classifier };
}

/** The paper's FCN and ST-FCN: the first dense layer reads the image itself. */
function withoutConvolutions(network: NetworkSpec): NetworkSpec {
  const dense = (layers: readonly Layer[], pixels: number): Layer[] =>
    layers
      .filter((layer) => layer.kind === 'dense')
      .map((layer, position) => (position === 0 ? { ...layer, inputs: pixels } : layer));
  const { height, width, channels } = network.input;
  return {
    ...network,
    ...changeLocalization(network, (layers) => dense(layers, height * width * channels)),
    classifier: dense(network.classifier, height * width * channels),
  };
}
