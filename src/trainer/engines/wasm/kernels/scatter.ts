/**
 * The gradient of a convolution's input: each listed gradient adds its multiple of the kernel where its window lies.
 * Windows start anywhere, but a processor that reads what it has just written at another alignment must wait. So the
 * kernel is kept once for each alignment, shifted and padded with zeros, and only whole, aligned vectors are changed.
 */
import { i32, v128, type FunctionBuilder, type I32, type Local } from '../assembler';
import { kernelShifts, type ConvolutionPlan } from '../layout';
import { GRADIENT_ENTRY } from './gradientEntries';
import type { KernelContext } from './context';

/** Vectors of a kernel that are written out; larger ones loop over their rows. */
const UNROLLED_VECTORS = 80;

export interface ScatterRegisters {
  readonly list: Local<'i32'>;
  readonly end: Local<'i32'>;
  /** Of the channel. */
  readonly weights: Local<'i32'>;
  /** Where the shifted kernels are kept; 0 at first. */
  readonly shifted: Local<'i32'>;
  /** What to add to an input's address to get its gradient's. */
  readonly toGradient: Local<'i32'>;
}

/** inputGradient += gradient · kernel, for each entry of the list. */
export function scatterToInput(
  f: FunctionBuilder,
  { multiplyAdd }: KernelContext,
  plan: ConvolutionPlan,
  { list, end, weights, shifted, toGradient }: ScatterRegisters,
): void {
  shiftKernel(f, plan, weights, shifted);
  const { rowVectors } = kernelShifts(plan.layer, plan.form);
  const entry = f.local('i32', list);
  f.repeat(
    () => {
      const pixel = f.local('i32', i32.load(entry, 4));
      const factor = f.local('v128', v128.load32Splat(entry));
      const kernel = f.local('i32', kernelForAlignment(plan, shifted, pixel));
      const target = f.local('i32', i32.add(i32.and(pixel, i32.const(-16)), toGradient));
      const addRow = (row: number, start: number) => {
        for (let vector = 0; vector < rowVectors; vector++) {
          const offset = start + vector * 16;
          const weight = v128.load(kernel, (row * rowVectors + vector) * 16);
          f.storeV128(target, multiplyAdd(factor, weight, v128.load(target, offset)), offset);
        }
      };
      forRows(f, plan, kernel, target, addRow);
      f.advance(entry, GRADIENT_ENTRY);
    },
    () => i32.ne(entry, end),
  );
}

/** `addRow` for each row of the kernel, written out or in loops that advance both pointers. */
function forRows(
  f: FunctionBuilder,
  plan: ConvolutionPlan,
  kernel: Local<'i32'>,
  target: Local<'i32'>,
  addRow: (row: number, start: number) => void,
): void {
  const { rows, inputRowPitch, inputPlanePitch, layer } = plan;
  const { rowVectors } = kernelShifts(layer, plan.form);
  const planes = rows / layer.kernel;
  if (rows * rowVectors <= UNROLLED_VECTORS) {
    for (let row = 0; row < rows; row++) {
      const plane = Math.floor(row / layer.kernel);
      addRow(row, plane * inputPlanePitch + (row % layer.kernel) * inputRowPitch);
    }
    return;
  }
  const plane = f.local('i32');
  const row = f.local('i32');
  f.times(plane, planes, 1, () => {
    f.times(row, layer.kernel, 1, () => {
      addRow(0, 0);
      f.advance(kernel, rowVectors * 16);
      f.advance(target, inputRowPitch);
    });
    f.advance(target, inputPlanePitch - layer.kernel * inputRowPitch);
  });
}

/** Writes the channel's kernel once for each shift. A row's end may spill zeros into the next, which comes after. */
function shiftKernel(
  f: FunctionBuilder,
  plan: ConvolutionPlan,
  weights: Local<'i32'>,
  shifted: Local<'i32'>,
): void {
  const { shifts, rowVectors, bytes } = kernelShifts(plan.layer, plan.form);
  const target = f.local('i32', shifted);
  shifts.forEach((shift) => {
    const from = f.local('i32', weights);
    const to = f.local('i32', target);
    const row = f.local('i32');
    f.times(row, plan.rows, 1, () => {
      for (let vector = 0; vector < plan.rowVectors; vector++) {
        f.storeV128(to, v128.load(from, vector * 16), shift * 4 + vector * 16);
      }
      f.advance(from, plan.rowVectors * 16);
      f.advance(to, rowVectors * 16);
    });
    f.advance(target, bytes);
  });
}

function kernelForAlignment(plan: ConvolutionPlan, shifted: Local<'i32'>, pixel: Local<'i32'>): I32 {
  const { shifts, bytes } = kernelShifts(plan.layer, plan.form);
  if (shifts.length === 1) return shifted;
  const step = shifts[1] * 4;
  const shift = i32.shrUnsigned(i32.and(pixel, i32.const(15)), i32.const(Math.log2(step)));
  return i32.add(shifted, i32.times(shift, bytes));
}
