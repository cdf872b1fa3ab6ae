import { describe, expect, it } from 'vitest';
import { EarlyStop } from '../../../src/trainer/earlyStop';

function lastEpoch(patience: number, losses: readonly number[]): number | undefined {
  const stop = new EarlyStop(patience);
  const at = losses.findIndex((loss, index) => {
    stop.add(index + 1, loss);
    return stop.isOver(index + 1);
  });
  return at === -1 ? undefined : at + 1;
}

describe('early stop', () => {
  it('ends after so many epochs without a lower test loss', () => {
    expect(lastEpoch(2, [0.5, 0.4, 0.41, 0.4, 0.1])).toBe(4);
    expect(lastEpoch(1, [0.5, 0.5])).toBe(2);
  });

  it('goes on while the loss falls now and then', () => {
    expect(lastEpoch(2, [0.5, 0.6, 0.4, 0.5, 0.3])).toBeUndefined();
  });

  it('never ends where it is off', () => {
    expect(lastEpoch(0, [0.1, 0.2, 0.3, 0.4, 0.5])).toBeUndefined();
  });

  it('counts a loss that is no number as no better', () => {
    expect(lastEpoch(2, [0.5, NaN, NaN])).toBe(3);
  });

  it('says which epoch was best', () => {
    const stop = new EarlyStop(2);
    [0.5, 0.25, 0.3, 0.3].forEach((loss, index) => stop.add(index + 1, loss));
    expect(stop.sentence(4)).toBe(
      'Stopped early after epoch 4: 2 epochs brought no lower test loss than epoch 2 (0.2500).',
    );
  });
});
