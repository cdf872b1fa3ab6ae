/** Every optimizer against its formula in float64 (PyTorch's `optim.SGD` and `optim.Adam`), along an engine's own gradients. */
import { describe, expect, it } from 'vitest';
import type { EngineFactory } from '../../src/trainer/engines/engine';
import { plainSgd, type OptimizerSpec } from '../../src/trainer/model/optimizer';
import { relativeError } from '../support/golden';
import { seededBatch, seededWeights, smallNetwork } from './smallNetworks';

const cases: Record<string, OptimizerSpec> = {
  'SGD with weight decay': { ...plainSgd, weightDecay: 0.1 },
  'SGD, clipped': { ...plainSgd, gradientClip: 0.05 },
  'SGD with a clip never reached': { ...plainSgd, gradientClip: 1000 },
  'SGD with a slower localization network': { ...plainSgd, localizationRate: 0.1 },
  momentum: { ...plainSgd, kind: 'momentum', momentum: 0.9 },
  'Nesterov momentum with everything': {
    kind: 'nesterov',
    momentum: 0.8,
    weightDecay: 0.01,
    gradientClip: 0.1,
    localizationRate: 0.5,
  },
  Adam: { ...plainSgd, kind: 'adam' },
  'Adam with everything': {
    kind: 'adam',
    momentum: 0,
    weightDecay: 0.02,
    gradientClip: 0.1,
    localizationRate: 3,
  },
};

const learningRate = 0.05;

export function describeOptimizerConformance(name: string, factory: EngineFactory, tolerance: number): void {
  describe(`${name} engine’s optimizers`, () => {
    it.each(Object.entries(cases))('%s', async (_, optimizer) => {
      const network = smallNetwork({ height: 10, width: 9, channels: 1 }, { transformer: { count: 2 } });
      const engine = await factory(network, { batchSize: 4, threads: 1, optimizer });
      try {
        engine.writeWeights(seededWeights(network, 1));
        const reference = new ReferenceOptimizer(optimizer);
        let expected = new Map(
          Array.from(engine.readWeights(), ([weight, { values }]) => [weight, Float64Array.from(values)]),
        );
        for (let step = 0; step < 4; step++) {
          const batch = seededBatch(network, step, 4);
          const { gradients } = engine.gradients(batch, new Map());
          expected = reference.step(
            expected,
            new Map(Array.from(gradients, ([key, { values }]) => [key, values])),
          );
          engine.trainStep(batch, new Map(), learningRate);
        }
        for (const [weight, { values }] of engine.readWeights()) {
          const error = relativeError(values, expected.get(weight) ?? []);
          expect(error, weight).toBeLessThan(tolerance);
        }
      } finally {
        engine.dispose();
      }
    });
  });
}

type Values = ReadonlyMap<string, ArrayLike<number>>;

class ReferenceOptimizer {
  private steps = 0;
  private readonly velocity = new Map<string, Float64Array>();
  private readonly squares = new Map<string, Float64Array>();

  constructor(private readonly spec: OptimizerSpec) {}

  step(weights: Values, gradients: Values): Map<string, Float64Array<ArrayBuffer>> {
    const { spec } = this;
    this.steps++;
    const norm = Math.sqrt(
      [...gradients.values()].reduce(
        (sum, values) => sum + Array.from(values).reduce((s, g) => s + g * g, 0),
        0,
      ),
    );
    const clip = spec.gradientClip > 0 ? Math.min(1, spec.gradientClip / (norm + 1e-6)) : 1;
    return new Map(
      Array.from(weights, ([name, values]) => {
        const rate = learningRate * (/^localization2?\./.test(name) ? spec.localizationRate : 1);
        const next = Float64Array.from(values, (weight, i) => {
          const gradient = (gradients.get(name)?.[i] ?? NaN) * clip + spec.weightDecay * weight;
          return weight - rate * this.direction(name, values.length, i, gradient);
        });
        return [name, next];
      }),
    );
  }

  private direction(name: string, length: number, i: number, gradient: number): number {
    const { spec, steps } = this;
    if (spec.kind === 'sgd') return gradient;
    const velocity = slot(this.velocity, name, length);
    if (spec.kind === 'adam') {
      const squares = slot(this.squares, name, length);
      velocity[i] = 0.9 * velocity[i] + 0.1 * gradient;
      squares[i] = 0.999 * squares[i] + 0.001 * gradient ** 2;
      return velocity[i] / (1 - 0.9 ** steps) / (Math.sqrt(squares[i] / (1 - 0.999 ** steps)) + 1e-8);
    }
    velocity[i] = spec.momentum * velocity[i] + gradient;
    return spec.kind === 'momentum' ? velocity[i] : gradient + spec.momentum * velocity[i];
  }
}

function slot(slots: Map<string, Float64Array>, name: string, length: number): Float64Array {
  const found = slots.get(name) ?? new Float64Array(length);
  slots.set(name, found);
  return found;
}
