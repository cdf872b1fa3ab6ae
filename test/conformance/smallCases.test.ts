/** That the cases ask what they are there for: an engine could pass others with wrong gradients. */
import { describe, expect, it } from 'vitest';
import { gridGenerator } from '../../src/shared/transformers/gridGenerator';
import { identityTheta, thetaLength } from '../../src/shared/transformers/spec';
import { thetaLength as wholeThetaLength } from '../../src/shared/network/network';
import { referenceTransforms, toReference } from './referenceNetwork';
import { smallCases } from './smallCases';

describe('the small cases', () => {
  it('have names of their own, by which the reference’s results are kept', () => {
    const names = smallCases().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(smallCases())('$name: every theta is away from the identity, some of the grid inside', (small) => {
    const { network, batch, masks } = small;
    const { theta } = referenceTransforms(network, toReference(small.weights), { ...batch, masks });
    const { transformed, sampler, penalty } = network;
    for (let image = 0; image < batch.count; image++) {
      let from = image * wholeThetaLength(network);
      for (const transformer of network.transformers) {
        const own = theta.slice(from, (from += thetaLength(transformer)));
        const identity = identityTheta(transformer);
        expect(Math.max(...own.map((value, i) => Math.abs(value - identity[i])))).toBeGreaterThan(0.15);
        const grid = gridGenerator(transformer, transformed, sampler.alignCorners).grid(own);
        const outside = grid.filter((coordinate) => Math.abs(coordinate) > 1).length / grid.length;
        expect(outside).toBeLessThan(0.7);
        if (penalty) expect(outside).toBeGreaterThan(0.05);
        // Float32 would lose what points far outside have to say.
        expect(Math.max(...grid.map(Math.abs))).toBeLessThan(12);
      }
    }
  });
});
