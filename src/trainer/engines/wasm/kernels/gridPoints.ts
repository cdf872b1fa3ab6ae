/** What the sampler's kernels and a grid generator's code agree on: points of the input, four at a time. */
import { v128, type FunctionBuilder, type Local, type V128 } from '../assembler';
import type { SamplerPlan } from '../layout';

/** Addresses of one image's numbers. */
export interface GridRegisters {
  /** See `GridPlan`. */
  readonly coefficients: Local<'i32'>;
  /** Memory that a spline's grid is kept in; others don't use it. */
  readonly work: Local<'i32'>;
}

/** Coordinates from −1 to 1, as expressions, which cost nothing where nobody uses them. */
export interface Points {
  readonly x: V128;
  readonly y: V128;
}

/** A grid once more, after the forward pass, to be differentiated. */
export interface GridBackward {
  /** The points of the vector that lies `pixel` bytes into a plane; `add` takes the gradient by them. */
  readonly at: (pixel: Local<'i32'>) => Points & { readonly add: (byX: V128, byY: V128) => void };
  /** Writes the coefficients' gradient, once every point's has been added. */
  readonly finish: (gradient: Local<'i32'>) => void;
}

export interface GridGenerator {
  /** Emits what an image needs first; the result gives the points `pixel` bytes into a plane. */
  readonly forward: (f: FunctionBuilder, registers: GridRegisters) => (pixel: Local<'i32'>) => Points;
  readonly backward: (f: FunctionBuilder, registers: GridRegisters) => GridBackward;
}

/** Where the points lie before theta moves them. */
export function basePoints(f: FunctionBuilder, { baseX, baseY }: SamplerPlan, pixel: Local<'i32'>) {
  return { x: f.local('v128', v128.load(pixel, baseX)), y: f.local('v128', v128.load(pixel, baseY)) };
}

/** The first `count` coefficients, each in all lanes. */
export function splatCoefficients(
  f: FunctionBuilder,
  { coefficients }: GridRegisters,
  count: number,
): Local<'v128'>[] {
  return Array.from({ length: count }, (_, number) =>
    f.local('v128', v128.load32Splat(coefficients, number * 4)),
  );
}
