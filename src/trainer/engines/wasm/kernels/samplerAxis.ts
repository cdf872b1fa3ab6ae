/**
 * What a sampling point reads along one axis, for four points at once: which pixels, with which weights, and how the
 * weights change with the point. The rules are those of PyTorch's grid_sample.
 */
import { f32x4, i32x4, v128, type FunctionBuilder, type Local, type V128 } from '../assembler';
import type { SamplerSpec } from '../../../model/network';

export interface Tap {
  /** int32, always inside the image. */
  readonly index: Local<'v128'>;
  /** 0 where padding is zeros and the tap lies outside. */
  readonly weight: Local<'v128'>;
  /** Derivative of the weight by the coordinate; missing where it is 0 everywhere. */
  readonly slope?: Local<'v128'>;
}

/** Keys' kernel as in PyTorch. */
const A = -0.75;

const zero = f32x4.all(0);
const one = f32x4.all(1);

/** `coordinate` is in pixels: 0 is the first pixel's centre. */
export function axisTaps(
  f: FunctionBuilder,
  { mode, padding, alignCorners }: SamplerSpec,
  size: number,
  coordinate: V128,
): Tap[] {
  const point = f.local('v128', coordinate);
  if (mode === 'bicubic') return bicubicTaps(f, point, size, padding, alignCorners);
  let slope = f.local('v128', one);
  if (padding === 'zeros') {
    // Farther out reads nothing either; what is in range fits an integer.
    f.set(point, clamp(point, -2, size + 1));
  } else {
    slope = insideImage(f, point, size, padding, alignCorners);
  }
  if (mode === 'nearest') {
    const pixel = f.local('v128', f32x4.nearest(point));
    return [tap(f, pixel, size, padding, one)];
  }
  const first = f.local('v128', f32x4.floor(point));
  const fraction = f.local('v128', f32x4.sub(point, first));
  const second = f.local('v128', f32x4.add(first, one));
  return [
    tap(f, first, size, padding, f32x4.sub(one, fraction), f32x4.neg(slope)),
    tap(f, second, size, padding, fraction, slope),
  ];
}

function bicubicTaps(
  f: FunctionBuilder,
  point: Local<'v128'>,
  size: number,
  padding: SamplerSpec['padding'],
  alignCorners: boolean,
): Tap[] {
  // Beyond this all four taps read the same (border) or nothing (zeros).
  if (padding !== 'reflection') f.set(point, clamp(point, -4, size + 3));
  const floor = f.local('v128', f32x4.floor(point));
  const t = f.local('v128', f32x4.sub(point, floor));
  const fromRight = f.local('v128', f32x4.sub(one, t));
  const inner = [A + 2, -(A + 3), 0, 1];
  const outer = [A, -5 * A, 8 * A, -4 * A];
  return [
    { shift: -1, kernel: outer, distance: f32x4.add(t, one), sign: 1 },
    { shift: 0, kernel: inner, distance: t, sign: 1 },
    { shift: 1, kernel: inner, distance: fromRight, sign: -1 },
    { shift: 2, kernel: outer, distance: f32x4.add(fromRight, one), sign: -1 },
  ].map(({ shift, kernel: [cubic, square, linear, constant], distance, sign }) => {
    const x = f.local('v128', distance);
    const weight = polynomial([cubic, square, linear, constant], x);
    const slope = polynomial([3 * cubic * sign, 2 * square * sign, linear * sign], x);
    const pixel = f.local('v128', f32x4.add(floor, f32x4.all(shift)));
    if (padding !== 'zeros') insideImage(f, pixel, size, padding, alignCorners);
    return tap(f, pixel, size, padding, weight, slope);
  });
}

/** Moves points into the image, as padding says; returns the derivative of where they end by where they were. */
function insideImage(
  f: FunctionBuilder,
  point: Local<'v128'>,
  size: number,
  padding: 'border' | 'reflection',
  alignCorners: boolean,
): Local<'v128'> {
  const slope = f.local('v128', one);
  if (padding === 'reflection') {
    const low = alignCorners ? 0 : -0.5;
    const span = alignCorners ? size - 1 : size;
    if (span === 0) {
      f.set(point, zero);
      f.set(slope, zero);
      return slope;
    }
    const fromLow = f.local('v128', f32x4.sub(point, f32x4.all(low)));
    f.set(slope, v128.bitselect(f32x4.neg(one), one, f32x4.lt(fromLow, zero)));
    f.set(fromLow, f32x4.abs(fromLow));
    const flips = f.local('v128', f32x4.floor(f32x4.div(fromLow, f32x4.all(span))));
    const extra = f.local('v128', f32x4.sub(fromLow, f32x4.mul(flips, f32x4.all(span))));
    const pairs = f32x4.mul(f32x4.floor(f32x4.mul(flips, f32x4.all(0.5))), f32x4.all(2));
    const odd = f.local('v128', f32x4.gt(flips, pairs));
    f.set(extra, v128.bitselect(f32x4.sub(f32x4.all(span), extra), extra, odd));
    f.set(slope, v128.bitselect(f32x4.neg(slope), slope, odd));
    f.set(point, f32x4.add(extra, f32x4.all(low)));
  }
  // On the border itself the derivative is 0.
  const inside = v128.and(f32x4.gt(point, zero), f32x4.lt(point, f32x4.all(size - 1)));
  f.set(slope, v128.and(slope, inside));
  f.set(point, clamp(point, 0, size - 1));
  return slope;
}

function tap(
  f: FunctionBuilder,
  /** Whole numbers. */
  pixel: Local<'v128'>,
  size: number,
  padding: SamplerSpec['padding'],
  weight: V128,
  slope?: V128,
): Tap {
  const last = f32x4.all(size - 1);
  const inside = f.local('v128');
  if (padding === 'zeros') f.set(inside, v128.and(f32x4.ge(pixel, zero), f32x4.le(pixel, last)));
  const visible = (value: V128) => f.local('v128', padding === 'zeros' ? v128.and(value, inside) : value);
  return {
    // Clamped as integers, so that nothing, not even a point that is no number, reads outside.
    index: f.local(
      'v128',
      i32x4.minSigned(i32x4.maxSigned(i32x4.truncate(pixel), zero), i32x4.all(size - 1)),
    ),
    weight: visible(weight),
    ...(slope ? { slope: visible(slope) } : {}),
  };
}

function clamp(value: V128, low: number, high: number): V128 {
  return f32x4.min(f32x4.max(value, f32x4.all(low)), f32x4.all(high));
}

/** Coefficients from the highest power. */
function polynomial([highest, ...rest]: readonly number[], x: V128): V128 {
  return rest.reduce<V128>(
    (sum, coefficient) => f32x4.add(f32x4.mul(sum, x), f32x4.all(coefficient)),
    f32x4.all(highest),
  );
}
