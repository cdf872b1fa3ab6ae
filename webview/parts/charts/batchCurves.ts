/** What is told of a run's batches, as its charts draw it: extended as batches come in, at fifty a second. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { Point } from './curves';
import { ThinnedCurve, type Series } from './series';
import { MovingAverage } from './smoothing';
import type { Span } from './span';

export interface BatchCurve {
  readonly smooth: readonly Point[];
  /** The points that `smooth` is made of; none where it is them. */
  readonly single: readonly Point[];
}

export interface BatchDrawing {
  readonly loss: BatchCurve;
  readonly speed: BatchCurve;
}

export class BatchCurves {
  private readonly losses = new SmoothedCurve();
  private readonly speeds = new SmoothedCurve();

  /**
   * @param span of the axis, in epochs
   * @param smoothing weight of the moving average
   */
  follow({ batches, started }: RunHistory, span: Span, smoothing: number): BatchDrawing {
    const { length, ends: at } = batches;
    const batchesPerEpoch = Math.max(1, started.batchesPerEpoch);
    const curve = (drawn: SmoothedCurve, values: Float32Array): BatchCurve =>
      drawn.follow({ origin: batches, length, at, values, batchesPerEpoch }, span, smoothing);
    return { loss: curve(this.losses, batches.losses), speed: curve(this.speeds, batches.speeds) };
  }
}

class SmoothedCurve {
  private readonly average = new MovingAverage();
  private readonly smooth = new ThinnedCurve();
  private readonly single = new ThinnedCurve();

  follow(series: Series, span: Span, smoothing: number): BatchCurve {
    return {
      smooth: this.smooth.follow(this.average.follow(series, smoothing, span.max - span.min), span),
      single: smoothing === 0 ? [] : this.single.follow(series, span),
    };
  }
}
