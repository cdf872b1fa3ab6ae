/** The grid that a matrix [[a, b, tx], [c, d, ty]] makes: PyTorch's `affine_grid`. */
import { f32x4, type V128 } from '../assembler';
import type { SamplerPlan } from '../layout';
import { laneSums } from './context';
import { basePoints, splatCoefficients, type GridGenerator } from './gridPoints';

export function matrixGrid(plan: SamplerPlan): GridGenerator {
  const move = ([a, b, c]: readonly V128[], x: V128, y: V128) =>
    f32x4.add(f32x4.add(f32x4.mul(a, x), f32x4.mul(b, y)), c);
  return {
    forward: (f, registers) => {
      const matrix = splatCoefficients(f, registers, 6);
      return (pixel) => {
        const { x, y } = basePoints(f, plan, pixel);
        return { x: move(matrix.slice(0, 3), x, y), y: move(matrix.slice(3), x, y) };
      };
    },
    backward: (f, registers) => {
      const matrix = splatCoefficients(f, registers, 6);
      const sums = Array.from({ length: 6 }, () => f.local('v128', f32x4.all(0)));
      return {
        at: (pixel) => {
          const { x, y } = basePoints(f, plan, pixel);
          return {
            x: move(matrix.slice(0, 3), x, y),
            y: move(matrix.slice(3), x, y),
            add: (...gradient) => {
              gradient.forEach((byPoint, axis) => {
                const [a, b, c] = sums.slice(axis * 3);
                f.set(a, f32x4.add(a, f32x4.mul(byPoint, x)));
                f.set(b, f32x4.add(b, f32x4.mul(byPoint, y)));
                f.set(c, f32x4.add(c, byPoint));
              });
            },
          };
        },
        finish: (gradient) => {
          const [a, b, tx, c, d, ty] = sums;
          f.storeV128(gradient, laneSums(f, [a, b, tx, c]));
          const rest = f.local('v128', laneSums(f, [d, ty, d, ty]));
          f.storeLane(gradient, rest, 0, 16);
          f.storeLane(gradient, rest, 1, 20);
        },
      };
    },
  };
}
