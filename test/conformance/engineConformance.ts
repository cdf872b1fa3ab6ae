/** What every engine has to fulfil. A test file for an engine is one call of `describeEngineConformance`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, EngineFactory, NamedTensors } from '../../src/trainer/engines/engine';
import { elements, weightShapes, type NetworkSpec } from '../../src/shared/network/network';
import { goldenTraining, relativeError } from '../support/golden';
import {
  referenceGradients,
  referenceLoss,
  referenceTransforms,
  toReference,
  type ReferenceTransforms,
} from './referenceNetwork';
import { smallCases, type SmallCase } from './smallCases';
import { seededBatch, seededWeights, smallNetwork } from './smallNetworks';

/** Largest errors allowed, relative to the largest number of the tensor. */
export interface Tolerances {
  /** To PyTorch's numbers. */
  readonly golden: number;
  /** To float64, where bicubic taps far outside the image magnify what float32 rounds away. */
  readonly differences: number;
}

/**
 * @param threads what the engines are asked for; 0 leaves it to them
 */
export function describeEngineConformance(
  name: string,
  factory: EngineFactory,
  { golden, differences }: Tolerances,
  threads = 0,
): void {
  const make = (network: NetworkSpec, batchSize: number): Promise<Engine> =>
    factory(network, { batchSize, threads });
  describe(`${name} engine`, () => {
    describe('three steps of the tutorial’s network equal PyTorch’s', () => {
      goldenSteps(make, golden);
    });
    describe('gradients equal finite differences', () => {
      it.each(smallCases())('$name', (small) => finiteDifferences(make, small, differences));
    });
    describe('survives thetas that point nowhere', () => {
      const moving = smallCases().filter(({ network }) => network.transformers.length > 0);
      it.each(moving)('$name', (small) => lostThetas(make, small));
    });
    describe('keeps to the interface', () => contract(make, differences));
  });
}

type Make = (network: NetworkSpec, batchSize: number) => Promise<Engine>;

function goldenSteps(make: Make, tolerance: number): void {
  const golden = goldenTraining();
  let engine: Engine;
  beforeAll(async () => {
    engine = await make(golden.network, 16);
    engine.writeWeights(golden.initial);
  });
  afterAll(() => engine.dispose());

  it.each(golden.steps.map((step, position) => ({ step, number: position + 1 })))(
    'step $number: theta, transformed, log-probabilities, loss, every gradient',
    ({ step }) => {
      const inferred = engine.infer(step.batch.images, step.batch.count);
      const computed = engine.gradients(step.batch, new Map());
      for (const result of [inferred, computed]) {
        expect(relativeError(result.theta, step.theta.values)).toBeLessThan(tolerance);
        expect(relativeError(result.transformed, step.transformed.values)).toBeLessThan(tolerance);
        expect(relativeError(result.logProbabilities, step.logProbabilities.values)).toBeLessThan(tolerance);
      }
      expect(relativeError([computed.loss], [step.loss])).toBeLessThan(tolerance);
      expectTensors(computed.gradients, step.gradients, tolerance);
      const { loss, correct } = engine.trainStep(step.batch, new Map(), golden.learningRate);
      expect(relativeError([loss], [step.loss])).toBeLessThan(tolerance);
      expect(correct).toBe(countCorrect(step.logProbabilities.values, step.batch.labels));
    },
  );

  it('weights after the three steps', () => {
    expectTensors(engine.readWeights(), golden.final, tolerance);
  });
}

interface ReferenceResult extends ReferenceTransforms {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Float64Array>;
}

/** They take seconds, and a file may run several engines. */
const referenceResults = new Map<string, ReferenceResult>();

function differentiate({ name, network, weights, batch, masks }: SmallCase): ReferenceResult {
  const reference = toReference(weights);
  const result = referenceResults.get(name) ?? {
    ...referenceTransforms(network, reference, { ...batch, masks }),
    loss: referenceLoss(network, reference, { ...batch, masks }),
    gradients: referenceGradients(network, reference, { ...batch, masks }),
  };
  referenceResults.set(name, result);
  return result;
}

