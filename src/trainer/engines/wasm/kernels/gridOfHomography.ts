/** The grid that a homography [[h0, h1, h2], [h3, h4, h5], [h6, h7, 1]] makes. */
import { f32x4, v128, type FunctionBuilder, type Local } from '../assembler';
import type { SamplerPlan } from '../layout';
import { laneSums } from './context';
import { basePoints, splatCoefficients, type GridGenerator } from './gridPoints';

/** Denominators nearer to 0 are taken for this, so that a point of the horizon is far away, but a number. */
const SMALLEST_DENOMINATOR = 2 ** -20;

export function projectiveGrid(plan: SamplerPlan): GridGenerator {
  return {
    forward: (f, registers) => {
      const homography = splatCoefficients(f, registers, 8);
      return (pixel) => project(f, plan, homography, pixel);
    },
    backward: (f, registers) => {
      const homography = splatCoefficients(f, registers, 8);
      const sums = homography.map(() => f.local('v128', f32x4.all(0)));
      return {
        at: (pixel) => {
          const { baseX, baseY, inverse, x, y } = project(f, plan, homography, pixel);
          const accept = (first: number, gradient: Local<'v128'>) => {
            [f32x4.mul(gradient, baseX), f32x4.mul(gradient, baseY), gradient].forEach((term, place) => {
              const sum = sums.at(first + place);
              // The homography's last number is always 1.
              if (sum) f.set(sum, f32x4.add(sum, term));
            });
          };
          return {
            x,
            y,
            add: (...gradient) => {
              const [byX, byY] = gradient.map((byPoint) => f.local('v128', f32x4.mul(byPoint, inverse)));
              const moved = f32x4.add(f32x4.mul(byX, x), f32x4.mul(byY, y));
              accept(0, byX);
              accept(3, byY);
              accept(6, f.local('v128', f32x4.neg(moved)));
            },
          };
        },
        finish: (gradient) => {
          [0, 4].forEach((first) => {
            f.storeV128(gradient, laneSums(f, sums.slice(first, first + 4)), first * 4);
          });
        },
      };
    },
  };
}

function project(
  f: FunctionBuilder,
  plan: SamplerPlan,
  homography: readonly Local<'v128'>[],
  pixel: Local<'i32'>,
) {
  const { x: baseX, y: baseY } = basePoints(f, plan, pixel);
  const one = f.constant(f32x4.all(1));
  const row = (first: number) => {
    const [a, b, c] = [...homography, one].slice(first);
    return f32x4.add(f32x4.add(f32x4.mul(a, baseX), f32x4.mul(b, baseY)), c);
  };
  const smallest = f.constant(f32x4.all(SMALLEST_DENOMINATOR));
  const denominator = f.local('v128', row(6));
  f.set(denominator, v128.bitselect(smallest, denominator, f32x4.lt(f32x4.abs(denominator), smallest)));
  const inverse = f.local('v128', f32x4.div(one, denominator));
  const [x, y] = [0, 3].map((first) => f.local('v128', f32x4.mul(row(first), inverse)));
  return { baseX, baseY, inverse, x, y };
}
