/** Where the transformers' grids and the sampler's numbers lie, and what is written there once. */
import { baseCoordinate } from '../../../shared/theta';
import { thetaLength, type TransformerSpec } from '../../../shared/transformers/spec';
import { splineBasis } from '../../../shared/transformers/thinPlateSpline';
import type { NetworkSpec } from '../../../shared/network/network';
import {
  roundUp,
  SPLINE_GROUP,
  splineSumBytes,
  type DensePlan,
  type GridPlan,
  type ImageBuffer,
  type PlanarImage,
  type SamplerPlan,
  type SplinePlan,
  type TransformerPlan,
} from './layout';
import type { Memory } from './memory';

/** @param output what all transformers make together */
export function planSampler(
  memory: Memory,
  { penalty }: NetworkSpec,
  input: PlanarImage,
  output: PlanarImage,
): SamplerPlan {
  const like = () => memory.imageBuffer('block', output.buffer.pitch);
  return {
    input,
    output,
    outputGradient: like(),
    derivativeX: like(),
    derivativeY: like(),
    baseX: memory.take(output.planePitch),
    baseY: memory.take(output.planePitch),
    ...(penalty && penalty.outside > 0 ? { counted: memory.take(output.planePitch) } : {}),
  };
}

/** The sampler of one of the transformers: it writes the channels that are this one's. */
export function ownChannels(sampler: SamplerPlan, transformer: number): SamplerPlan {
  const { input, output } = sampler;
  const distance = transformer * input.size.channels * output.planePitch;
  const own = (buffer: ImageBuffer) => ({ ...buffer, offset: buffer.offset + distance });
  return {
    ...sampler,
    output: {
      ...output,
      size: { ...output.size, channels: input.size.channels },
      buffer: own(output.buffer),
    },
    outputGradient: own(sampler.outputGradient),
    derivativeX: own(sampler.derivativeX),
    derivativeY: own(sampler.derivativeY),
  };
}

/** @param bases of splines planned so far, by control points: transformers that have as many share the basis */
export function planGrid(
  memory: Memory,
  spec: TransformerSpec,
  { output: theta, outputGradient: thetaGradient }: DensePlan,
  { output }: SamplerPlan,
  bases: Map<number, number>,
): GridPlan {
  const spline = spec.kind === 'tps' ? planSpline(memory, spec.controlPoints, output, bases) : undefined;
  const plan = { spec, theta, thetaGradient, ...(spline ? { spline } : {}) };
  if (spec.kind === 'affine' || spec.kind === 'projective' || (spline && !spec.bounded)) {
    return { ...plan, coefficients: theta, coefficientsGradient: thetaGradient };
  }
  const count = spline ? thetaLength(spec) : 6;
  const numbers = () => memory.imageBuffer('block', roundUp(count, 4) * 4);
  return { ...plan, coefficients: numbers(), coefficientsGradient: numbers() };
}

function planSpline(
  memory: Memory,
  controlPoints: number,
  { planePitch }: PlanarImage,
  bases: Map<number, number>,
): SplinePlan {
  const controls = controlPoints ** 2;
  const planeBytes = roundUp(planePitch, SPLINE_GROUP * 4);
  const basis = bases.get(controlPoints) ?? memory.take(planeBytes * controls);
  bases.set(controlPoints, basis);
  const sums = 2 * planeBytes;
  const work = memory.imageBuffer('block', sums + splineSumBytes(controls));
  return { controlPoints, controls, basis, planeBytes, work, sums };
}

/** Writes what training only reads: the grid before theta moves it, the splines' bases. */
export function writeGrids(
  floats: Float32Array,
  { sampler: { alignCorners } }: NetworkSpec,
  { output, baseX, baseY, counted }: SamplerPlan,
  transformers: readonly TransformerPlan[],
): void {
  const { height, width } = output.size;
  const points = Array.from({ length: height * width }, (_, point) => {
    const [row, column] = [Math.floor(point / width), point % width];
    const x = baseCoordinate(column, width, alignCorners);
    const y = baseCoordinate(row, height, alignCorners);
    return { x, y, place: (row * output.rowPitch) / 4 + column };
  });
  for (const { x, y, place } of points) {
    floats[baseX / 4 + place] = x;
    floats[baseY / 4 + place] = y;
    if (counted !== undefined) floats[counted / 4 + place] = 1;
  }
  const splines = transformers.flatMap(({ grid }) => (grid.spline ? [grid.spline] : []));
  for (const { basis, controlPoints, controls } of splines) {
    const coordinates = (axis: 'x' | 'y') => points.map((point) => point[axis]);
    const shares = splineBasis(controlPoints, coordinates('x'), coordinates('y'));
    shares.forEach((ofControl, control) => {
      points.forEach(({ place }, point) => {
        const group = Math.floor(place / SPLINE_GROUP) * controls + control;
        floats[basis / 4 + group * SPLINE_GROUP + (place % SPLINE_GROUP)] = ofControl[point];
      });
    });
  }
}