async function finiteDifferences(make: Make, small: SmallCase, tolerance: number): Promise<void> {
  const { network, weights, batch, masks } = small;
  const engine = await make(network, batch.count);
  try {
    engine.writeWeights(weights);
    const { loss, gradients, theta, transformed } = engine.gradients(batch, masks);
    const reference = differentiate(small);
    expect(relativeError([loss], [reference.loss]), 'loss').toBeLessThan(tolerance);
    expect(relativeError(theta, reference.theta), 'theta').toBeLessThan(tolerance);
    expect(relativeError(transformed, reference.transformed), 'transformed').toBeLessThan(tolerance);
    for (const [name, expected] of reference.gradients) {
      expect(relativeError(gradients.get(name)?.values ?? [], expected), name).toBeLessThan(tolerance);
    }
    engine.trainStep(batch, masks, 0.5);
    for (const [name, { values }] of engine.readWeights()) {
      const gradient = gradients.get(name)?.values ?? [];
      const expected = weights.get(name)?.values.map((value, i) => value - 0.5 * gradient[i]) ?? [];
      expect(relativeError(values, expected), name).toBeLessThan(tolerance);
    }
  } finally {
    engine.dispose();
  }
}

/** No number of theta is finite, or all are huge: a step may spoil the weights, but nothing else. */
async function lostThetas(make: Make, { network, weights, batch, masks }: SmallCase): Promise<void> {
  const engine = await make(network, batch.count);
  try {
    engine.writeWeights(weights);
    const before = engine.infer(batch.images, batch.count);
    for (const value of [1e30, -Infinity, NaN]) {
      const broken = Array.from(weights, ([name, tensor]) => {
        const isTheta = /^localization\d*\.theta\.bias$/.test(name);
        return [name, isTheta ? { ...tensor, values: tensor.values.map(() => value) } : tensor] as const;
      });
      engine.writeWeights(new Map(broken));
      expect(() => engine.trainStep(batch, masks, 0.1)).not.toThrow();
    }
    engine.writeWeights(weights);
    expect(engine.infer(batch.images, batch.count)).toEqual(before);
  } finally {
    engine.dispose();
  }
}

