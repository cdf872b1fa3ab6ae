import { describe, expect, it } from 'vitest';
import { describeCell, summarise } from '../../../webview/parts/confusion/confusionWords';

const names = Array.from('0123456789');

describe('the confusion matrix in words', () => {
  it('names a cell', () => {
    expect(describeCell({ label: 4, predicted: 9 }, 12, names)).toBe('4 taken for 9: 12 digits');
    expect(describeCell({ label: 4, predicted: 9 }, 1, names)).toBe('4 taken for 9: 1 digit');
    expect(describeCell({ label: 0, predicted: 1 }, 0, ['boot', 'bag'])).toBe(
      'boot taken for bag: no digits',
    );
    expect(describeCell({ label: 4, predicted: 4 }, 1204, names)).toBe('4 read right: 1,204 digits');
  });

  it('says how many are wrong, and what is mistaken most', () => {
    const confusion = [
      [900, 0, 3],
      [7, 1090, 0],
      [0, 0, 1000],
    ];
    expect(summarise(confusion, names)).toBe(
      '10 of 3,000 test digits are taken for another; most often 1 for 0 (7).',
    );
    expect(
      summarise(
        [
          [5, 1],
          [0, 4],
        ],
        names,
      ),
    ).toBe('1 of 10 test digits is taken for another; most often 0 for 1 (1).');
    expect(
      summarise(
        [
          [5, 0],
          [0, 5],
        ],
        names,
      ),
    ).toBe('All 10 test digits are read right.');
  });
});
