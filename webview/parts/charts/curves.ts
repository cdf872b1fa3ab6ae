/** The points that a run's charts draw, and the curves they make. */
import type { RunHistory } from '../../../src/shared/runHistory';
import type { NumberTable } from '../export/numberTable';
import type { RunKind } from './runLooks';
import { drawable } from './series';

export interface Point {
  /** In epochs. */
  x: number;
  y: number;
}

/** What a curve means decides its look: lines and marks differ, not hues alone. */
export type CurveKind =
  | 'test'
  | 'train'
  | 'trace'
  | 'best'
  | 'twin-test'
  | 'twin-train'
  | 'twin-trace'
  | 'reference'
  | 'class'
  | RunKind;

export interface Curve {
  readonly kind: CurveKind;
  readonly name: string;
  /** Where it has a place in the legend: its shorter name there. */
  readonly legend?: string;
  /** Written beside its end, where the chart has room for that. */
  readonly end?: string;
  readonly points: readonly Point[];
  /** Points without marks: those of batches are too close together. */
  readonly isUnmarked?: boolean;
}

export function testLossCurve(history: RunHistory): Point[] {
  return history.epochs.map(({ epoch, test }) => ({ x: epoch, y: drawable(test.loss) }));
}

/** In percent. */
export function testAccuracyCurve(history: RunHistory): Point[] {
  return history.epochs.map(({ epoch, test }) => ({ x: epoch, y: test.accuracy * 100 }));
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