function contract(make: Make, tolerance: number): void {
  const network = smallNetwork({ height: 12, width: 12, channels: 1 }, { dropout: 0.5 });
  const pixels = elements([12, 12, 1]);
  const weights = seededWeights(network, 1);
  const full = seededBatch(network, 2, 8);
  let engine: Engine;
  beforeAll(async () => {
    engine = await make(network, 8);
    engine.writeWeights(weights);
  });
  afterAll(() => engine.dispose());

  it('says what it computes with', () => {
    expect(engine.detail).not.toBe('');
    expect(engine.threads).toBeGreaterThanOrEqual(1);
  });

  it.each([1, 5, 7])('a ragged batch of %i gives what its images give alone', (count) => {
    // What lies behind the last image must not be read.
    const images = full.images.map((value, i) => (i < count * pixels ? value : NaN));
    const batch = { images, labels: full.labels.map((label, i) => (i < count ? label : 255)), count };
    engine.gradients(full, new Map());
    const together = engine.gradients(batch, new Map());
    const alone = Array.from({ length: count }, (_, i) => {
      const labels = full.labels.slice(i, i + 1);
      return engine.gradients({ images: full.images.slice(i * pixels), labels, count: 1 }, new Map());
    });
    for (const result of ['theta', 'transformed', 'logProbabilities'] as const) {
      const expected = alone.flatMap((single) => Array.from(single[result]));
      expect(relativeError(together[result], expected), result).toBeLessThan(tolerance);
      expect(relativeError(engine.infer(images, count)[result], expected), result).toBeLessThan(tolerance);
    }
    const losses = alone.reduce((sum, { loss }) => sum + loss, 0);
    const correct = alone.reduce((sum, single) => sum + single.correct, 0);
    expect(relativeError([together.loss], [losses / count])).toBeLessThan(tolerance);
    expect(together.correct).toBe(correct);
    const evaluated = engine.evaluate(batch);
    expect(relativeError([evaluated.lossSum], [losses])).toBeLessThan(tolerance);
    expect(evaluated.correct).toBe(correct);
    for (const result of ['theta', 'logProbabilities'] as const) {
      expect(relativeError(evaluated[result], together[result]), result).toBeLessThan(tolerance);
    }
    for (const { name, shape } of weightShapes(network)) {
      const mean = new Float32Array(elements(shape));
      for (const { gradients } of alone) {
        gradients.get(name)?.values.forEach((value, i) => (mean[i] += value / count));
      }
      expect(relativeError(together.gradients.get(name)?.values ?? [], mean), name).toBeLessThan(tolerance);
    }
  });

  it('computes gradients, evaluates and infers without a change of weights', () => {
    const before = engine.readWeights();
    engine.gradients(full, new Map());
    engine.evaluate(full);
    engine.infer(full.images, 8);
    expect(engine.readWeights()).toEqual(before);
  });

  it('gives the same outputs for the same inputs, bit for bit, in another engine too', async () => {
    const runs: unknown[] = [];
    for (let run = 0; run < 2; run++) {
      const other = await make(network, 8);
      other.writeWeights(weights);
      const steps = [1, 2, 3].map((seed) => other.trainStep(seededBatch(network, seed, 8), new Map(), 0.1));
      const inferred = other.infer(full.images, 8);
      runs.push({ steps, inferred, weights: other.readWeights(), evaluated: other.evaluate(full) });
      other.dispose();
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(engine.infer(full.images, 8)).toEqual(engine.infer(full.images, 8));
  });

  it('reads the weights that were written, in the network’s order, as copies', () => {
    const read = engine.readWeights();
    expect([...read]).toEqual([...weights]);
    read.get('classifier.logits.bias')?.values.fill(7);
    expect([...engine.readWeights()]).toEqual([...weights]);
  });

  it.each<[string, (weights: Map<string, { shape: number[]; values: Float32Array }>) => void]>([
    ['a missing weight', (wrong) => wrong.delete('localization.hidden.bias')],
    ['an unknown weight', (wrong) => wrong.set('sampler.weight', tensor([1]))],
    ['a wrong shape', (wrong) => wrong.set('localization.hidden.bias', tensor([6]))],
    ['transposed axes', (wrong) => wrong.set('classifier.logits.weight', tensor([4, 6]))],
    [
      'fewer numbers than the shape says',
      (wrong) => wrong.set('localization.hidden.bias', { shape: [5], values: new Float32Array(4) }),
    ],
  ])('refuses %s and keeps its weights', (_, spoil) => {
    const wrong = new Map(weightShapes(network).map(({ name, shape }) => [name, tensor(shape)]));
    spoil(wrong);
    expect(() => engine.writeWeights(wrong)).toThrow(/weight|bias/);
    expect([...engine.readWeights()]).toEqual([...weights]);
  });
}

/** Same names in the same order, same shapes, values within the tolerance of each tensor's scale. */
function expectTensors(actual: NamedTensors, expected: NamedTensors, tolerance: number): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, { shape, values }] of expected) {
    expect(actual.get(name)?.shape, name).toEqual(shape);
    expect(relativeError(actual.get(name)?.values ?? [], values), name).toBeLessThan(tolerance);
  }
}

function countCorrect(logProbabilities: Float32Array, labels: Uint8Array): number {
  const classes = logProbabilities.length / labels.length;
  return labels.filter((label, i) => {
    const row = logProbabilities.subarray(i * classes, (i + 1) * classes);
    return row.every((value) => value <= row[label]);
  }).length;
}

function tensor(shape: number[]): { shape: number[]; values: Float32Array } {
  return { shape, values: new Float32Array(elements(shape)) };
}
