/** The grid generator: PyTorch's `torch.nn.functional.affine_grid` for a batch, forward and backward. */
import { baseCoordinate, samplingGrid } from '../../shared/theta';

export interface GridSize {
  readonly height: number;
  readonly width: number;
}

/**
 * @param theta [count, 2, 3]
 * @param size of the sampler's output
 * @returns [count, height, width, 2], (x, y) of each point
 */
export function affineGrid(
  theta: Float32Array,
  count: number,
  { height, width }: GridSize,
  alignCorners: boolean,
): Float32Array {
  const grid = new Float32Array(count * height * width * 2);
  for (let image = 0; image < count; image++) {
    const one = samplingGrid(theta.subarray(6 * image, 6 * image + 6), height, width, alignCorners);
    grid.set(one, image * one.length);
  }
  return grid;
}

/**
 * @param gradGrid [count, height, width, 2]
 * @returns theta's gradient, [count, 2, 3]
 */
export function affineGridBackward(
  gradGrid: Float32Array,
  count: number,
  { height, width }: GridSize,
  alignCorners: boolean,
): Float32Array {
  const gradTheta = new Float32Array(6 * count);
  const xs = Float64Array.from({ length: width }, (_, column) => baseCoordinate(column, width, alignCorners));
  let at = 0;
  for (let image = 0; image < count; image++) {
    // Sums in float64: float32 would lose digits over a large grid.
    let [xX, xY, x1, yX, yY, y1] = [0, 0, 0, 0, 0, 0];
    for (let row = 0; row < height; row++) {
      const y = baseCoordinate(row, height, alignCorners);
      for (const x of xs) {
        const gradX = gradGrid[at++];
        const gradY = gradGrid[at++];
        xX += gradX * x;
        xY += gradX * y;
        x1 += gradX;
        yX += gradY * x;
        yY += gradY * y;
        y1 += gradY;
      }
    }
    gradTheta.set([xX, xY, x1, yX, yY, y1], 6 * image);
  }
  return gradTheta;
}
