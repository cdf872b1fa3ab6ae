/** Where a dense layer's weights lie: see `DensePlan`. */
import { i32, type Local } from '../assembler';
import type { DensePlan } from '../layout';
import { PANEL_OUTPUTS } from '../tasks';

/** Bytes from an output's first tile to its next. */
export function tilePitch({ tileVectors }: DensePlan): number {
  return PANEL_OUTPUTS * tileVectors * 16;
}

/** Bytes from the first weight to the first of an output. */
export function weightRow(plan: DensePlan, output: Local<'i32'>) {
  const panel = i32.times(i32.shrUnsigned(output, i32.const(Math.log2(PANEL_OUTPUTS))), plan.panelPitch);
  const row = i32.times(i32.and(output, i32.const(PANEL_OUTPUTS - 1)), plan.tileVectors * 16);
  return i32.add(panel, row);
}
