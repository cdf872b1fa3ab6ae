/** Gradients of networks drawn from all that NetworkSpec can say, against finite differences in float64. */
import { describe, expect, it } from 'vitest';
import { referenceLoss, referenceObjective, toReference } from '../../../conformance/referenceNetwork';
import { seededBatch, seededWeights } from '../../../conformance/smallNetworks';
import { relativeError } from '../../../support/golden';
import { createWasmEngine } from '../../../../src/trainer/engines/wasm/engine';
import { plainFeatures } from '../../../../src/trainer/engines/wasm/features';
import { describeNetwork } from '../../../../src/shared/network/describeNetwork';
import { defaultConfig, type Config } from '../../../../src/shared/config';
import { DropoutSource } from '../../../../src/trainer/model/dropout';
import {
  allLayers,
  averagePooled,
  type Layer,
  type NetworkSpec,
} from '../../../../src/shared/network/network';
import type { ImageSize } from '../../../../src/shared/trainerProtocol';
import { thetaLength, transformerKinds } from '../../../../src/shared/transformers/spec';
import { randomStreams } from '../../../../src/trainer/random';

/** Multiplications an image: the reference is slow. */
const MOST_WORK = 600_000;
const NETWORKS = 24;

describe('wasm engine on random networks', () => {
  const drawn = Array.from({ length: NETWORKS }, (_, seed) => ({ seed, ...drawNetwork(seed + 1) }));
  it.each([...drawn, { seed: NETWORKS, ...addition() }].map((item) => [item.text, item] as const))(
    '%s',
    async (_, { seed, network }) => {
      const draw = randomStreams(seed).weights;
      const count = 1 + (draw.word() % 3);
      const weights = new Map(
        Array.from(seededWeights(network, seed), ([name, { shape, values }]) => {
          // Sums of about one, whatever the number of inputs.
          const inputs = shape.length === 1 ? 4 : shape.slice(0, -1).reduce((product, n) => product * n);
          const scale = /^localization\d*\.theta/.test(name) ? 0.2 : 3 / Math.sqrt(inputs);
          // Where all that moves theta is dropped, round numbers would put sampling points on pixels.
          const isBias = /^localization\d*\.theta\.bias$/.test(name);
          const changed = values.map((value) => (isBias ? value + 0.02 * draw.unit() : value * scale));
          return [name, { shape, values: changed }];
        }),
      );
      const batch = seededBatch(network, seed, count);
      const masks = new DropoutSource(network, count, randomStreams(seed).dropout).draw(count);
      const engine = await createWasmEngine(network, { batchSize: 3, threads: 1 }, plainFeatures);
      try {
        engine.writeWeights(weights);
        const { loss, gradients } = engine.gradients(batch, masks);
        const reference = toReference(weights);
        expect(relativeError([loss], [referenceLoss(network, reference, { ...batch, masks })])).toBeLessThan(
          1e-5,
        );
        for (const [name, at] of reference) {
          const gradient = gradients.get(name)?.values ?? new Float32Array();
          const start = at.slice();
          const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
          // Uphill, and a direction of no meaning: wrong numbers show in either.
          const uphill = start.map((_, i) => (length > 0 ? gradient[i] / length : 0));
          const anywhere = start.map(() => (2 * draw.unit() - 1) / Math.sqrt(start.length / 3));
          for (const direction of [uphill, anywhere]) {
            // Small, because max-pools, ReLUs and pixels' borders are near.
            const step = 1e-8;
            const moved = (distance: number) => {
              start.forEach((value, i) => (at[i] = value + distance * direction[i]));
              return referenceObjective(network, reference, { ...batch, masks });
            };
            const slope = (moved(step) - moved(-step)) / (2 * step);
            at.set(start);
            const expected = direction.reduce((sum, value, i) => sum + value * gradient[i], 0);
            expect(Math.abs(slope - expected), name).toBeLessThan(2e-4 * (length + 1e-3));
          }
        }
      } finally {
        engine.dispose();
      }
    },
  );
});

/** The paper's addition of two digits with two transformers, smaller. */
function addition(): { network: NetworkSpec; text: string } {
  const defaults = defaultConfig();
  const config: Config = {
    ...defaults,
    network: { ...defaults.network, kind: 'cnn' },
    transformer: { ...defaults.transformer, kind: 'affine', count: 2, outputSize: 36 },
    localization: { ...defaults.localization, filters: [2, 3] },
    classifier: { ...defaults.classifier, filters: [3, 4] },
  };
  const network = describeNetwork(config, { height: 42, width: 42, channels: 2 }, 19, -0.42);
  return { network, text: networkText(network) };
}

