/** The points that a run's charts draw, and the curves they make. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { TrainerEventOf } from '../../../src/shared/trainerProtocol';
import type { NumberTable } from '../export/numberTable';
import { batchPosition } from '../run/progress';
import type { RunKind } from './runLooks';

export interface Point {
  /** In epochs. */
  x: number;
  y: number;
}

/** What a curve means decides its look: lines and marks differ, not hues alone. */
export type CurveKind =
  'test' | 'train' | 'trace' | 'best' | 'twin-test' | 'twin-train' | 'reference' | RunKind;

export interface Curve {
  readonly kind: CurveKind;
  readonly name: string;
  /** Where it has a place in the legend: its shorter name there. */
  readonly legend?: string;
  readonly points: readonly Point[];
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

/** A row for each place on the axis where any curve has a point, and a column for each curve. */
export function curveTable(curves: readonly Curve[]): NumberTable {
  const drawn = curves.filter(({ points }) => points.length > 0);
  const rows = new Map<number, (number | null)[]>();
  drawn.forEach(({ points }, at) => {
    for (const { x, y } of points) {
      const row = rows.get(x) ?? drawn.map(() => null);
      row[at] = y;
      rows.set(x, row);
    }
  });
  return {
    columns: ['epoch', ...drawn.map(({ name }) => name)],
    rows: [...rows].sort(([a], [b]) => a - b).map(([x, values]) => [x, ...values]),
  };
}
