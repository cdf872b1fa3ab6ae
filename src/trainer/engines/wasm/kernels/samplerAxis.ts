/**
 * What a sampling point reads along one axis, for four points at once: which pixels, with which weights, and how the
 * weights change with the point. The rules are those of PyTorch's grid_sample.
 */
import { f32x4, i32x4, v128, type FunctionBuilder, type Local, type V128 } from '../assembler';
import type { SamplerSpec } from '../../../../shared/network/network';

/** An axis of the image. */
export interface Axis {
  readonly spec: SamplerSpec;
  readonly size: number;
}

export interface Tap {
  /** int32, always inside the image. */
  readonly index: Local<'v128'>;
  /** 0 where the tap lies outside and `readsOutside`. */
  readonly weight: Local<'v128'>;
  /** Derivative of the weight by the coordinate; missing where it is 0 everywhere. */
  readonly slope?: Local<'v128'>;
}

/** Two neighbouring pixels, both inside the image, that hold all that a bilinear point reads along an axis. */
export interface Neighbours {
  /** int32, of the first. */
  readonly index: Local<'v128'>;
  readonly weights: readonly [Local<'v128'>, Local<'v128'>];
  /** Derivatives of the weights by the coordinate. */
  readonly slopes: readonly [Local<'v128'>, Local<'v128'>];
}

/** Of Keys' kernel, as in PyTorch. */
const A = -0.75;

/** Whether points outside stay there, and read zeros or the background. */
export function readsOutside({ padding }: SamplerSpec): boolean {
  return padding === 'zeros' || padding === 'background';
}

/** Taps in any mode. `coordinate` is in pixels: 0 is the first pixel's centre. */
export function axisTaps(f: FunctionBuilder, axis: Axis, coordinate: V128): Tap[] {
  const { spec, size } = axis;
  const point = f.local('v128', coordinate);
  if (spec.mode === 'bicubic') return bicubicTaps(f, axis, point);
  const one = all(f, 1);
  let slope = one;
  if (readsOutside(spec)) {
    // Farther out reads nothing either; what is in range fits an integer.
    f.set(point, clamp(f, point, -2, size + 1));
  } else {
    slope = insideImage(f, axis, point);
  }
  if (spec.mode === 'nearest') return [tap(f, axis, f32x4.nearest(point), one)];
  const first = f.local('v128', f32x4.floor(point));
  const fraction = f.local('v128', f32x4.sub(point, first));
  return [
    tap(f, axis, first, f32x4.sub(one, fraction), f32x4.neg(slope)),
    tap(f, axis, f32x4.add(first, one), fraction, slope),
  ];
}

/**
 * The taps of bilinear interpolation as two neighbours, which memory holds side by side. The image is at least two
 * pixels wide.
 */
export function bilinearNeighbours(f: FunctionBuilder, axis: Axis, coordinate: V128): Neighbours {
  const { spec, size } = axis;
  const one = all(f, 1);
  const point = f.local('v128', coordinate);
  const moved = readsOutside(spec) ? undefined : insideImage(f, axis, point);
  const floor = f.local('v128', f32x4.floor(point));
  const first = f.local('v128', clamp(f, floor, 0, size - 2));
  const t = f.local('v128', f32x4.sub(point, floor));
  const rest = f.local('v128', f32x4.sub(one, t));
  // The point's own first pixel is our first (0), lies one before it (−1) or one behind (1), or far away.
  const away = f.local('v128', f32x4.sub(floor, first));
  const [before, here, behind] = [-1, 0, 1].map((place) => f.local('v128', f32x4.eq(away, all(f, place))));
  const either = (left: V128, whenLeft: V128, right: V128, whenRight: V128) =>
    f.local('v128', v128.or(v128.and(left, whenLeft), v128.and(right, whenRight)));
  const slope = (rising: V128, falling: V128) => {
    const chosen = either(one, rising, all(f, -1), falling);
    if (moved) f.set(chosen, f32x4.mul(chosen, moved));
    return chosen;
  };
  return {
    // Within the image already; what is no number becomes 0.
    index: f.local('v128', i32x4.truncate(first)),
    weights: [either(t, before, rest, here), either(t, here, rest, behind)],
    slopes: [slope(before, here), slope(here, behind)],
  };
}

