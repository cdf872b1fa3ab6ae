import { describe, expect, it } from 'vitest';
import { chooseGallery } from '../../../src/trainer/observation/gallery';

const choose = (labels: number[], predicted: number[], probabilities: number[], bytes = 1000) =>
  chooseGallery(
    Uint8Array.from(labels),
    { predicted: Uint8Array.from(predicted), probabilities: Float32Array.from(probabilities) },
    bytes,
  );

describe('the digits that are kept of an epoch', () => {
  it('begin with the surest mistakes and the least sure right ones of every pair of classes', () => {
    expect(choose([4, 4, 4, 4, 4], [9, 9, 4, 4, 7], [0.5, 0.8, 0.9, 0.6, 0.7])).toEqual([1, 3, 4, 0, 2]);
  });

  it('are a dozen of a pair at most', () => {
    const many = new Array<number>(100).fill(1);
    expect(choose(many, many, many)).toHaveLength(12);
  });

  it('are fewer of each pair where there is no room, but one of every pair', () => {
    const labels = Array.from({ length: 400 }, (_, at) => at % 10);
    const predicted = labels.map((label, at) => (label + Math.floor(at / 10)) % 4);
    const sure = labels.map(() => 0.5);
    const kept = choose(labels, predicted, sure, 3000);
    expect(kept).toHaveLength(100);
    expect(new Set(kept.map((at) => `${labels[at]} ${predicted[at]}`)).size).toBe(40);
    expect(choose(labels, predicted, sure, 1e6)).toHaveLength(40);
  });
});
