/** Dense layers whose gradients are sparse to any degree, for any number of images. */
import { describe, expect, it } from 'vitest';
import { seededBatch, seededWeights } from '../../../conformance/smallNetworks';
import { relativeError } from '../../../support/golden';
import { defaultConfig } from '../../../../src/shared/config';
import type { Batch, Gradients, NamedTensors } from '../../../../src/trainer/engines/engine';
import { createWasmEngine } from '../../../../src/trainer/engines/wasm/engine';
import { detectFeatures, plainFeatures } from '../../../../src/trainer/engines/wasm/features';
import type { NetworkSpec } from '../../../../src/shared/network/network';

const MOST_IMAGES = 1024;
const input = { height: 5, width: 6, channels: 2 };
const classes = 5;

/** Neither inputs nor outputs are multiples of what the kernels compute together. */
function network(relu: boolean): NetworkSpec {
  const dense = { kind: 'dense' as const, relu, dropout: 0 };
  return {
    input,
    transformed: input,
    classes,
    sampler: defaultConfig().sampler,
    transformers: [],
    classifier: [
      { ...dense, name: 'classifier.hidden1', inputs: 60, outputs: 43 },
      { ...dense, name: 'classifier.hidden2', inputs: 43, outputs: 9 },
      { ...dense, name: 'classifier.logits', inputs: 9, outputs: classes, relu: false },
    ],
  };
}

const weights = seededWeights(network(true), 1);
const images = seededBatch(network(true), 1, MOST_IMAGES);

/** With the first hidden layer's biases as given. */
function withBias(bias: number): NamedTensors {
  const name = 'classifier.hidden1.bias';
  const { shape } = weights.get(name) ?? { shape: [] };
  return new Map(weights).set(name, { shape, values: new Float32Array(43).fill(bias) });
}

async function gradients(
  batches: readonly Batch[],
  { relu = true, initial = weights, features = plainFeatures } = {},
): Promise<Gradients[]> {
  const engine = await createWasmEngine(network(relu), { batchSize: MOST_IMAGES, threads: 1 }, features);
  try {
    engine.writeWeights(initial);
    return batches.map((batch) => engine.gradients(batch, new Map()));
  } finally {
    engine.dispose();
  }
}

function part(from: number, count: number): Batch<Float32Array> {
  const pixels = images.images.length / MOST_IMAGES;
  return {
    images: images.images.slice(from * pixels, (from + count) * pixels),
    labels: images.labels.slice(from, from + count),
    count,
  };
}

function values({ gradients }: Gradients, name: string): Float32Array {
  return gradients.get(`classifier.${name}`)?.values ?? new Float32Array();
}

describe.each([
  ['plain', plainFeatures],
  ['as this runtime has it', detectFeatures()],
])('dense layers, SIMD %s', (_, features) => {
  it.each([1, 7, 128, 129, 300, MOST_IMAGES])(
    'have the mean of the gradients of %i images',
    async (count) => {
      const halves = [
        part(0, Math.ceil(count / 2)),
        part(Math.ceil(count / 2), Math.floor(count / 2)),
      ].filter((half) => half.count > 0);
      const [whole, ...parts] = await gradients([part(0, count), ...halves], { features });
      for (const [name, { values: together }] of whole.gradients) {
        const mean = together.map((_, index) =>
          parts.reduce(
            (sum, { gradients: own }, half) =>
              sum + ((own.get(name)?.values[index] ?? NaN) * halves[half].count) / count,
            0,
          ),
        );
        expect(relativeError(together, mean), name).toBeLessThan(1e-5);
      }
    },
  );

  it('have none where ReLU lets nothing through, also after a batch that had some', async () => {
    const nothing = withBias(-100);
    const engine = await createWasmEngine(network(true), { batchSize: 64, threads: 1 }, features);
    try {
      engine.writeWeights(weights);
      expect(values(engine.gradients(part(0, 64), new Map()), 'hidden1.weight').some(Boolean)).toBe(true);
      engine.writeWeights(nothing);
      const result = engine.gradients(part(0, 64), new Map());
      for (const name of ['hidden1.weight', 'hidden1.bias', 'hidden2.weight']) {
        expect(values(result, name).length).toBeGreaterThan(0);
        expect(values(result, name).some(Boolean), name).toBe(false);
      }
      expect(values(result, 'hidden2.bias').some(Boolean)).toBe(true);
    } finally {
      engine.dispose();
    }
  });

  it('have all where ReLU lets everything through', async () => {
    const everything = new Map(
      Array.from(withBias(100), ([name, { shape, values }]) => [
        name,
        { shape, values: name.startsWith('classifier.hidden2') ? values.map(Math.abs) : values },
      ]),
    );
    const batch = part(0, 64);
    const [[curbed], [linear]] = await Promise.all(
      [true, false].map((relu) => gradients([batch], { relu, initial: everything, features })),
    );
    expect(curbed).toEqual(linear);
    expect(values(curbed, 'hidden1.weight').some((value) => value === 0)).toBe(false);
  });
});
