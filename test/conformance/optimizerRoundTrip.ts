/** Every optimizer's state, read from one engine and written into another: both then train on to the same bits. */
import { describe, expect, it } from 'vitest';
import type { Engine, EngineFactory } from '../../src/trainer/engines/engine';
import { meanCounts, plainSgd, type OptimizerSpec } from '../../src/trainer/model/optimizer';
import { seededBatch, seededWeights, smallNetwork } from './smallNetworks';

const network = smallNetwork({ height: 10, width: 9, channels: 1 }, { transformer: { count: 2 } });

function trainThree(engine: Engine, from: number): void {
  for (let step = from; step < from + 3; step++) {
    engine.trainStep(seededBatch(network, step, 4), new Map(), 0.05);
  }
}

export function describeOptimizerRoundTrip(name: string, factory: EngineFactory): void {
  describe(`${name} engine’s optimizer state`, () => {
    const kinds = Object.keys(meanCounts) as OptimizerSpec['kind'][];

    it.each(kinds)('of %s is all that training goes on from, besides the weights', async (kind) => {
      const optimizer = { ...plainSgd, kind, momentum: 0.9, weightDecay: 0.01, gradientClip: 0.5 };
      const make = () => factory(network, { batchSize: 4, threads: 1, optimizer });
      const [one, other] = [await make(), await make()];
      try {
        one.writeWeights(seededWeights(network, 1));
        trainThree(one, 0);
        const [weights, state] = [one.readWeights(), one.readOptimizer()];
        expect(state).toMatchObject({ steps: 3, means: { length: meanCounts[kind] } });
        // What it did before must not show.
        other.writeWeights(seededWeights(network, 2));
        trainThree(other, 7);
        other.writeWeights(weights);
        other.writeOptimizer(state);
        trainThree(one, 3);
        trainThree(other, 3);
        expect(other.readWeights()).toEqual(one.readWeights());
        expect(other.readOptimizer()).toEqual(one.readOptimizer());
      } finally {
        one.dispose();
        other.dispose();
      }
    });

    it('is refused where it is another optimizer’s', async () => {
      const make = (kind: OptimizerSpec['kind']) =>
        factory(network, { batchSize: 4, threads: 1, optimizer: { ...plainSgd, kind } });
      const [adam, momentum] = [await make('adam'), await make('momentum')];
      adam.writeWeights(seededWeights(network, 1));
      trainThree(adam, 0);
      expect(() => momentum.writeOptimizer(adam.readOptimizer())).toThrow(/keeps 1 means, not 2/);
      adam.dispose();
      momentum.dispose();
    });
  });
}
