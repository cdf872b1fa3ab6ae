/** How the sampler reads one plane of an image at four points, once the points are known. */
import { f32x4, i32, i32x4, v128, type FunctionBuilder, type I32, type Local, type V128 } from '../assembler';
import type { ImageSize } from '../../../../shared/trainerProtocol';
import type { SamplerSpec } from '../../../../shared/network/network';
import type { PlanarImage } from '../layout';
import { axisTaps, bilinearNeighbours, readsOutside, type Tap } from './samplerAxis';

/**
 * Padding with a background is padding with zeros of an image from which the background is subtracted, and added to what
 * was read.
 */
function background(f: FunctionBuilder, spec: SamplerSpec) {
  if (spec.padding !== 'background' || !spec.background) return { subtract: same, add: same };
  const value = f.constant(f32x4.all(spec.background));
  return {
    subtract: (pixels: V128) => f32x4.sub(pixels, value),
    add: (sample: V128) => f32x4.add(sample, value),
  };
}

function same(value: V128): V128 {
  return value;
}

/** Floats from here to its double are whole numbers, and their bits are those of the first, counted on. */
const INTEGER_BITS = 2 ** 23;
const INTEGER_BITS_CODE = 0x4b000000;
/** Bytes of the largest plane that `insideReader` reads. */
export const LARGEST_PLANE = INTEGER_BITS * 4;

/** The value at each point and its derivatives by the point's x and y in pixels. */
export type Sample = Record<'value' | 'byX' | 'byY', V128>;

/** Reads the plane `offset` bytes from the image's first. */
type PlaneReader = (offset: number) => Sample;

export type Reader = (
  f: FunctionBuilder,
  spec: SamplerSpec,
  image: PlanarImage,
  address: I32,
  x: V128,
  y: V128,
) => PlaneReader;

/** Any mode: every tap is fetched by itself. */
export const tapReader: Reader = (f, spec, { size, rowPitch }, address, x, y) => {
  const columns = axisTaps(f, { spec, size: size.width }, x);
  const rows = axisTaps(f, { spec, size: size.height }, y);
  const addresses = tapAddresses(f, address, rows, columns, rowPitch);
  return (offset) => interpolate(f, spec, rows, columns, addresses, offset);
};

/**
 * Bilinear, for points of which all four lie between pixels of the image, as most do: nothing is clamped and no weight
 * is 0, whatever the padding.
 */
export const insideReader: Reader = (f, _, { rowPitch }, address, x, y) => {
  const [left, top] = [x, y].map((coordinate) => f.local('v128', f32x4.floor(coordinate)));
  const [right, down] = [f32x4.sub(x, left), f32x4.sub(y, top)].map((part) => f.local('v128', part));
  const row = f32x4.mul(top, f.constant(f32x4.all(rowPitch / 4)));
  // A float of this size counts in ones: its lowest bits are the integer, without a conversion.
  const place = f32x4.add(row, f32x4.add(left, f.constant(f32x4.all(INTEGER_BITS))));
  const starts = f.local('v128', i32x4.shl(place, 2));
  const points = pointAddresses(f, i32.plus(address, -(INTEGER_BITS_CODE << 2)), starts);
  const along = (from: V128, slope: V128, part: V128) => f32x4.add(from, f32x4.mul(part, slope));
  return (offset) => {
    const rows = [offset, offset + rowPitch].map((start) => {
      const pair = fetchPairs(f, points, start);
      const slope = f.local('v128', f32x4.sub(pair.right, pair.left));
      return { slope, value: f.local('v128', along(pair.left, slope, right)) };
    });
    const [upper, lower] = rows;
    const byY = f.local('v128', f32x4.sub(lower.value, upper.value));
    return {
      value: along(upper.value, byY, down),
      byX: along(upper.slope, f32x4.sub(lower.slope, upper.slope), down),
      byY,
    };
  };
};

/** Whether `insideReader` may read these points: 1 or 0. Points on the border it may where padding does not move them. */
export function areInside(
  f: FunctionBuilder,
  spec: SamplerSpec,
  { width, height }: ImageSize,
  x: V128,
  y: V128,
): I32 {
  const all = (value: number) => f.constant(f32x4.all(value));
  const above = readsOutside(spec) ? f32x4.ge : f32x4.gt;
  const inside = (point: V128, size: number) =>
    v128.and(above(point, all(0)), f32x4.lt(point, all(size - 1)));
  return i32.eq(i32x4.bitmask(v128.and(inside(x, width), inside(y, height))), i32.const(0b1111));
}

