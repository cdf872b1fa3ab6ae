/**
 * The learning rate of each batch. With t batches trained since the run began, B batches an epoch, and b the rate that
 * `learningRate` sets, it is b · warm-up(t) · kind(t), as PyTorch's `ChainedScheduler` chains
 *
 * - warm-up: `LinearLR(start_factor=1/W, end_factor=1, total_iters=W − 1)`, stepped batch by batch, where W is `warmUp`
 *   epochs in whole batches: min(1, (t + 1) / W). The first batch trains at b/W, the W-th at b; without warm-up it is 1;
 * - constant: 1;
 * - step: `StepLR(step_size=schedule.epochs, gamma=schedule.factor)`, stepped epoch by epoch:
 *   factor^⌊(epoch − 1) / schedule.epochs⌋;
 * - cosine: `CosineAnnealingLR(T_max=T, eta_min=0)`, stepped batch by batch, where T is all of the run's batches:
 *   (1 + cos(π t / T)) / 2. It runs from the first batch on, also during the warm-up.
 */
import type { Config } from './config';

/**
 * @param epoch from 1
 * @param batch of the epoch, from 0
 * @param batches in an epoch
 */
export function learningRateAt(
  config: Pick<Config, 'learningRate' | 'epochs' | 'schedule'>,
  epoch: number,
  batch: number,
  batches: number,
): number {
  const { learningRate, epochs, schedule } = config;
  const trained = (epoch - 1) * batches + batch;
  const warmUp = Math.round(schedule.warmUp * batches);
  const warmth = warmUp === 0 ? 1 : Math.min(1, (trained + 1) / warmUp);
  switch (schedule.kind) {
    case 'constant':
      return learningRate * warmth;
    case 'step':
      return learningRate * warmth * schedule.factor ** Math.floor((epoch - 1) / schedule.epochs);
    case 'cosine':
      return (learningRate * warmth * (1 + Math.cos((Math.PI * trained) / (epochs * batches)))) / 2;
  }
}

/** A sentence for each pair of settings that can't go together. */
export function scheduleProblems({ epochs, schedule }: Pick<Config, 'epochs' | 'schedule'>): string[] {
  if (schedule.warmUp <= epochs) return [];
  return [
    `stn.schedule.warmUp ${schedule.warmUp} is longer than the run, since stn.epochs is ${epochs}: stn.learningRate would never be reached; shorten the warm-up, or train more epochs.`,
  ];
}
