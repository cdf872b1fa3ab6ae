/** What is told of a run's batches, as its charts draw it. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { Point } from './curves';
import { Series, thinned } from './series';
import { smoothed } from './smoothing';
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

/** Of one run after the other; what it has worked out grows with the run. */
export class BatchCurves {
  private readonly losses = new Series();
  private readonly speeds = new Series();

  /**
   * @param span of the axis, in epochs
   * @param smoothing weight of the moving average; 0: none
   */
  follow({ batches, started }: RunHistory, span: Span, smoothing: number): BatchDrawing {
    const batchesPerEpoch = Math.max(1, started.batchesPerEpoch);
    const curve = (series: Series, values: Float32Array): BatchCurve => {
      series.follow(batches, batches.length, { at: batches.ends, values, batchesPerEpoch });
      const single = thinned(series, span);
      return smoothing === 0
        ? { smooth: single, single: [] }
        : { smooth: smoothed(series, span, smoothing), single };
    };
    return { loss: curve(this.losses, batches.losses), speed: curve(this.speeds, batches.speeds) };
  }
}
