/** How long the rest of the run will take, by the epochs so far. */
import type { Config } from '../shared/config';

export class Pace {
  private epochSeconds = 0;
  private evaluationShare = 0.1;

  constructor(
    private readonly config: Pick<Config, 'epochs'>,
    private readonly batches: number,
  ) {}

  epochTook(trainSeconds: number, seconds: number): void {
    this.epochSeconds = seconds;
    this.evaluationShare = seconds / trainSeconds - 1;
  }

  /** @param seconds since the epoch began; null in the very first batches, which say little */
  eta(epoch: number, batchesDone: number, seconds: number): number | null {
    if (this.epochSeconds === 0 && batchesDone < 5) return null;
    const wholeEpoch =
      this.epochSeconds || (seconds / batchesDone) * this.batches * (1 + this.evaluationShare);
    return (this.config.epochs - epoch + 1 - batchesDone / this.batches) * wholeEpoch;
  }
}
