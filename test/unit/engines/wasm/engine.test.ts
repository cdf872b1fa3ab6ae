import { describe, expect, it } from 'vitest';
import { seededBatch, seededWeights, smallNetwork } from '../../../conformance/smallNetworks';
import { goldenTraining } from '../../../support/golden';
import { defaultConfig } from '../../../../src/shared/config';
import type { Engine } from '../../../../src/trainer/engines/engine';
import { createWasmEngine, wasmEngine } from '../../../../src/trainer/engines/wasm/engine';
import { detectFeatures, plainFeatures } from '../../../../src/trainer/engines/wasm/features';
import { DropoutSource } from '../../../../src/trainer/model/dropout';
import { describeNetwork } from '../../../../src/shared/network/describeNetwork';
import { randomStreams } from '../../../../src/trainer/random';

const golden = goldenTraining();
const { batch } = golden.steps[0];

async function using<T>(
  threads: number,
  use: (engine: Engine) => T,
  features = detectFeatures(),
): Promise<T> {
  const engine = await createWasmEngine(golden.network, { batchSize: 16, threads }, features);
  try {
    engine.writeWeights(golden.initial);
    return use(engine);
  } finally {
    engine.dispose();
  }
}

/** All that an engine computes, after some steps with dropout. */
function everything(engine: Engine) {
  const masks = new DropoutSource(golden.network, 16, randomStreams(1).dropout);
  const steps = golden.steps.map((step) => engine.trainStep(step.batch, masks.draw(16), 0.05));
  return {
    steps,
    gradients: engine.gradients({ ...batch, count: 13 }, masks.draw(13)),
    evaluated: engine.evaluate(batch),
    weights: engine.readWeights(),
  };
}

describe('wasm engine', () => {
  it('gives the same results bit for bit for any number of threads', async () => {
    const one = await using(1, everything);
    for (const threads of [2, 3, 8]) expect(await using(threads, everything)).toEqual(one);
  });

  it.each([
    { kind: 'rotation' as const },
    { kind: 'tps' as const, bounded: true, count: 2, identityPenalty: 1, outsidePenalty: 1 },
  ])('gives the same results bit for bit for any number of threads with %o', async (transformer) => {
    const network = smallNetwork({ height: 16, width: 18, channels: 2 }, { transformer });
    const batches = [1, 2, 3].map((seed) => seededBatch(network, seed, 16));
    const results: unknown[] = [];
    for (const threads of [1, 2, 8]) {
      const engine = await wasmEngine(network, { batchSize: 16, threads });
      engine.writeWeights(seededWeights(network, 1));
      const steps = batches.map((of) => engine.trainStep(of, new Map(), 0.05));
      results.push({ steps, gradients: engine.gradients(batches[0], new Map()) });
      engine.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('agrees between plain and relaxed SIMD', async () => {
    const plain = await using(1, everything, plainFeatures);
    const other = await using(1, everything);
    expect(other.evaluated.lossSum).toBeCloseTo(plain.evaluated.lossSum, 4);
  });

  it('chooses physical cores, and never more threads than parts of a batch', async () => {
    expect(await using(64, ({ threads }) => threads)).toBe(8);
    expect(await using(0, ({ threads }) => threads)).toBeLessThanOrEqual(8);
  });

  it.each([
    ['an empty batch', { ...batch, count: 0 }, 'takes 1 to 16'],
    ['a batch that is too large', { ...batch, count: 17 }, 'takes 1 to 16'],
    ['too few numbers', { ...batch, images: new Float32Array(10) }, 'too few for 16 images'],
    ['a class that is none', { ...batch, labels: batch.labels.map(() => 10) }, 'Label 10 of image 0'],
  ])('refuses %s', async (_, wrong, message) => {
    await using(1, (engine) => expect(() => engine.evaluate(wrong)).toThrow(message));
  });

  it('infers more images than its batch size', async () => {
    await using(1, (engine) => {
      const images = new Float32Array(40 * 784);
      for (let copy = 0; copy < 40; copy++) images.set(batch.images.subarray(0, 784), copy * 784);
      const all = engine.infer(images, 40);
      expect(all.theta.slice(39 * 6)).toEqual(all.theta.slice(0, 6));
      expect(all.transformed.slice(39 * 784)).toEqual(all.transformed.slice(0, 784));
    });
  });

  it('is soon ready for a large network too', async () => {
    const network = describeNetwork(
      {
        ...defaultConfig(),
        localization: { ...defaultConfig().localization, filters: [32, 64], kernels: [9, 9], hidden: [64] },
        classifier: { filters: [32, 64], kernels: [9, 9], hidden: [256], dropout: 0.5 },
      },
      { height: 84, width: 84, channels: 3 },
      10,
    );
    const start = performance.now();
    const engine = await wasmEngine(network, { batchSize: 64, threads: 1 });
    expect(performance.now() - start).toBeLessThan(3000);
    engine.dispose();
  });
});
