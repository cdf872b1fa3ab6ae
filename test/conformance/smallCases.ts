/** What every engine is compared on: every setting that changes the arithmetic, each in a small network. */
import { affineKinds, thetaLength } from '../../src/shared/transformers/spec';
import type { ImageSize } from '../../src/shared/trainerProtocol';
import type { Batch, DropoutMasks, NamedTensors } from '../../src/trainer/engines/engine';
import { DropoutSource } from '../../src/trainer/model/dropout';
import { averagePooled, type Layer, type NetworkSpec } from '../../src/shared/network/network';
import { randomStreams } from '../../src/trainer/random';
import { seededBatch, seededWeights, smallNetwork, type SmallSettings } from './smallNetworks';

export interface SmallCase {
  readonly name: string;
  readonly network: NetworkSpec;
  readonly weights: NamedTensors;
  readonly batch: Batch<Float32Array>;
  /** Drawn for the case's batch. */
  readonly masks: DropoutMasks;
}

const image = { height: 10, width: 9, channels: 1 };

export function smallCases(): SmallCase[] {
  return [...basicCases(), ...experimentCases()];
}

/** One affine transformer, or none: every sampler setting of PyTorch's, dropout in one layer and in all, several shapes. */
function basicCases(): SmallCase[] {
  const samplers = (['bilinear', 'bicubic', 'nearest'] as const).flatMap((mode) =>
    (['zeros', 'border', 'reflection'] as const).flatMap((padding) =>
      [false, true].map((alignCorners) => ({ mode, padding, alignCorners })),
    ),
  );
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
      network: smallNetwork(image, { transformed: { height: 12, width: 13 } }),
    }),
    smallCase('sampler output smaller than the image', 26, {
      network: smallNetwork(image, { transformed: { height: 7, width: 6 } }),
    }),
    smallCase('no pooling', 27, {
      network: withoutPooling(smallNetwork(image, { dropout: 0.5 })),
    }),
    smallCase('average pools before the localization network and after the sampler', 29, {
      network: withAveragePools({ height: 17, width: 15, channels: 2 }, { filters: [2], kernels: [2] }),
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

/** Every other transformer, several at once, padding with the background, penalties of theta. */
function experimentCases(): SmallCase[] {
  const background = { padding: 'background', background: -0.42 } as const;
  const tall = { height: 12, width: 9, channels: 2 };
  return [
    ...affineKinds.slice(1).map((kind, number) =>
      smallCase(kind, 41 + number, {
        network: smallNetwork(image, { transformer: { kind } }),
      }),
    ),
    smallCase('projective', 45, { network: smallNetwork(image, { transformer: { kind: 'projective' } }) }),
    smallCase('projective, larger, border, align corners', 46, {
      network: smallNetwork(tall, {
        transformer: { kind: 'projective' },
        sampler: { mode: 'bilinear', padding: 'border', alignCorners: true },
        transformed: { height: 11, width: 12 },
      }),
    }),
    smallCase('tps, 4 × 4 control points', 47, {
      network: smallNetwork(image, { transformer: { kind: 'tps' } }),
    }),
    smallCase('tps, 3 × 3 bounded control points, smaller, align corners', 48, {
      network: smallNetwork(tall, {
        transformer: { kind: 'tps', controlPoints: 3, bounded: true },
        sampler: { mode: 'bilinear', padding: 'zeros', alignCorners: true },
        transformed: { height: 9, width: 8 },
      }),
    }),
    smallCase('tps, 2 × 2 control points, bicubic, reflection', 49, {
      network: smallNetwork(image, {
        transformer: { kind: 'tps', controlPoints: 2 },
        sampler: { mode: 'bicubic', padding: 'reflection', alignCorners: false },
      }),
    }),
    ...(['bilinear', 'bicubic', 'nearest'] as const).flatMap((mode, row) =>
      [false, true].map((alignCorners, column) =>
        smallCase(`${mode}, background, alignCorners ${alignCorners}`, 50 + 2 * row + column, {
          network: smallNetwork(tall, { sampler: { mode, alignCorners, ...background } }),
        }),
      ),
    ),
    smallCase('two affine transformers', 56, {
      network: smallNetwork(image, { transformer: { count: 2 }, dropout: 0.5 }),
    }),
    smallCase('two transformers of two channels, average pools, background', 57, {
      network: withAveragePools(
        { height: 17, width: 15, channels: 2 },
        {
          transformer: { kind: 'similarity', count: 2 },
          sampler: { mode: 'bilinear', alignCorners: false, ...background },
          filters: [2],
          kernels: [2],
        },
      ),
    }),
    smallCase('two transformers that differ, larger', 58, {
      network: differing(
        smallNetwork(image, { transformer: { count: 2 }, transformed: { height: 11, width: 10 } }),
      ),
    }),
    smallCase('penalty: identity', 60, {
      network: smallNetwork(image, { transformer: { identityPenalty: 0.7 } }),
    }),
    smallCase('penalty: outside', 61, {
      network: smallNetwork(image, { transformer: { outsidePenalty: 3 } }),
    }),
    smallCase('both penalties of two transformers', 62, {
      network: differing(
        smallNetwork(image, {
          transformer: { count: 2, identityPenalty: 0.3, outsidePenalty: 2 },
        }),
      ),
    }),
    ...(['attention', 'rotation', 'projective', 'tps'] as const).map((kind, number) =>
      smallCase(`both penalties, ${kind}`, 63 + number, {
        network: smallNetwork(image, {
          transformer: { kind, identityPenalty: 0.4, outsidePenalty: 1.5, bounded: true },
          sampler: { mode: 'bilinear', padding: 'zeros', alignCorners: true },
          transformed: { height: 12, width: 7 },
        }),
      }),
    ),
    smallCase('both penalties where the sampler gives theta no gradient', 67, {
      network: smallNetwork(image, {
        transformer: { identityPenalty: 0.4, outsidePenalty: 1.5 },
        sampler: { mode: 'nearest', padding: 'zeros', alignCorners: false },
      }),
    }),
  ];
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
function withAveragePools(input: ImageSize, settings: SmallSettings): NetworkSpec {
  const { transformers, classifier } = smallNetwork(averagePooled(input, 2), settings);
  return { ...smallNetwork(input, settings), localizationPool: 2, averagePool: 2, transformers, classifier };
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

/** The second transformer becomes a spline. */
function differing(network: NetworkSpec): NetworkSpec {
  const spline = { kind: 'tps', controlPoints: 3, bounded: false } as const;
  return {
    ...network,
    transformers: network.transformers.map((transformer, number) => {
      if (number === 0) return transformer;
      const localization = transformer.localization.map((layer, position, layers): Layer =>
        layer.kind === 'dense' && position === layers.length - 1
          ? { ...layer, outputs: thetaLength(spline) }
          : layer,
      );
      return { ...spline, localization };
    }),
  };
}
