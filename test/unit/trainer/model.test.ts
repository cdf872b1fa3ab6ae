import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/shared/config';
import { parseConfig } from '../../../src/shared/parseConfig';
import { DropoutSource } from '../../../src/trainer/model/dropout';
import { initialWeights } from '../../../src/trainer/model/initialise';
import { describeNetwork } from '../../../src/shared/network/describeNetwork';
import { plainSgd, rateFactor } from '../../../src/trainer/model/optimizer';
import { parameterCount, weightShapes } from '../../../src/shared/network/network';
import { randomStreams } from '../../../src/trainer/random';

const digit = { height: 28, width: 28, channels: 1 };

function configWith(settings: object) {
  const parsed = parseConfig(settings);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.value;
}

describe('the network', () => {
  const network = describeNetwork(defaultConfig(), digit, 10);

  it('is the tutorial’s by default', () => {
    expect(weightShapes(network)).toEqual([
      { name: 'localization.convolution1.weight', shape: [7, 7, 1, 8] },
      { name: 'localization.convolution1.bias', shape: [8] },
      { name: 'localization.convolution2.weight', shape: [5, 5, 8, 10] },
      { name: 'localization.convolution2.bias', shape: [10] },
      { name: 'localization.hidden.weight', shape: [90, 32] },
      { name: 'localization.hidden.bias', shape: [32] },
      { name: 'localization.theta.weight', shape: [32, 6] },
      { name: 'localization.theta.bias', shape: [6] },
      { name: 'classifier.convolution1.weight', shape: [5, 5, 1, 10] },
      { name: 'classifier.convolution1.bias', shape: [10] },
      { name: 'classifier.convolution2.weight', shape: [5, 5, 10, 20] },
      { name: 'classifier.convolution2.bias', shape: [20] },
      { name: 'classifier.hidden.weight', shape: [320, 50] },
      { name: 'classifier.hidden.bias', shape: [50] },
      { name: 'classifier.logits.weight', shape: [50, 10] },
      { name: 'classifier.logits.bias', shape: [10] },
    ]);
    expect(parameterCount(network)).toBe(27360);
  });
});

describe('initial weights', () => {
  const network = describeNetwork(defaultConfig(), digit, 10);

  it('are uniform within PyTorch’s bound and make the identity', () => {
    const weights = initialWeights(network, randomStreams(1).weights);
    expect([...(weights.get('localization.theta.bias')?.values ?? [])]).toEqual([1, 0, 0, 0, 1, 0]);
    expect(Math.max(...(weights.get('localization.theta.weight')?.values ?? [1]))).toBe(0);
    for (const [name, inputs] of [
      ['localization.convolution1', 49],
      ['localization.convolution2', 200],
      ['classifier.hidden', 320],
    ] as const) {
      const bound = 1 / Math.sqrt(inputs);
      for (const part of ['weight', 'bias']) {
        const values = weights.get(`${name}.${part}`)?.values ?? new Float32Array();
        expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound * 1.000001);
        if (part === 'weight') {
          expect(Math.max(...values)).toBeGreaterThan(0.95 * bound);
          expect(Math.min(...values)).toBeLessThan(-0.95 * bound);
        }
      }
    }
  });

  it('draw the last localization layer too where training is not to start at the identity', () => {
    const weights = initialWeights(network, randomStreams(1).weights, false);
    for (const part of ['weight', 'bias']) {
      const values = weights.get(`localization.theta.${part}`)?.values ?? new Float32Array();
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1.000001 / Math.sqrt(32));
      expect(new Set(values).size).toBe(values.length);
    }
    const same = ['localization.convolution1.weight', 'localization.hidden.bias'];
    const usual = initialWeights(network, randomStreams(1).weights);
    for (const name of same) expect(weights.get(name)).toEqual(usual.get(name));
  });

  it('are drawn in an order that earlier runs rely on', () => {
    const weights = initialWeights(network, randomStreams(1).weights);
    const first = ['localization.convolution1.weight', 'classifier.logits.bias'].map((name) =>
      Array.from(weights.get(name)?.values ?? []).slice(0, 2),
    );
    expect(first).toEqual([
      [0.12278347462415695, 0.07483690977096558],
      [0.09068600088357925, -0.0917355865240097],
    ]);
  });

  it('follow the seed', () => {
    const first = initialWeights(network, randomStreams(7).weights);
    expect(initialWeights(network, randomStreams(7).weights)).toEqual(first);
    expect(initialWeights(network, randomStreams(8).weights)).not.toEqual(first);
  });
});

describe('dropout', () => {
  it('drops channels and units at its rate and scales up the rest', () => {
    const network = describeNetwork(configWith({ 'classifier.dropout': 0.25 }), digit, 10);
    const source = new DropoutSource(network, 512, randomStreams(3).dropout);
    const masks = source.draw(512);
    expect([...masks.keys()]).toEqual(['classifier.convolution2', 'classifier.hidden']);
    for (const mask of masks.values()) {
      const dropped = mask.filter((value) => value === 0).length / mask.length;
      expect(dropped).toBeGreaterThan(0.23);
      expect(dropped).toBeLessThan(0.27);
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    }
  });

  it('of probability 0 has no masks', () => {
    const network = describeNetwork(configWith({ 'classifier.dropout': 0 }), digit, 10);
    expect(new DropoutSource(network, 64, randomStreams(3).dropout).draw(64).size).toBe(0);
  });
});

describe('random streams', () => {
  it('order every position once', () => {
    const order = randomStreams(5).order.permutation(1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
  });

  it('do not disturb each other', () => {
    const alone = randomStreams(9).dropout.word();
    const streams = randomStreams(9);
    streams.order.permutation(100);
    expect(streams.dropout.word()).toBe(alone);
  });
});

describe('the rate factor', () => {
  it('is the localization networks’, of every transformer, and nobody else’s', () => {
    const optimizer = { ...plainSgd, localizationRate: 0.1 };
    expect(rateFactor(optimizer, 'localization.theta.weight')).toBe(0.1);
    expect(rateFactor(optimizer, 'localization2.convolution1.bias')).toBe(0.1);
    expect(rateFactor(optimizer, 'classifier.hidden.weight')).toBe(1);
  });
});
