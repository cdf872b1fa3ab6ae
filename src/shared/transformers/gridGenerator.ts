/** The grid generator: from theta to where the input is read for each output pixel. One for every transformer. */
import { baseCoordinate } from '../theta';
import { affineMatrix, affineMatrixBackward } from './affine';
import { isAffineKind, thetaLength, type AffineKind, type TransformerSpec } from './spec';
import { controlSpacing, splineBasis } from './thinPlateSpline';

export interface GridSize {
  readonly height: number;
  readonly width: number;
}

/**
 * For one transformer and size of the output. A grid is (x, y) of each output pixel, rows from the top:
 * height·width·2 numbers in input coordinates, −1 to 1 inside.
 */
export interface GridGenerator {
  grid(theta: ArrayLike<number>): Float32Array;
  /** theta's gradient, summed in float64, from the grid's. */
  backward(theta: ArrayLike<number>, gridGradient: ArrayLike<number>): number[];
}

/** Affine kinds are PyTorch's `affine_grid`. */
export function gridGenerator(spec: TransformerSpec, size: GridSize, alignCorners: boolean): GridGenerator {
  const base = basePoints(size, alignCorners);
  if (isAffineKind(spec.kind)) return new AffineGenerator(spec.kind, base);
  return spec.kind === 'projective' ? new ProjectiveGenerator(base) : new SplineGenerator(spec, base);
}

interface BasePoints {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

function basePoints({ height, width }: GridSize, alignCorners: boolean): BasePoints {
  const along = (size: number) => (_: unknown, at: number) => baseCoordinate(at, size, alignCorners);
  const columns = Array.from({ length: width }, along(width));
  const rows = Array.from({ length: height }, along(height));
  return {
    xs: Float64Array.from(rows.flatMap(() => columns)),
    ys: Float64Array.from(rows.flatMap((y) => columns.map(() => y))),
  };
}

class AffineGenerator implements GridGenerator {
  constructor(
    private readonly kind: AffineKind,
    private readonly base: BasePoints,
  ) {}

  grid(theta: ArrayLike<number>): Float32Array {
    const [a, b, tx, c, d, ty] = affineMatrix(this.kind, theta);
    const { xs, ys } = this.base;
    const grid = new Float32Array(2 * xs.length);
    for (let point = 0; point < xs.length; point++) {
      const [x, y] = [xs[point], ys[point]];
      grid[2 * point] = a * x + b * y + tx;
      grid[2 * point + 1] = c * x + d * y + ty;
    }
    return grid;
  }

  backward(theta: ArrayLike<number>, gradient: ArrayLike<number>): number[] {
    const { xs, ys } = this.base;
    const sums = [0, 0, 0, 0, 0, 0];
    for (let point = 0; point < xs.length; point++) {
      for (let axis = 0; axis < 2; axis++) {
        const byPoint = gradient[2 * point + axis];
        sums[3 * axis] += byPoint * xs[point];
        sums[3 * axis + 1] += byPoint * ys[point];
        sums[3 * axis + 2] += byPoint;
      }
    }
    return affineMatrixBackward(this.kind, theta, sums);
  }
}

/**
 * Homography [[h0, h1, h2], [h3, h4, h5], [h6, h7, 1]]: x' = (h0 x + h1 y + h2) / (h6 x + h7 y + 1), y' likewise. Where the
 * denominator is 0 the point lies infinitely far outside.
 */
class ProjectiveGenerator implements GridGenerator {
  constructor(private readonly base: BasePoints) {}

  grid(theta: ArrayLike<number>): Float32Array {
    const { xs, ys } = this.base;
    const grid = new Float32Array(2 * xs.length);
    for (let point = 0; point < xs.length; point++) {
      const [x, y] = [xs[point], ys[point]];
      const denominator = theta[6] * x + theta[7] * y + 1;
      grid[2 * point] = (theta[0] * x + theta[1] * y + theta[2]) / denominator;
      grid[2 * point + 1] = (theta[3] * x + theta[4] * y + theta[5]) / denominator;
    }
    return grid;
  }

  backward(theta: ArrayLike<number>, gradient: ArrayLike<number>): number[] {
    const { xs, ys } = this.base;
    const sums = new Float64Array(8);
    for (let point = 0; point < xs.length; point++) {
      const [x, y] = [xs[point], ys[point]];
      const denominator = theta[6] * x + theta[7] * y + 1;
      const byX = gradient[2 * point] / denominator;
      const byY = gradient[2 * point + 1] / denominator;
      const movedX = (theta[0] * x + theta[1] * y + theta[2]) / denominator;
      const movedY = (theta[3] * x + theta[4] * y + theta[5]) / denominator;
      const byDenominator = -(byX * movedX + byY * movedY);
      sums[0] += byX * x;
      sums[1] += byX * y;
      sums[2] += byX;
      sums[3] += byY * x;
      sums[4] += byY * y;
      sums[5] += byY;
      sums[6] += byDenominator * x;
      sums[7] += byDenominator * y;
    }
    return Array.from(sums);
  }
}

/** theta holds (dx, dy) of each control point, row by row from the top left: how far it moves from its place. */
class SplineGenerator implements GridGenerator {
  private readonly basis: readonly Float64Array[];
  private readonly bound: number | undefined;

  constructor(
    private readonly spec: TransformerSpec,
    private readonly base: BasePoints,
  ) {
    this.basis = splineBasis(spec.controlPoints, base.xs, base.ys);
    this.bound = spec.bounded ? controlSpacing(spec.controlPoints) : undefined;
  }

  grid(theta: ArrayLike<number>): Float32Array {
    const { xs, ys } = this.base;
    const moves = this.moves(theta);
    const [sumsX, sumsY] = [xs.slice(), ys.slice()];
    for (let control = 0; control < this.basis.length; control++) {
      const shares = this.basis[control];
      const [moveX, moveY] = [moves[2 * control], moves[2 * control + 1]];
      for (let point = 0; point < shares.length; point++) {
        sumsX[point] += shares[point] * moveX;
        sumsY[point] += shares[point] * moveY;
      }
    }
    const grid = new Float32Array(2 * xs.length);
    for (let point = 0; point < xs.length; point++) {
      grid[2 * point] = sumsX[point];
      grid[2 * point + 1] = sumsY[point];
    }
    return grid;
  }

  backward(theta: ArrayLike<number>, gradient: ArrayLike<number>): number[] {
    const { bound } = this;
    const moves = this.moves(theta);
    return this.basis.flatMap((shares, control) => {
      let [sumX, sumY] = [0, 0];
      for (let point = 0; point < shares.length; point++) {
        sumX += shares[point] * gradient[2 * point];
        sumY += shares[point] * gradient[2 * point + 1];
      }
      if (bound === undefined) return [sumX, sumY];
      // d tanh = 1 − tanh².
      const slope = (move: number) => bound * (1 - (move / bound) ** 2);
      return [sumX * slope(moves[2 * control]), sumY * slope(moves[2 * control + 1])];
    });
  }

  /** How far each control point moves: theta itself, or softly bounded. */
  private moves(theta: ArrayLike<number>): Float64Array {
    const { bound } = this;
    return Float64Array.from({ length: thetaLength(this.spec) }, (_, at) =>
      bound === undefined ? theta[at] : bound * Math.tanh(theta[at]),
    );
  }
}