/** Bilinear: the four pixels around a point are two pairs of neighbours, each fetched at once. */
export const bilinearReader: Reader = (f, spec, { size, rowPitch }, address, x, y) => {
  const column = bilinearNeighbours(f, { spec, size: size.width }, x);
  const row = bilinearNeighbours(f, { spec, size: size.height }, y);
  const start = i32x4.add(i32x4.mul(row.index, f.constant(i32x4.all(rowPitch))), i32x4.shl(column.index, 2));
  const points = pointAddresses(f, address, f.local('v128', start));
  const { subtract, add } = background(f, spec);
  const weighted = (left: V128, right: V128, [a, b]: readonly V128[]) =>
    f32x4.add(f32x4.mul(left, a), f32x4.mul(right, b));
  return (offset) => {
    const rows = [offset, offset + rowPitch].map((start) => {
      const pair = fetchPairs(f, points, start);
      const left = f.local('v128', subtract(pair.left));
      const right = f.local('v128', subtract(pair.right));
      return {
        value: f.local('v128', weighted(left, right, column.weights)),
        byX: f.local('v128', weighted(left, right, column.slopes)),
      };
    });
    const [top, bottom] = rows;
    return {
      value: add(weighted(top.value, bottom.value, row.weights)),
      byX: weighted(top.byX, bottom.byX, row.weights),
      byY: weighted(top.value, bottom.value, row.slopes),
    };
  };
};

function pointAddresses(f: FunctionBuilder, image: I32, starts: V128): Local<'i32'>[] {
  return [0, 1, 2, 3].map((lane) => f.local('i32', i32.add(i32x4.extractLane(starts, lane), image)));
}

/** The pixels at four addresses, and those that follow them. */
function fetchPairs(
  f: FunctionBuilder,
  points: readonly I32[],
  start: number,
): Record<'left' | 'right', V128> {
  const pair = (first: I32, second: I32) =>
    f.local('v128', v128.load64Lane(second, v128.load64Zero(first, start), 1, start));
  const near = pair(points[0], points[1]);
  const far = pair(points[2], points[3]);
  return {
    left: f.local('v128', v128.shuffle(near, far, [0, 2, 4, 6])),
    right: f.local('v128', v128.shuffle(near, far, [1, 3, 5, 7])),
  };
}

/** [row][column][lane]: where the four points' pixels lie in the first plane. */
function tapAddresses(
  f: FunctionBuilder,
  image: I32,
  rows: readonly Tap[],
  columns: readonly Tap[],
  rowPitch: number,
): Local<'i32'>[][][] {
  const starts = rows.map(({ index }) =>
    f.local('v128', i32x4.add(i32x4.splat(image), i32x4.mul(index, f.constant(i32x4.all(rowPitch))))),
  );
  const offsets = columns.map(({ index }) => f.local('v128', i32x4.shl(index, 2)));
  return starts.map((start) =>
    offsets.map((offset) => {
      const address = f.local('v128', i32x4.add(start, offset));
      return [0, 1, 2, 3].map((lane) => f.local('i32', i32x4.extractLane(address, lane)));
    }),
  );
}

function interpolate(
  f: FunctionBuilder,
  spec: SamplerSpec,
  rows: readonly Tap[],
  columns: readonly Tap[],
  addresses: readonly Local<'i32'>[][][],
  offset: number,
): Sample {
  const { subtract, add: addBackground } = background(f, spec);
  const value = f.local('v128', f32x4.all(0));
  const byX = f.local('v128', f32x4.all(0));
  const byY = f.local('v128', f32x4.all(0));
  const add = (sum: Local<'v128'>, factor: V128, term: V128) =>
    f.set(sum, f32x4.add(sum, f32x4.mul(factor, term)));
  rows.forEach((row, rowNumber) => {
    const ofRow = f.local('v128', f32x4.all(0));
    const ofRowByX = f.local('v128', f32x4.all(0));
    columns.forEach((column, columnNumber) => {
      const [first, ...others] = addresses[rowNumber][columnNumber];
      const pixels = f.local('v128', v128.load32Splat(first, offset));
      others.forEach((address, lane) => f.set(pixels, v128.load32Lane(address, pixels, lane + 1, offset)));
      f.set(pixels, subtract(pixels));
      add(ofRow, column.weight, pixels);
      if (column.slope) add(ofRowByX, column.slope, pixels);
    });
    add(value, row.weight, ofRow);
    add(byX, row.weight, ofRowByX);
    if (row.slope) add(byY, row.slope, ofRow);
  });
  return { value: addBackground(value), byX, byY };
}