function drawNetwork(seed: number): { network: NetworkSpec; text: string } {
  const random = randomStreams(seed).order;
  const whole = (from: number, to: number) => from + (random.word() % (to - from + 1));
  const one = <T>(...of: readonly T[]): T => of[random.word() % of.length];
  for (;;) {
    const image = (): ImageSize => ({ height: whole(20, 40), width: whole(20, 40), channels: 1 });
    const input = { ...image(), channels: whole(1, 4) };
    const specs = Array.from({ length: one(0, 1, 1, 1, 2, 2, 2) }, () => ({
      kind: one(...transformerKinds),
      controlPoints: whole(2, 5),
      bounded: one(true, false),
    }));
    const size = specs.length > 0 && one(true, false) ? image() : input;
    const transformed = { ...size, channels: input.channels * Math.max(1, specs.length) };
    const classes = one(5, whole(2, 19));
    const localizationPool = one(1 as const, 1 as const, 2 as const);
    const averagePool = one(1 as const, 1 as const, 2 as const);
    const part = (name: string, of: ImageSize, outputs: number, last: string) =>
      drawLayers(random.unit() < 0.15 ? 0 : whole(1, 3), name, of, outputs, last, whole, one);
    const seen = averagePooled(input, localizationPool);
    const transformers = specs.flatMap((spec, number) => {
      const name = `localization${number === 0 ? '' : number + 1}`;
      const localization = part(name, seen, thetaLength(spec), 'theta');
      return localization ? [{ ...spec, localization }] : [];
    });
    const classifier = part('classifier', averagePooled(transformed, averagePool), classes, 'logits');
    if (!classifier || transformers.length < specs.length) continue;
    const penalty = one(undefined, { identity: one(0, 0.5), outside: one(0, 3) });
    const network: NetworkSpec = {
      ...{ input, transformed, classes, localizationPool, averagePool, transformers, classifier },
      sampler: {
        mode: one('bilinear', 'bilinear', 'bicubic'),
        padding: one('zeros', 'border', 'reflection', 'background'),
        alignCorners: one(true, false),
        background: 2 * random.unit() - 1,
      },
      ...(penalty && specs.length > 0 ? { penalty } : {}),
    };
    if (allLayers(network).reduce((sum, layer) => sum + multiplications(layer), 0) > MOST_WORK) continue;
    return { network, text: networkText(network) };
  }
}

function networkText({
  input,
  transformed,
  transformers,
  classifier,
  sampler,
  penalty,
}: NetworkSpec): string {
  const layers = (of: readonly Layer[]) => of.map(layerText).join(' ');
  return [
    `${input.height}×${input.width}×${input.channels} to ${transformed.height}×${transformed.width}`,
    ...transformers.map(({ kind, controlPoints, bounded, localization }) =>
      [layers(localization), kind, ...(kind === 'tps' ? [controlPoints, bounded] : [])].join(' '),
    ),
    layers(classifier),
    `${sampler.mode} ${sampler.padding} ${sampler.alignCorners}`,
    ...(penalty ? [`penalties ${penalty.identity} ${penalty.outside}`] : []),
  ].join(', ');
}

/** Undefined where an image is too small for its kernels. */
function drawLayers(
  convolutions: number,
  part: string,
  size: ImageSize,
  outputs: number,
  last: string,
  whole: (from: number, to: number) => number,
  one: <T>(...of: readonly T[]) => T,
): Layer[] | undefined {
  const layers: Layer[] = [];
  let input = size;
  for (let number = 1; number <= convolutions; number++) {
    const kernel = whole(1, 9);
    const pool = one(1 as const, 2 as const, 2 as const);
    const output = {
      height: Math.floor((input.height - kernel + 1) / pool),
      width: Math.floor((input.width - kernel + 1) / pool),
      channels: one(whole(1, 10), whole(1, 64)),
    };
    if (output.height < 1 || output.width < 1) return undefined;
    const dropout = one(0, 0, 0.4);
    const name = `${part}.convolution${number}`;
    layers.push({
      kind: 'convolution',
      name,
      input,
      kernel,
      pool,
      relu: one(true, true, false),
      dropout,
      output,
    });
    input = output;
  }
  const inputs = input.height * input.width * input.channels;
  const hidden = one(whole(1, 40), whole(1, 200));
  const dense = { kind: 'dense' as const, relu: true, dropout: one(0, 0.5) };
  layers.push({ ...dense, name: `${part}.hidden`, inputs, outputs: hidden });
  layers.push({ ...dense, name: `${part}.${last}`, inputs: hidden, outputs, relu: false, dropout: 0 });
  return layers;
}

function multiplications(layer: Layer): number {
  if (layer.kind === 'dense') return layer.inputs * layer.outputs;
  const { kernel, input, output, pool } = layer;
  return kernel * kernel * input.channels * output.channels * output.height * output.width * pool * pool;
}

function layerText(layer: Layer): string {
  if (layer.kind === 'dense') return `${layer.outputs}`;
  return `${layer.kernel}×${layer.kernel}×${layer.output.channels}${layer.pool === 2 ? 'p' : ''}${layer.relu ? '' : ' linear'}`;
}