function bicubicTaps(f: FunctionBuilder, axis: Axis, point: Local<'v128'>): Tap[] {
  const { spec, size } = axis;
  const one = all(f, 1);
  // Beyond this all four taps read the same (border) or nothing (zeros).
  if (spec.padding !== 'reflection') f.set(point, clamp(f, point, -4, size + 3));
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
    const weight = polynomial(f, [cubic, square, linear, constant], x);
    const slope = polynomial(f, [3 * cubic * sign, 2 * square * sign, linear * sign], x);
    const pixel = f.local('v128', f32x4.add(floor, all(f, shift)));
    if (!readsOutside(spec)) insideImage(f, axis, pixel);
    return tap(f, axis, pixel, weight, slope);
  });
}

/** Moves points into the image, as padding says; returns the derivative of where they end by where they were. */
function insideImage(f: FunctionBuilder, { spec, size }: Axis, point: Local<'v128'>): Local<'v128'> {
  const slope = f.local('v128', all(f, 1));
  if (spec.padding === 'reflection') {
    const low = spec.alignCorners ? 0 : -0.5;
    const span = spec.alignCorners ? size - 1 : size;
    if (span === 0) {
      f.set(point, all(f, 0));
      f.set(slope, all(f, 0));
      return slope;
    }
    const fromLow = f.local('v128', f32x4.sub(point, all(f, low)));
    f.set(slope, v128.bitselect(all(f, -1), slope, f32x4.lt(fromLow, all(f, 0))));
    f.set(fromLow, f32x4.abs(fromLow));
    const flips = f.local('v128', f32x4.floor(f32x4.div(fromLow, all(f, span))));
    const extra = f.local('v128', f32x4.sub(fromLow, f32x4.mul(flips, all(f, span))));
    const pairs = f32x4.mul(f32x4.floor(f32x4.mul(flips, all(f, 0.5))), all(f, 2));
    const odd = f.local('v128', f32x4.gt(flips, pairs));
    f.set(extra, v128.bitselect(f32x4.sub(all(f, span), extra), extra, odd));
    f.set(slope, v128.bitselect(f32x4.neg(slope), slope, odd));
    f.set(point, f32x4.add(extra, all(f, low)));
  }
  // On the border itself the derivative is 0.
  const inside = v128.and(f32x4.gt(point, all(f, 0)), f32x4.lt(point, all(f, size - 1)));
  f.set(slope, v128.and(slope, inside));
  f.set(point, clamp(f, point, 0, size - 1));
  return slope;
}

/** `place` holds whole numbers. */
function tap(f: FunctionBuilder, { spec, size }: Axis, place: V128, weight: V128, slope?: V128): Tap {
  const pixel = f.local('v128', place);
  let visible = (value: V128) => f.local('v128', value);
  if (readsOutside(spec)) {
    const inside = f.local('v128', v128.and(f32x4.ge(pixel, all(f, 0)), f32x4.le(pixel, all(f, size - 1))));
    visible = (value) => f.local('v128', v128.and(value, inside));
  }
  return {
    index: pixelIndex(f, pixel, size - 1),
    weight: visible(weight),
    ...(slope ? { slope: visible(slope) } : {}),
  };
}

/** As integers from 0 to last, so that nothing, not even a point that is no number, reads outside. */
function pixelIndex(f: FunctionBuilder, pixel: V128, last: number): Local<'v128'> {
  const index = i32x4.maxSigned(i32x4.truncate(pixel), all(f, 0));
  return f.local('v128', i32x4.minSigned(index, f.constant(i32x4.all(last))));
}

/** What is no number stays so. */
function clamp(f: FunctionBuilder, value: V128, low: number, high: number): V128 {
  return f32x4.pmin(f32x4.pmax(value, all(f, low)), all(f, high));
}

/** Coefficients from the highest power. */
function polynomial(f: FunctionBuilder, [highest, ...rest]: readonly number[], x: V128): V128 {
  return rest.reduce<V128>(
    (sum, coefficient) => f32x4.add(f32x4.mul(sum, x), all(f, coefficient)),
    all(f, highest),
  );
}

function all(f: FunctionBuilder, value: number): Local<'v128'> {
  return f.constant(f32x4.all(value));
}
