/**
 * Notices when transformers collapse: when for most digits they show nothing a classifier could use. It looks at the
 * sampling grid, so that every kind of transformer is judged alike. theta says where each pixel of the output is read; what
 * a viewer sees does the opposite, and findings are named after what a viewer sees:
 *
 * - shrinking: the grid spreads over so much that the image fills less than a tenth of the output;
 * - growing: the grid contracts until a spot or a line of less than a fiftieth of the image fills the output;
 * - flipping: the output is the image's mirror image (the grid's determinant is negative);
 * - leaving: more than nine tenths of the grid lie outside the image, though it is not too large.
 */
import type { Config } from '../../shared/config';
import type { TrainerEventOf } from '../../shared/trainerProtocol';
import { gridGenerator, type GridGenerator } from '../../shared/transformers/gridGenerator';
import { thetaLength, type TransformerSpec } from '../../shared/transformers/spec';
import { collapseAdvice, collapseMessage, type Finding } from '../../shared/collapseWords';

/** Share of the digits that makes a finding. */
const mostDigits = 0.5;
/** Of the grid's area to the image's. */
const largestArea = 10;
const smallestArea = 1 / 50;
const mostOutside = 0.9;

/** Points along an edge of the grid that is measured: as many as show what a spline does between its control points. */
const edge = 16;

/** What a sampling grid does to the picture. */
export interface GridMeasure {
  /**
   * How much of the image a part of the output covers, relative to the identity: the median over the grid's cells of
   * |determinant|. Infinite or NaN where most cells are.
   */
  readonly area: number;
  /** Share of cells whose determinant is negative. */
  readonly mirrored: number;
  /** Share of points outside the image. */
  readonly outside: number;
}

export class CollapseWatch {
  private readonly generators: readonly GridGenerator[];
  private readonly seen: Set<string>;

  /**
   * @param transformers theta holds their numbers one after the other
   * @param told by a watch before this one, which it goes on from
   */
  constructor(
    private readonly transformers: readonly TransformerSpec[],
    told: readonly string[] = [],
  ) {
    this.seen = new Set(told);
    this.generators = transformers.map(measuringGrid);
  }

  /** Names for what was seen so far. */
  get told(): readonly string[] {
    return [...this.seen];
  }

  /**
   * @param epoch that has just been trained
   * @param thetas of some digits, always the same
   * @param config as it is now: some settings change while a run goes on
   * @returns what is seen for the first time
   */
  look(epoch: number, thetas: readonly ArrayLike<number>[], config: Config): TrainerEventOf<'collapse'>[] {
    let from = 0;
    return this.transformers.flatMap((spec, number) => {
      const [start, end] = [from, from + thetaLength(spec)];
      from = end;
      const findings = thetas.map((theta) =>
        findingsOf(measure(this.generators[number].grid(Array.from(theta).slice(start, end)))),
      );
      const count = (finding: Finding) => findings.filter((found) => found.includes(finding)).length;
      return (['shrinking', 'growing', 'flipping', 'leaving'] as const)
        .filter((finding) => count(finding) > mostDigits * thetas.length)
        .filter((finding) => this.isNews(`${finding} ${number}`))
        .map((finding) => ({
          type: 'collapse',
          ...{ epoch, finding },
          message: collapseMessage(finding, epoch, count(finding), thetas.length, {
            number,
            of: this.transformers.length,
          }),
          advice: collapseAdvice(finding, config),
        }));
    });
  }

  private isNews(what: string): boolean {
    if (this.seen.has(what)) return false;
    this.seen.add(what);
    return true;
  }
}

/** The generator of grids that `measureGrid` measures. */
export function measuringGrid(spec: TransformerSpec): GridGenerator {
  return gridGenerator(spec, { height: edge, width: edge }, false);
}

/** @param grid of `measuringGrid` */
export function measure(grid: Float32Array): GridMeasure {
  // Pixel centres: an edge of the identity's cells.
  const step = 2 / edge;
  const determinants = new Float64Array((edge - 1) ** 2);
  for (let row = 0; row < edge - 1; row++) {
    for (let column = 0; column < edge - 1; column++) {
      const [here, right, below] = [row * edge + column, row * edge + column + 1, (row + 1) * edge + column];
      const diagonal = below + 1;
      // Twice the area of a quadrilateral is the cross product of its diagonals.
      const [x1, y1] = [0, 1].map((axis) => grid[2 * diagonal + axis] - grid[2 * here + axis]);
      const [x2, y2] = [0, 1].map((axis) => grid[2 * below + axis] - grid[2 * right + axis]);
      determinants[row * (edge - 1) + column] = (x1 * y2 - y1 * x2) / 2 / step ** 2;
    }
  }
  const areas = determinants.map(Math.abs).sort();
  let outside = 0;
  for (let point = 0; point < edge ** 2; point++) {
    const inside = Math.abs(grid[2 * point]) <= 1 && Math.abs(grid[2 * point + 1]) <= 1;
    if (!inside) outside++;
  }
  return {
    area: areas[areas.length >> 1],
    mirrored: determinants.filter((determinant) => determinant < 0).length / determinants.length,
    outside: outside / edge ** 2,
  };
}

function findingsOf({ area, mirrored, outside }: GridMeasure): Finding[] {
  const shrinking = !(area <= largestArea);
  return [
    ...(shrinking ? (['shrinking'] as const) : []),
    ...(area < smallestArea ? (['growing'] as const) : []),
    ...(mirrored > 0.5 ? (['flipping'] as const) : []),
    ...(outside > mostOutside && !shrinking ? (['leaving'] as const) : []),
  ];
}
