/** What is background is added, not multiplied: that must change the speed alone. */
import { describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../../../src/shared/config';
import type { ImageSize } from '../../../../src/shared/trainerProtocol';
import type { Batch } from '../../../../src/trainer/engines/engine';
import { createWasmEngine } from '../../../../src/trainer/engines/wasm/engine';
import { detectFeatures, plainFeatures } from '../../../../src/trainer/engines/wasm/features';
import { describeNetwork } from '../../../../src/shared/network/describeNetwork';
import { initialWeights } from '../../../../src/trainer/model/initialise';
import { elements, type NetworkSpec } from '../../../../src/shared/network/network';
import { randomStreams } from '../../../../src/trainer/random';

const background = Math.fround(-0.4242);
/** What no pixel is: then all counts as ink. */
const absent = 1e9;

const { transformer, localization, network } = defaultConfig();
const none = { ...transformer, kind: 'none' } as const;

const cases: readonly (readonly [string, ImageSize, Partial<Config>])[] = [
  ['the tutorial’s network', { height: 28, width: 28, channels: 1 }, {}],
  [
    'the paper’s CNN',
    { height: 42, width: 42, channels: 1 },
    { transformer: none, network: { ...network, kind: 'cnn' } },
  ],
  [
    'a localization network that sees the image halved',
    { height: 42, width: 42, channels: 1 },
    { network: { ...network, kind: 'cnn' } },
  ],
  [
    'the paper’s FCN',
    { height: 28, width: 28, channels: 1 },
    { transformer: none, network: { ...network, kind: 'fcn' } },
  ],
  [
    'the paper’s ST-FCN, halved after the transformer',
    { height: 42, width: 42, channels: 1 },
    { transformer: { ...transformer, averagePool: true }, network: { ...network, kind: 'fcn' } },
  ],
  [
    'a dense localization network of an odd size, before convolutions',
    { height: 31, width: 30, channels: 1 },
    { localization: { ...localization, filters: [], kernels: [], hidden: [13] } },
  ],
  [
    'two channels of odd sizes',
    { height: 31, width: 29, channels: 2 },
    { localization: { ...localization, filters: [3], kernels: [4] } },
  ],
];

describe.each([
  ['plain', plainFeatures],
  ['best', detectFeatures()],
])('background, %s SIMD', (_, features) => {
  it.each(cases)('changes nothing but the speed: %s', async (_name, size, changes) => {
    const spec = describeNetwork({ ...defaultConfig(), ...changes }, size, 10);
    const batch = drawDigits(size, 12);
    const [skipping, multiplying] = await Promise.all(
      [background, absent].map(async (empty) => await compute(withBackground(spec, empty), batch, features)),
    );
    expect(largestDifference(skipping.logProbabilities, multiplying.logProbabilities)).toBeLessThan(1e-5);
    for (const [name, { values }] of multiplying.gradients) {
      const others = skipping.gradients.get(name)?.values ?? new Float32Array(0);
      expect(largestDifference(others, values), name).toBeLessThan(2e-5);
    }
  });
});

function withBackground(spec: NetworkSpec, empty: number): NetworkSpec {
  return { ...spec, sampler: { ...spec.sampler, background: empty } };
}

async function compute(spec: NetworkSpec, batch: Batch, features: typeof plainFeatures) {
  const engine = await createWasmEngine(spec, { batchSize: batch.count, threads: 1 }, features);
  try {
    engine.writeWeights(initialWeights(spec, randomStreams(3).weights, true));
    return engine.gradients(batch, new Map());
  } finally {
    engine.dispose();
  }
}

/** Noise in a rectangle on background; the first image is empty, the second full, others reach the edges. */
function drawDigits({ height, width, channels }: ImageSize, count: number): Batch {
  const { order } = randomStreams(5);
  const pixels = elements([height, width, channels]);
  const images = new Float32Array(count * pixels).fill(background);
  const between = (low: number, high: number) => low + Math.floor(order.unit() * (high - low + 1));
  for (let image = 1; image < count; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const [top, left] = image === 1 ? [0, 0] : [between(0, height - 1), between(0, width - 1)];
      const [bottom, right] =
        image === 1 ? [height - 1, width - 1] : [between(top, height - 1), between(left, width - 1)];
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          images[image * pixels + (y * width + x) * channels + channel] = 2 * order.unit() - 0.5;
        }
      }
    }
  }
  return { images, labels: Uint8Array.from({ length: count }, () => order.word() % 10), count };
}

/** Relative to the largest number of the second. */
function largestDifference(values: Float32Array, expected: Float32Array): number {
  expect(values).toHaveLength(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  return values.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at])), 0) / scale;
}
