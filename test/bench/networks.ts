/** The networks that are compared, and how much of an epoch is timed. */
import { defaultConfig } from '../../src/shared/config';
import type { ImageSize } from '../../src/shared/trainerProtocol';
import { describeNetwork } from '../../src/shared/network/describeNetwork';
import {
  averagePooled,
  type ConvolutionLayer,
  type DenseLayer,
  type Layer,
  type NetworkSpec,
  type Transformer,
} from '../../src/shared/network/network';

export interface BenchNetwork {
  readonly key: string;
  readonly title: string;
  readonly spec: NetworkSpec;
  readonly batchSize: number;
  readonly trainBatches: number;
  readonly testBatches: number;
}

export const EPOCH_IMAGES = 60_000;
export const TEST_IMAGES = 10_000;

const classes = 10;
const { sampler } = defaultConfig();
const paper: ImageSize = { height: 42, width: 42, channels: 1 };
/** The paper's batch; enough images that neither caches nor single batches decide. */
const paperRun = { batchSize: 256, trainBatches: 30, testBatches: 10 } as const;

export const networks: readonly BenchNetwork[] = [
  {
    key: 'tutorial',
    title: 'The tutorial’s network, 28×28, batch 64',
    spec: describeNetwork(defaultConfig(), { height: 28, width: 28, channels: 1 }, classes),
    batchSize: 64,
    // Half an epoch: in a fraction of a second, where the scheduler first puts two threads would decide.
    trainBatches: 469,
    testBatches: Math.ceil(TEST_IMAGES / 64),
  },
  {
    key: 'cnn',
    title: 'The paper’s CNN, 42×42, batch 256',
    spec: withoutTransformer(paper, paperConvolutions(paper)),
    ...paperRun,
  },
  {
    key: 'st-fcn',
    title: 'The paper’s ST-FCN, 42×42, batch 256',
    spec: stFcn(paper),
    ...paperRun,
  },
  {
    key: 'st-cnn',
    title: 'The paper’s ST-CNN, 42×42, batch 256',
    spec: stCnn(paper),
    ...paperRun,
  },
];

function withoutTransformer(input: ImageSize, classifier: readonly Layer[]): NetworkSpec {
  return { input, transformed: input, classes, sampler, transformers: [], classifier };
}

/** Localization of three layers of 32; 2× average pooling; two hidden layers of 256. */
function stFcn(input: ImageSize): NetworkSpec {
  return {
    ...withoutTransformer(input, [
      ...denseStack('classifier', flattened(averagePooled(input, 2)), [256, 256]),
      dense('classifier.logits', 256, classes, false),
    ]),
    averagePool: 2,
    transformers: affine([
      ...denseStack('localization', flattened(input), [32, 32, 32]),
      dense('localization.theta', 32, 6, false),
    ]),
  };
}

/**
 * Localization on the halved image: two 5×5 convolutions of 20 with pooling, then 20 units. Without the average pooling
 * after the transformer: the CNN's kernels do not fit into what it leaves of 42×42.
 */
function stCnn(input: ImageSize): NetworkSpec {
  const half = averagePooled(input, 2);
  const first = convolution('localization.convolution1', half, 5, 20);
  const second = convolution('localization.convolution2', first.output, 5, 20);
  return {
    ...withoutTransformer(input, paperConvolutions(input)),
    localizationPool: 2,
    transformers: affine([
      first,
      second,
      dense('localization.hidden', flattened(second.output), 20, true),
      dense('localization.theta', 20, 6, false),
    ]),
  };
}

function affine(localization: readonly Layer[]): Transformer[] {
  return [{ kind: 'affine', controlPoints: 4, bounded: false, localization }];
}

/** 9×9 convolution of 32, pooling, 7×7 of 32, pooling, and the layer of classes. */
function paperConvolutions(input: ImageSize): Layer[] {
  const first = convolution('classifier.convolution1', input, 9, 32);
  const second = convolution('classifier.convolution2', first.output, 7, 32);
  return [first, second, dense('classifier.logits', flattened(second.output), classes, false)];
}

function convolution(name: string, input: ImageSize, kernel: number, channels: number): ConvolutionLayer {
  const valid = { height: input.height - kernel + 1, width: input.width - kernel + 1, channels };
  return {
    kind: 'convolution',
    name,
    input,
    kernel,
    pool: 2,
    relu: true,
    dropout: 0,
    output: averagePooled(valid, 2),
  };
}

function denseStack(part: string, inputs: number, units: readonly number[]): DenseLayer[] {
  return units.map((outputs, position) =>
    dense(`${part}.hidden${position + 1}`, position === 0 ? inputs : units[position - 1], outputs, true),
  );
}

function dense(name: string, inputs: number, outputs: number, relu: boolean): DenseLayer {
  return { kind: 'dense', name, inputs, outputs, relu, dropout: 0 };
}

function flattened({ height, width, channels }: ImageSize): number {
  return height * width * channels;
}
