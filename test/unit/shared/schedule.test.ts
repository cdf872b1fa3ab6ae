import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/shared/parseConfig';
import { learningRateAt } from '../../../src/shared/schedule';

/** The rate of every batch of the run. */
function rates(settings: Record<string, unknown>, batches: number): number[] {
  const parsed = parseConfig(settings);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const { value: config } = parsed;
  return Array.from({ length: config.epochs * batches }, (_, trained) =>
    learningRateAt(config, 1 + Math.floor(trained / batches), trained % batches, batches),
  );
}

function expectRates(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((rate, at) => expect(rate).toBeCloseTo(expected[at], 10));
}

// What torch.optim.lr_scheduler's LinearLR (warm-up), StepLR and CosineAnnealingLR of PyTorch 2.13 gave each batch, chained.
describe('the learning rate', () => {
  it('stays', () => {
    expectRates(rates({ epochs: 2, learningRate: 0.01 }, 3), new Array<number>(6).fill(0.01));
  });

  it('steps down as StepLR', () => {
    expectRates(
      rates(
        {
          ...{ epochs: 5, learningRate: 0.1 },
          ...{ 'schedule.kind': 'step', 'schedule.epochs': 2, 'schedule.factor': 0.5 },
        },
        2,
      ),
      [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025],
    );
  });

  it('falls as CosineAnnealingLR', () => {
    expectRates(
      rates({ epochs: 3, learningRate: 0.1, 'schedule.kind': 'cosine' }, 4),
      [
        0.1, 0.09829629131, 0.09330127019, 0.08535533906, 0.075, 0.06294095226, 0.05, 0.03705904774, 0.025,
        0.01464466094, 0.006698729811, 0.001703708686,
      ],
    );
  });

  it('warms up as LinearLR, over parts of an epoch too', () => {
    expectRates(
      rates({ epochs: 2, learningRate: 0.01, 'schedule.warmUp': 1.2 }, 5),
      [1, 2, 3, 4, 5, 6, 6, 6, 6, 6].map((sixths) => (0.01 * sixths) / 6),
    );
  });

  it('warms up and steps down', () => {
    expectRates(
      rates(
        {
          ...{ epochs: 3, learningRate: 0.1, 'schedule.warmUp': 0.5 },
          ...{ 'schedule.kind': 'step', 'schedule.epochs': 1 },
        },
        4,
      ),
      [0.05, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.001, 0.001, 0.001, 0.001],
    );
  });

  it('warms up and falls', () => {
    expectRates(
      rates({ epochs: 4, learningRate: 0.05, 'schedule.kind': 'cosine', 'schedule.warmUp': 1 }, 3),
      [
        0.01666666667, 0.03276543044, 0.04665063509, 0.04267766953, 0.0375, 0.03147047613, 0.025,
        0.01852952387, 0.0125, 0.00732233047, 0.003349364905, 0.0008518543428,
      ],
    );
  });
});
