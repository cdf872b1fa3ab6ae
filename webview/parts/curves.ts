/** The points that a run's charts draw. */
import type { RunHistory } from '../../src/shared/runHistory';
import type { TrainerEventOf } from '../../src/shared/trainerProtocol';
import { batchPosition } from './progress';

export interface Point {
  /** In epochs. */
  x: number;
  y: number;
}

/** A logarithmic axis has no place for these; a gap in the curve shows them. */
function drawable(loss: number): number {
  return Number.isFinite(loss) && loss > 0 ? loss : NaN;
}

export function testLossCurve(history: RunHistory): Point[] {
  return history.epochs.map(({ epoch, test }) => ({ x: epoch, y: drawable(test.loss) }));
}

/** In percent. */
export function testAccuracyCurve(history: RunHistory): Point[] {
  return history.epochs.map(({ epoch, test }) => ({ x: epoch, y: test.accuracy * 100 }));
}

/** The running train loss, extended in place as batches come in: at 50 a second, copies would add up. */
export class TrainLossCurve {
  readonly points: Point[] = [];
  private source: readonly TrainerEventOf<'batch'>[] = [];

  follow({ batches, started }: RunHistory): readonly Point[] {
    // The history replaces its list where it thins it out or begins anew.
    if (batches !== this.source || batches.length < this.points.length) {
      this.points.length = 0;
      this.source = batches;
    }
    for (let at = this.points.length; at < batches.length; at++) {
      const batch = batches[at];
      this.points.push({ x: batchPosition(batch, started.batchesPerEpoch), y: drawable(batch.meanLoss) });
    }
    return this.points;
  }
}

/**
 * The mean of each point and its neighbours, as many to either side as there are up to `half`: it has no lag, and its
 * ends are the points themselves, so that a steep beginning stays steep. Gaps are left out of the means.
 */
export function movingMean(points: readonly Point[], half: number): Point[] {
  const sums = [0];
  const counts = [0];
  points.forEach(({ y }, at) => {
    const isNumber = !Number.isNaN(y);
    sums.push(sums[at] + (isNumber ? y : 0));
    counts.push(counts[at] + (isNumber ? 1 : 0));
  });
  return points.map(({ x, y }, at) => {
    const reach = Math.min(half, at, points.length - 1 - at);
    if (reach === 0) return { x, y };
    const count = counts[at + reach + 1] - counts[at - reach];
    return { x, y: count > 0 ? (sums[at + reach + 1] - sums[at - reach]) / count : NaN };
  });
}
