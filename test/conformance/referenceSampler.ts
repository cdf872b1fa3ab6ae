/** The sampler once more, in float64 and one point at a time. It shares no code with the engines. */
import type { SamplerSpec } from '../../src/shared/network/network';

export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Rows from the top, channels last. */
  readonly values: Float64Array;
}

/** `grid_sample` at one point of one image: a number for each channel. */
export function referenceSample(
  image: Image,
  { mode, padding, alignCorners, background = 0 }: SamplerSpec,
  x: number,
  y: number,
) {
  const place = (coordinate: number, size: number): number =>
    alignCorners ? ((coordinate + 1) / 2) * (size - 1) : ((coordinate + 1) * size - 1) / 2;
  const inside = (position: number, size: number): number => {
    if (padding === 'zeros' || padding === 'background') return position;
    const mirrored = padding === 'reflection' ? reflect(position, size, alignCorners) : position;
    return Math.min(size - 1, Math.max(0, mirrored));
  };
  // Bicubic pads each tap; the others pad the point.
  const padPoint = mode === 'bicubic' ? (position: number): number => position : inside;
  const column = padPoint(place(x, image.width), image.width);
  const row = padPoint(place(y, image.height), image.height);
  const result = new Float64Array(image.channels);
  for (const [tapRow, rowWeight] of taps(row, mode)) {
    for (const [tapColumn, columnWeight] of taps(column, mode)) {
      const atRow = inside(tapRow, image.height);
      const atColumn = inside(tapColumn, image.width);
      const isOutside = atRow < 0 || atRow >= image.height || atColumn < 0 || atColumn >= image.width;
      const outside = padding === 'background' ? background : 0;
      for (let c = 0; c < image.channels; c++) {
        const pixel = (atRow * image.width + atColumn) * image.channels + c;
        const value = isOutside ? outside : image.values[pixel];
        result[c] += rowWeight * columnWeight * value;
      }
    }
  }
  return result;
}

/** Pixels that a coordinate reads along one axis, with their weights. */
function taps(position: number, mode: SamplerSpec['mode']): [number, number][] {
  const first = Math.floor(position);
  const share = position - first;
  switch (mode) {
    case 'nearest': {
      if (share === 0.5) return [[first % 2 === 0 ? first : first + 1, 1]];
      return [[Math.round(position), 1]];
    }
    case 'bilinear':
      return [
        [first, 1 - share],
        [first + 1, share],
      ];
    case 'bicubic':
      return [-1, 0, 1, 2].map((offset) => [first + offset, cubic(Math.abs(offset - share))]);
  }
}

/** Keys' kernel with A = −0.75, at a distance of 0 to 2. */
function cubic(distance: number): number {
  const a = -0.75;
  return distance <= 1
    ? ((a + 2) * distance - (a + 3)) * distance ** 2 + 1
    : a * (((distance - 5) * distance + 8) * distance - 4);
}

function reflect(position: number, size: number, alignCorners: boolean): number {
  const low = alignCorners ? 0 : -0.5;
  const high = alignCorners ? size - 1 : size - 0.5;
  if (low === high) return 0;
  let reflected = position;
  while (reflected < low || reflected > high) reflected = (reflected < low ? 2 * low : 2 * high) - reflected;
  return reflected;
}
