/** The grid generators as code: where the sampler reads the input for each output pixel. */
import { isAffineKind } from '../../../../shared/transformers/spec';
import type { GridPlan, SamplerPlan } from '../layout';
import type { KernelContext } from './context';
import { matrixGrid } from './gridOfMatrix';
import { projectiveGrid } from './gridOfHomography';
import { splineGrid } from './gridOfSpline';
import type { GridGenerator } from './gridPoints';

export function gridGenerator(
  context: KernelContext,
  { spec, spline }: GridPlan,
  sampler: SamplerPlan,
): GridGenerator {
  if (spline) return splineGrid(context, spline, sampler);
  return isAffineKind(spec.kind) ? matrixGrid(sampler) : projectiveGrid(sampler);
}
