import type { SamplerSpec } from '../../shared/network/network';

/** Keys' cubic kernel, as PyTorch has it. */
const cubicA = -0.75;

const tapCounts = { nearest: 1, bilinear: 2, bicubic: 4 } as const;

/**
 * Where a coordinate of the sampling grid reads along one axis of the image. Along either axis the sampler is the same
 * sum over taps, so that an image needs two of these and `grid_sample` is their product.
 */
export class AxisTaps {
  readonly count: number;
  /** Of the pixels read; −1 reads what is outside. */
  readonly index: Int32Array;
  readonly weight: Float64Array;
  /** d weight / d coordinate. */
  readonly slope: Float64Array;
  /** d position / d coordinate, in pixels. */
  private readonly scale: number;
  /** Pixel position of the image's edges for reflection. */
  private readonly low: number;
  private readonly span: number;
  /** Set by `pad`: its derivative. */
  private padSlope = 1;

  constructor(
    private readonly size: number,
    private readonly spec: SamplerSpec,
  ) {
    this.count = tapCounts[spec.mode];
    this.index = new Int32Array(this.count);
    this.weight = new Float64Array(this.count);
    this.slope = new Float64Array(this.count);
    this.scale = (spec.alignCorners ? size - 1 : size) / 2;
    this.low = spec.alignCorners ? 0 : -0.5;
    this.span = spec.alignCorners ? size - 1 : size;
  }

  /** @param coordinate −1 to 1 inside the image; what is not finite reads only what is outside under any padding but border */
  place(coordinate: number): void {
    const position = (coordinate + 1) * this.scale + this.low;
    switch (this.spec.mode) {
      case 'nearest':
        this.index[0] = this.inside(roundHalfToEven(this.pad(position)));
        this.weight[0] = 1;
        return;
      case 'bilinear':
        this.placeLinear(this.pad(position));
        return;
      case 'bicubic':
        this.placeCubic(position);
    }
  }

  private placeLinear(position: number): void {
    const first = Math.floor(position);
    const share = position - first;
    const slope = this.scale * this.padSlope;
    this.index[0] = this.inside(first);
    this.index[1] = this.inside(first + 1);
    this.weight[0] = 1 - share;
    this.weight[1] = share;
    this.slope[0] = -slope;
    this.slope[1] = slope;
  }

  private placeCubic(position: number): void {
    const first = Math.floor(position) - 1;
    for (let tap = 0; tap < 4; tap++) {
      const distance = position - (first + tap);
      this.index[tap] = this.inside(this.pad(first + tap));
      this.weight[tap] = cubic(Math.abs(distance));
      this.slope[tap] = Math.sign(distance) * cubicSlope(Math.abs(distance)) * this.scale;
    }
  }

  private inside(position: number): number {
    return position >= 0 && position < this.size ? position : -1;
  }

  /** A position in pixels after padding: PyTorch's `clip_coordinates` and `reflect_coordinates`, with their slopes. */
  private pad(position: number): number {
    this.padSlope = 1;
    switch (this.spec.padding) {
      case 'zeros':
      case 'background':
        return position;
      case 'border':
        return this.clip(position);
      case 'reflection':
        return this.clip(this.reflect(position));
    }
  }

  private clip(position: number): number {
    // At the border itself the slope is 0 too: PyTorch's choice of the one-sided derivatives.
    if (position > 0 && position < this.size - 1) return position;
    this.padSlope = 0;
    if (position <= 0) return 0;
    return position >= this.size - 1 ? this.size - 1 : NaN;
  }

  private reflect(position: number): number {
    if (this.span === 0) return 0;
    const distance = Math.abs(position - this.low);
    const flips = Math.floor(distance / this.span);
    const rest = distance - flips * this.span;
    const even = flips % 2 === 0;
    if (even === position < this.low) this.padSlope = -1;
    return this.low + (even ? rest : this.span - rest);
  }
}

/** At a distance of 0 to 2 pixels. */
function cubic(distance: number): number {
  return distance <= 1
    ? ((cubicA + 2) * distance - (cubicA + 3)) * distance * distance + 1
    : ((cubicA * distance - 5 * cubicA) * distance + 8 * cubicA) * distance - 4 * cubicA;
}

function cubicSlope(distance: number): number {
  return distance <= 1
    ? (3 * (cubicA + 2) * distance - 2 * (cubicA + 3)) * distance
    : (3 * cubicA * distance - 10 * cubicA) * distance + 8 * cubicA;
}

/** C's `nearbyint`. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const share = value - floor;
  if (share === 0.5) return floor % 2 === 0 ? floor : floor + 1;
  return share < 0.5 ? floor : floor + 1;
}
