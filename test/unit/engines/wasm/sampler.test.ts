import { describe, expect, it } from 'vitest';
import { goldenGridSample, relativeError, type GridSampleCase } from '../../../support/golden';
import { numericalGradient } from '../../../conformance/referenceNetwork';
import { referenceMove } from '../../../conformance/referenceGrid';
import { referenceSample, type Image } from '../../../conformance/referenceSampler';
import { baseCoordinate } from '../../../../src/shared/theta';
import {
  identityTheta,
  transformerKinds,
  type TransformerSpec,
} from '../../../../src/shared/transformers/spec';
import { detectFeatures, plainFeatures } from '../../../../src/trainer/engines/wasm/features';
import type { SamplerSpec } from '../../../../src/shared/network/network';
import { randomStreams } from '../../../../src/trainer/random';
import { sampleInWasm, type Sampling } from './sampleInWasm';

const affine: TransformerSpec = { kind: 'affine', controlPoints: 4, bounded: false };
const bilinear: SamplerSpec = { mode: 'bilinear', padding: 'zeros', alignCorners: false };

describe('sampler', () => {
  it.each(
    goldenGridSample().map((item) => ({
      ...item,
      sizes: `${item.input.shape.join('×')} to ${item.output.shape.join('×')}`,
    })),
  )(
    '$mode, $padding, alignCorners $alignCorners, $sizes equals PyTorch’s output and grid gradient',
    (item) => {
      const { output, gridGradient } = sampleAtGrid(item);
      expect(relativeError(output, item.output.values)).toBeLessThan(1e-5);
      expect(relativeError(gridGradient, item.gradGrid.values)).toBeLessThan(1e-5);
    },
  );
});

describe('grid generator and sampler equal float64 and its finite differences', () => {
  const input = { height: 10, width: 9, channels: 2 };
  const output = { height: 11, width: 13, channels: 2 };
  const splines = [2, 3, 4, 5].flatMap((controlPoints) =>
    [false, true].map((bounded) => ({ kind: 'tps' as const, controlPoints, bounded })),
  );
  const transformers = [
    ...transformerKinds.filter((kind) => kind !== 'tps').map((kind) => ({ ...affine, kind })),
    ...splines,
  ];
  const samplers: SamplerSpec[] = [
    bilinear,
    { mode: 'bilinear', padding: 'background', alignCorners: true, background: -0.4 },
    { mode: 'bicubic', padding: 'background', alignCorners: false, background: 0.7 },
    { mode: 'nearest', padding: 'background', alignCorners: false, background: -0.4 },
    { mode: 'bicubic', padding: 'reflection', alignCorners: true },
  ];
  const cases = transformers.flatMap((transformer) =>
    samplers.map(
      (sampler) => [JSON.stringify({ ...transformer, ...sampler }), transformer, sampler] as const,
    ),
  );
  it.each(cases)('%s', (_, transformer, sampler) => {
    const random = randomStreams(3).order;
    const noise = (length: number, size: number) =>
      Float32Array.from({ length }, () => (2 * random.unit() - 1) * size);
    const values = noise(180, 1);
    const moves = noise(identityTheta(transformer).length, 0.3);
    const theta = Float32Array.from(identityTheta(transformer), (value, at) => value + moves[at]);
    const outputGradient = noise(286, 1);

    const image = { ...input, values: Float64Array.from(values) };
    const at = Float64Array.from(theta);
    const expected = () => referenceTransform({ transformer, sampler, input, output }, image, at);
    const gradient = numericalGradient(at, () =>
      expected().reduce((sum, value, number) => sum + value * outputGradient[number], 0),
    );
    // A rotation's gradient is one number, in which large terms cancel.
    for (const [features, tolerance] of [[plainFeatures, 3e-5] as const, [detectFeatures(), 1e-4] as const]) {
      const sample = sampleInWasm({ transformer, sampler, input, output }, features);
      const sampled = sample(values, theta, outputGradient);
      expect(relativeError(sampled.output, expected())).toBeLessThan(tolerance);
      expect(relativeError(sampled.thetaGradient, gradient)).toBeLessThan(tolerance);
    }
  });
});

it('a homography’s horizon is far outside, but no reason for numbers that are none', () => {
  const size = { height: 5, width: 5, channels: 1 };
  const transformer = { ...affine, kind: 'projective' as const };
  const sampler = { ...bilinear, alignCorners: true };
  const ones = new Float32Array(25).fill(1);
  // Where x is −1, the denominator is 0.
  const theta = [1, 0, 0, 0, 1, 0, 1, 0];
  const sample = sampleInWasm({ transformer, sampler, input: size, output: size }, plainFeatures);
  const { output, thetaGradient } = sample(ones, theta, ones);
  expect([0, 5, 10, 15, 20].map((at) => output[at])).toEqual([0, 0, 0, 0, 0]);
  expect([...output, ...thetaGradient].every(Number.isFinite)).toBe(true);
});

function referenceTransform(
  { transformer, sampler, output }: Sampling,
  image: Image,
  theta: ArrayLike<number>,
): number[] {
  const move = referenceMove(transformer, theta);
  const along = (size: number) =>
    Array.from({ length: size }, (_, at) => baseCoordinate(at, size, sampler.alignCorners));
  return along(output.height).flatMap((rowY) =>
    along(output.width).flatMap((columnX) => {
      const { x, y } = move({ x: columnX, y: rowY });
      return Array.from(referenceSample(image, sampler, x, y));
    }),
  );
}

/** Samples at any grid: the base grid is the grid itself and theta the identity. */
function sampleAtGrid(item: GridSampleCase): { output: number[]; gridGradient: number[] } {
  const [count, height, width, channels] = item.input.shape;
  const [, outHeight, outWidth] = item.output.shape;
  const sampling: Sampling = {
    transformer: affine,
    sampler: item,
    input: { height, width, channels },
    output: { height: outHeight, width: outWidth, channels },
  };
  const sample = sampleInWasm(sampling, plainFeatures);
  const points = outHeight * outWidth;
  const result = { output: [] as number[], gridGradient: [] as number[] };
  const ofImage = (values: Float32Array, number: number) =>
    values.subarray((number * values.length) / count, ((number + 1) * values.length) / count);
  for (let image = 0; image < count; image++) {
    const pixels = ofImage(item.input.values, image);
    const grid = ofImage(item.grid.values, image);
    const outputGradient = ofImage(item.gradOutput.values, image);
    for (let point = 0; point < points; point++) {
      // One point's gradient alone: the translation's is that by the point.
      const alone = outputGradient.map((value, at) => (Math.floor(at / channels) === point ? value : 0));
      const { output, thetaGradient } = sample(pixels, [1, 0, 0, 0, 1, 0], alone, grid);
      if (point === 0) result.output.push(...output);
      result.gridGradient.push(thetaGradient[2], thetaGradient[5]);
    }
  }
  return result;
}
