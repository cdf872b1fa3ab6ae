/**
 * The grid of a thin-plate spline: each point moves by a sum over the control points' moves, of which it takes its
 * share. Shares lie in the order in which they are read: see `SplinePlan`.
 */
import { i32, v128, type FunctionBuilder, type Local } from '../assembler';
import { SPLINE_GROUP, splineSumBytes, type SamplerPlan, type SplinePlan } from '../layout';
import { laneSums, type KernelContext } from './context';
import type { GridGenerator } from './gridPoints';

/** Vectors of points that share the loads of the moves. */
const vectors = Array.from({ length: SPLINE_GROUP / 4 }, (_, vector) => vector * 16);

const GROUP_BYTES = SPLINE_GROUP * 4;

export function splineGrid(
  { multiplyAdd }: KernelContext,
  spline: SplinePlan,
  { baseX, baseY }: SamplerPlan,
): GridGenerator {
  const { controls, basis, planeBytes, sums } = spline;
  const planes = [0, planeBytes];
  /** The body for each group of points, with the place of its shares of the first control point. */
  const forGroups = (f: FunctionBuilder, body: (group: Local<'i32'>, shares: Local<'i32'>) => void) => {
    const group = f.local('i32');
    const shares = f.local('i32', i32.const(basis));
    f.times(group, planeBytes / GROUP_BYTES, GROUP_BYTES, () => body(group, shares));
  };
  return {
    forward: (f, { coefficients, work }) => {
      forGroups(f, (group, shares) => {
        const sumsOfAxes = [baseX, baseY].map((base) =>
          vectors.map((vector) => f.local('v128', v128.load(group, base + vector))),
        );
        const move = f.local('i32', coefficients);
        const control = f.local('i32');
        f.times(control, controls, 1, () => {
          const moves = [0, 4].map((axis) => f.local('v128', v128.load32Splat(move, axis)));
          vectors.forEach((vector, position) => {
            const share = f.local('v128', v128.load(shares, vector));
            moves.forEach((byAxis, axis) => {
              const sum = sumsOfAxes[axis][position];
              f.set(sum, multiplyAdd(share, byAxis, sum));
            });
          });
          f.advance(move, 8);
          f.advance(shares, GROUP_BYTES);
        });
        const target = f.local('i32', i32.add(work, group));
        sumsOfAxes.forEach((ofAxis, axis) => {
          ofAxis.forEach((sum, position) => f.storeV128(target, sum, planes[axis] + vectors[position]));
        });
      });
      return (pixel) => {
        const [x, y] = planes.map((plane) => v128.load(i32.add(work, pixel), plane));
        return { x, y };
      };
    },
    backward: (f, { work }) => ({
      at: (pixel) => {
        const address = f.local('i32', i32.add(work, pixel));
        const [x, y] = planes.map((plane) => v128.load(address, plane));
        return {
          x,
          y,
          // In place of the points, which have been used.
          add: (...gradient) => {
            gradient.forEach((byPoint, axis) => f.storeV128(address, byPoint, planes[axis]));
          },
        };
      },
      finish: (target) => {
        const total = f.local('i32');
        f.fillZero(i32.plus(work, sums), i32.const(splineSumBytes(controls)));
        forGroups(f, (group, shares) => {
          const address = f.local('i32', i32.add(work, group));
          const gradients = planes.map((plane) =>
            vectors.map((vector) => f.local('v128', v128.load(address, plane + vector))),
          );
          const control = f.local('i32');
          f.set(total, work);
          f.times(control, controls, 1, () => {
            const ofAxes = [0, 16].map((axis) => f.local('v128', v128.load(total, sums + axis)));
            vectors.forEach((vector, position) => {
              const share = f.local('v128', v128.load(shares, vector));
              ofAxes.forEach((sum, axis) => f.set(sum, multiplyAdd(share, gradients[axis][position], sum)));
            });
            ofAxes.forEach((sum, axis) => f.storeV128(total, sum, sums + axis * 16));
            f.advance(total, 32);
            f.advance(shares, GROUP_BYTES);
          });
        });
        const pair = f.local('i32');
        f.set(total, work);
        f.times(pair, Math.ceil(controls / 2), 16, () => {
          const ofPair = [0, 16, 32, 48].map((offset) => f.local('v128', v128.load(total, sums + offset)));
          f.storeV128(i32.add(target, pair), laneSums(f, ofPair));
          f.advance(total, 64);
        });
      },
    }),
  };
}
