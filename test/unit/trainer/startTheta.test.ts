import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/shared/parseConfig';
import { gridGenerator } from '../../../src/shared/transformers/gridGenerator';
import { identityTheta, transformerKinds, type TransformerSpec } from '../../../src/shared/transformers/spec';
import { describeNetwork } from '../../../src/shared/network/describeNetwork';
import { initialWeights } from '../../../src/trainer/model/initialise';
import { startTheta } from '../../../src/trainer/model/startTheta';
import { randomStreams } from '../../../src/trainer/random';

const size = { height: 5, width: 4 };

const specs: (TransformerSpec & { readonly name: string })[] = [
  ...transformerKinds.map((kind) => ({ name: kind, kind, controlPoints: 4, bounded: false })),
  ...[2, 8].map((controlPoints) => ({
    name: `bounded tps of ${controlPoints} × ${controlPoints}`,
    kind: 'tps' as const,
    controlPoints,
    bounded: true,
  })),
];

describe('a transformer', () => {
  it.each(specs)('alone begins at the identity: $name', (spec) => {
    expect(startTheta(spec, 0, 1)).toEqual(identityTheta(spec));
  });

  it.each(specs.filter(({ kind }) => kind !== 'rotation'))(
    'of two begins a quarter of half the image to the left, or to the right: $name',
    (spec) => {
      const generator = gridGenerator(spec, size, false);
      const identity = generator.grid(identityTheta(spec));
      [-0.25, 0.25].forEach((shift, number) => {
        const grid = generator.grid(startTheta(spec, number, 2));
        grid.forEach((value, at) => {
          expect(value - identity[at]).toBeCloseTo(at % 2 === 0 ? shift : 0, 6);
        });
      });
    },
  );

  it('of two that can only turn begins turned by 15° to either side', () => {
    const spec = { kind: 'rotation', controlPoints: 4, bounded: false } as const;
    const degrees = [0, 1].map((number) => (startTheta(spec, number, 2)[0] * 180) / Math.PI);
    expect(degrees[0]).toBeCloseTo(-15, 9);
    expect(degrees[1]).toBeCloseTo(15, 9);
  });

  it('gives its start to the bias of its own last layer', () => {
    const parsed = parseConfig({ 'transformer.kind': 'attention', 'transformer.count': 2 });
    if (!parsed.ok) throw new Error(parsed.problems.join());
    const network = describeNetwork(parsed.value, { height: 28, width: 28, channels: 1 }, 10);
    const weights = initialWeights(network, randomStreams(1).weights);
    expect(weights.get('localization.theta.bias')?.values).toEqual(Float32Array.of(1, -0.25, 0));
    expect(weights.get('localization2.theta.bias')?.values).toEqual(Float32Array.of(1, 0.25, 0));
    for (const part of ['localization', 'localization2']) {
      expect(weights.get(`${part}.theta.weight`)?.values.every((value) => value === 0)).toBe(true);
    }
    // Elsewhere they differ, or both would learn the same.
    expect(weights.get('localization2.hidden.weight')).not.toEqual(weights.get('localization.hidden.weight'));
  });
});
