/** From theta to what the grid generator takes, where that is not theta itself, for one image, and back. */
import {
  callResult,
  f32,
  f64,
  i32,
  type Callable,
  type F32,
  type FunctionBuilder,
  type Local,
} from '../assembler';
import { thetaLength, type AffineKind, type TransformerSpec } from '../../../../shared/transformers/spec';
import { controlSpacing } from '../../../../shared/transformers/thinPlateSpline';
import type { KernelContext } from './context';
import type { MathImports } from './math';

/** Kinds whose theta is fewer numbers than the matrix. */
type MatrixKind = Exclude<AffineKind, 'affine'>;

/** Generates (theta, coefficients): `affineMatrix`, or a spline's bounded moves. */
export function coefficientsForward(
  context: KernelContext,
  math: MathImports,
  spec: TransformerSpec,
): Callable {
  return context.module.function(`${spec.kind} coefficients`, ['i32', 'i32'], (f) => {
    const [theta, target] = [0, 1].map((position) => f.parameter(position, 'i32'));
    if (spec.kind === 'tps') {
      forTheta(f, spec, (offset) => {
        const soft = callResult(math.tanh, 'f64', f64.promote(f32.load(i32.add(theta, offset))));
        const move = f64.mul(soft, f64.const(controlSpacing(spec.controlPoints)));
        f.storeF32(i32.add(target, offset), f32.demote(move));
      });
    } else {
      const numbers = [0, 4, 8, 12].map((offset) => f32.load(theta, offset));
      storeAll(f, target, matrixNumbers(f, math, spec.kind as MatrixKind, numbers));
    }
  });
}

/** Generates (coefficients, coefficientsGradient, thetaGradient): `affineMatrixBackward`, or through the bound. */
export function coefficientsBackward(context: KernelContext, spec: TransformerSpec): Callable {
  return context.module.function(`${spec.kind} coefficients backward`, ['i32', 'i32', 'i32'], (f) => {
    const [coefficients, gradient, target] = [0, 1, 2].map((position) => f.parameter(position, 'i32'));
    if (spec.kind === 'tps') {
      const bound = controlSpacing(spec.controlPoints);
      forTheta(f, spec, (offset) => {
        const move = f32.load(i32.add(coefficients, offset));
        const soft = f.local('f32', f32.mul(move, f32.const(1 / bound)));
        // d tanh = 1 − tanh².
        const slope = f32.mul(f32.sub(f32.const(1), f32.mul(soft, soft)), f32.const(bound));
        f.storeF32(i32.add(target, offset), f32.mul(f32.load(i32.add(gradient, offset)), slope));
      });
    } else {
      storeAll(f, target, thetaGradient(spec.kind as MatrixKind, coefficients, gradient));
    }
  });
}

function matrixNumbers(
  f: FunctionBuilder,
  math: MathImports,
  kind: MatrixKind,
  theta: readonly F32[],
): F32[] {
  const [zero, one] = [f32.const(0), f32.const(1)];
  switch (kind) {
    case 'translation':
      return [one, zero, theta[0], zero, one, theta[1]];
    case 'attention':
      return [theta[0], zero, theta[1], zero, theta[0], theta[2]];
    case 'rotation': {
      const [cosine, sine] = [math.cos, math.sin].map((of) =>
        f.local('f32', f32.demote(callResult(of, 'f64', f64.promote(theta[0])))),
      );
      return [cosine, f32.sub(zero, sine), zero, sine, cosine, zero];
    }
    case 'similarity':
      return [theta[0], f32.sub(zero, theta[1]), theta[2], theta[1], theta[0], theta[3]];
  }
}

function thetaGradient(kind: MatrixKind, matrix: Local<'i32'>, gradient: Local<'i32'>): F32[] {
  const [a, b, tx, c, d, ty] = [0, 4, 8, 12, 16, 20].map((offset) => f32.load(gradient, offset));
  switch (kind) {
    case 'translation':
      return [tx, ty];
    case 'attention':
      return [f32.add(a, d), tx, ty];
    case 'rotation': {
      const [cosine, sine] = [0, 12].map((offset) => f32.load(matrix, offset));
      return [f32.sub(f32.mul(f32.sub(c, b), cosine), f32.mul(f32.add(a, d), sine))];
    }
    case 'similarity':
      return [f32.add(a, d), f32.sub(c, b), tx, ty];
  }
}

function forTheta(f: FunctionBuilder, spec: TransformerSpec, body: (offset: Local<'i32'>) => void): void {
  const offset = f.local('i32');
  f.times(offset, thetaLength(spec), 4, () => body(offset));
}

function storeAll(f: FunctionBuilder, address: Local<'i32'>, numbers: readonly F32[]): void {
  numbers.forEach((number, position) => f.storeF32(address, number, position * 4));
}
