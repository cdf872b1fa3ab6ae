/**
 * How one image is distorted. Points are in pixels from the middle: of the canvas, which is the distorted image, or of the
 * digit. A digit's point is scaled, sheared along x, turned about the digit's middle and shifted; then the corners of its
 * square are moved; at last the canvas is bent by a thin-plate spline.
 */
import { digitEdge, distortionMatrix, type DistortionRanges } from '../../../shared/distortion';
import { controlEdge } from './bending';
import type { ExampleRandom } from './exampleRandom';
import { invert, leastCorner, squareToCorners } from './homography';
import { Normals, type NormalsPlace } from './normals';

/**
 * Corners are drawn anew until the triangle at each of them has this share of its area in the unmoved square: one that is
 * folded or flat would show no digit.
 */
const leastCornerShare = 0.2;

const half = digitEdge / 2;
/** x, y of the digit's corners, in the order of squareToCorners. */
const square = [-half, -half, half, -half, half, half, -half, half];

/** Made once and drawn again for each image. */
export class Warp {
  /** From the digit to the canvas, before it is bent: a homography, see homography.ts. */
  readonly toCanvas = new Float64Array(9);
  readonly toDigit = new Float64Array(9);
  /**
   * (dx, dy) of each control point, row by row: a canvas point there shows what without bending would lie at the control
   * point plus this. Empty where nothing bends.
   */
  readonly moves: Float32Array;
  /** Counter-clockwise as seen, in degrees. */
  rotation = 0;
  scale = 1;
  /** Of the digit's corners on the canvas. */
  private readonly unmoved = new Float64Array(8);
  private readonly moved = new Float64Array(8);
  private readonly controlMoves: Normals | undefined;
  private readonly cornerMoves: Normals | undefined;

  /** @param place for moves; absent: one of their own */
  constructor(
    private readonly ranges: DistortionRanges,
    place?: NormalsPlace,
  ) {
    const { corners, controlPoints } = ranges;
    if (controlPoints > 0) this.controlMoves = new Normals(2 * controlEdge ** 2, place);
    if (corners > 0) this.cornerMoves = new Normals(8);
    this.moves = this.controlMoves?.numbers ?? new Float32Array(0);
    // Where no corner moves, it stays so.
    this.toCanvas[8] = this.toDigit[8] = 1;
  }

  draw(random: ExampleRandom): void {
    const { rotation, smallestScale, largestScale, shear } = this.ranges;
    this.rotation = random.between(-rotation, rotation);
    this.scale = random.between(smallestScale, largestScale);
    const sheared = random.between(-shear, shear);
    const x = this.place(random);
    const y = this.place(random);
    this.setAffine(sheared, x, y);
    if (this.cornerMoves) this.moveCorners(random, this.cornerMoves);
    this.controlMoves?.draw(random, this.ranges.controlPoints);
  }

  /** Where the digit's middle stands along an axis: anywhere where its square, scaled, is within the canvas. */
  private place(random: ExampleRandom): number {
    const { size, place, rotation, smallestScale, largestScale, shear } = this.ranges;
    const share = random.unit();
    if (place === 'centre') return 0;
    const room = size - digitEdge * this.scale;
    const isOnlyShifted = rotation === 0 && shear === 0 && smallestScale === 1 && largestScale === 1;
    // Whole pixels keep a digit that is only shifted as sharp as it was.
    return isOnlyShifted ? Math.floor(share * (room + 1)) - room / 2 : (share - 0.5) * room;
  }

  private setAffine(shear: number, x: number, y: number): void {
    const { rotation, scale, toCanvas, toDigit } = this;
    const [a, b, c, d] = distortionMatrix(rotation, scale, shear);
    toCanvas[0] = a;
    toCanvas[1] = b;
    toCanvas[2] = x;
    toCanvas[3] = c;
    toCanvas[4] = d;
    toCanvas[5] = y;
    const factor = 1 / (scale * scale);
    toDigit[0] = d * factor;
    toDigit[1] = -b * factor;
    toDigit[2] = -(toDigit[0] * x + toDigit[1] * y);
    toDigit[3] = -c * factor;
    toDigit[4] = a * factor;
    toDigit[5] = -(toDigit[3] * x + toDigit[4] * y);
  }

  private moveCorners(random: ExampleRandom, cornerMoves: Normals): void {
    const { toCanvas, moved } = this;
    for (let at = 0; at < 8; at++) {
      const [from, row] = [at & ~1, 3 * (at & 1)];
      this.unmoved[at] =
        toCanvas[row] * square[from] + toCanvas[row + 1] * square[from + 1] + toCanvas[row + 2];
    }
    // Shearing and turning leave an area as it is.
    const least = leastCornerShare * (digitEdge * this.scale) ** 2;
    do {
      cornerMoves.draw(random, this.ranges.corners);
      for (let at = 0; at < 8; at++) moved[at] = this.unmoved[at] + cornerMoves.numbers[at];
    } while (leastCorner(moved) < least);
    squareToCorners(half, moved, toCanvas);
    invert(toCanvas, this.toDigit);
  }
}
