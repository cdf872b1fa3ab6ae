import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../bench/figures';
import type { Answer } from '../../bench/job';
import { runRounds } from '../../bench/rounds';
import { ratios, spread } from '../../bench/statistics';
import { table, withQuartiles, withRange } from '../../bench/table';

describe('the bench’s statistics', () => {
  it('take the middle of odd and even numbers of values', () => {
    expect(spread([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5, lowerQuartile: 2, upperQuartile: 4 });
    expect(spread([4, 1, 3, 10])).toEqual({
      ...{ median: 3.5, min: 1, max: 10 },
      ...{ lowerQuartile: 2, upperQuartile: 7 },
    });
    expect(spread([7])).toEqual({ median: 7, min: 7, max: 7, lowerQuartile: 7, upperQuartile: 7 });
  });

  it('compare round by round: a slow minute that hits both changes no ratio', () => {
    expect(ratios([10, 40, 10], [2, 8, 2])).toEqual(spread([5, 5, 5]));
  });

  it('extrapolate an epoch from its batches, but not what it spends once', () => {
    const answer: Answer = {
      detail: '',
      parameters: 1,
      train: { once: 1, batches: 469, seconds: 2, cpuSeconds: 3, loss: 0 },
      evaluation: { seconds: 1, images: 5000, accuracy: 1 },
      peakBytes: null,
    };
    const figures = figuresOf([answer], 64);
    expect(figures.epochSeconds).toEqual([5]);
    expect(figures.epochCpuSeconds).toEqual([6]);
    expect(figures.evaluationSeconds).toEqual([2]);
    expect(figures.peakMegabytes).toEqual([]);
  });
});

describe('the bench’s rounds', () => {
  it('interleave, and drop who fails with all of its answers', async () => {
    const order: string[] = [];
    const { answers, failures } = await runRounds(
      [{ key: 'a' }, { key: 'b' }, { key: 'c' }],
      3,
      ({ key }, round) => {
        order.push(`${key}${round}`);
        return key === 'b' && round === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(round);
      },
    );
    expect(order).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'c2']);
    expect(answers).toEqual(
      new Map([
        ['a', [0, 1, 2]],
        ['c', [0, 1, 2]],
      ]),
    );
    expect(failures).toEqual([{ key: 'b', reason: 'gone' }]);
  });
});

describe('the bench’s tables', () => {
  it('are as wide as their widest cells, numbers to the right', () => {
    expect(
      table(
        ['', 's'],
        [
          ['wasm', '2.5'],
          ['a', '13.5'],
        ],
      ),
    ).toBe('         s\n----  ----\nwasm   2.5\na     13.5');
  });

  it('show medians with their range', () => {
    expect(withRange(spread([2.5, 2.31, 3]), 1)).toBe('2.5 (2.3–3.0)');
    expect(withQuartiles(spread([1, 1.2, 1.1]))).toBe('1.100 (1.050–1.150)');
  });
});
