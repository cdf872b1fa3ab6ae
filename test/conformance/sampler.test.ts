import { describe, expect, it } from 'vitest';
import { gridGenerator } from '../../src/shared/transformers/gridGenerator';
import { randomStreams } from '../../src/trainer/random';
import { gridSample, gridSampleBackward, type SampleShapes } from '../../src/trainer/sampler/gridSample';
import type { SamplerSpec } from '../../src/shared/network/network';
import { goldenAffineGrid, goldenGridSample, relativeError, type GridSampleCase } from '../support/golden';
import { numericalGradient } from './referenceNetwork';
import { referenceSample } from './referenceSampler';

const tolerance = 1e-5;

describe('grid_sample equals PyTorch’s', () => {
  const cases = goldenGridSample().map((golden) => ({ name: describeCase(golden), golden }));
  it.each(cases)('$name', ({ golden }) => {
    const shapes = shapesOf(golden);
    const output = gridSample(golden.input.values, golden.grid.values, shapes, golden);
    expect(relativeError(output, golden.output.values)).toBeLessThan(tolerance);
    const gradInput = new Float32Array(golden.input.values.length);
    const gradGrid = gridSampleBackward(
      ...([golden.input.values, golden.grid.values, golden.gradOutput.values] as const),
      ...([shapes, golden, gradInput] as const),
    );
    expect(relativeError(gradInput, golden.gradInput.values)).toBeLessThan(tolerance);
    expect(relativeError(gradGrid, golden.gradGrid.values)).toBeLessThan(tolerance);
    // Without the images' gradient another, faster path may compute the grid's.
    const gradGridAlone = gridSampleBackward(
      ...([golden.input.values, golden.grid.values, golden.gradOutput.values] as const),
      ...([shapes, golden] as const),
    );
    expect(relativeError(gradGridAlone, golden.gradGrid.values)).toBeLessThan(tolerance);
  });
});

describe('grid_sample on the row 1, 2, 3, 4', () => {
  const xs = [-1.5, -1, -0.75, -0.5, 0, 0.5, 1, 1.5, 3];
  const rows: [SamplerSpec['mode'], SamplerSpec['padding'], boolean, number[]][] = [
    ['bilinear', 'zeros', true, [0.25, 1, 1.375, 1.75, 2.5, 3.25, 4, 1, 0]],
    ['bilinear', 'zeros', false, [0, 0.5, 1, 1.5, 2.5, 3.5, 2, 0, 0]],
    ['bilinear', 'border', false, [1, 1, 1, 1.5, 2.5, 3.5, 4, 4, 4]],
    ['bilinear', 'reflection', true, [1.75, 1, 1.375, 1.75, 2.5, 3.25, 4, 3.25, 1]],
    ['bilinear', 'reflection', false, [1.5, 1, 1, 1.5, 2.5, 3.5, 4, 3.5, 1]],
    ['nearest', 'zeros', false, [0, 1, 1, 1, 3, 3, 0, 0, 0]],
    ['bilinear', 'background', true, [-0.5, 1, 1.375, 1.75, 2.5, 3.25, 4, 0.25, -1]],
    ['nearest', 'background', false, [-1, 1, 1, 1, 3, 3, -1, -1, -1]],
    ['bicubic', 'zeros', false, [-0.09375, 0.40625, 1, 1.5, 2.5, 3.96875, 2.09375, -0.375, 0]],
  ];
  it.each(rows)('%s, %s, alignCorners %s', (mode, padding, alignCorners, expected) => {
    const shapes = {
      count: 1,
      input: { height: 1, width: 4, channels: 1 },
      output: { height: 1, width: xs.length },
    };
    const grid = Float32Array.from(xs.flatMap((x) => [x, 0]));
    const spec = { mode, padding, alignCorners, background: -1 };
    expect([...gridSample(Float32Array.of(1, 2, 3, 4), grid, shapes, spec)]).toEqual(expected);
    const image = { ...shapes.input, values: Float64Array.of(1, 2, 3, 4) };
    expect(xs.map((x) => referenceSample(image, spec, x, 0)[0])).toEqual(expected);
  });
});

describe('gradients of grid_sample', () => {
  const variants = (['bilinear', 'nearest', 'bicubic'] as const).flatMap((mode) =>
    (['zeros', 'border', 'reflection', 'background'] as const).flatMap((padding) =>
      [false, true].map((alignCorners) => ({ mode, padding, alignCorners, background: -0.42 })),
    ),
  );
  it.each(variants.map((spec) => ({ name: describeSampler(spec), spec })))(
    '$name: equal finite differences',
    ({ spec }) => {
      const shapes = {
        count: 1,
        input: { height: 5, width: 6, channels: 2 },
        output: { height: 4, width: 3 },
      };
      const [images, grid, gradOutput] = [noise(60, 1), noise(24, 1.7), noise(24, 1)];
      const image = Float64Array.from(images);
      const points = Float64Array.from(grid);
      const loss = (): number =>
        gradOutput.reduce((sum, gradient, i) => {
          const [x, y] = points.subarray(i & ~1, (i & ~1) + 2);
          return sum + gradient * referenceSample({ ...shapes.input, values: image }, spec, x, y)[i & 1];
        }, 0);
      const gradImages = new Float32Array(60);
      const gradGrid = gridSampleBackward(images, grid, gradOutput, shapes, spec, gradImages);
      expect(relativeError(gradImages, numericalGradient(image, loss))).toBeLessThan(tolerance);
      expect(relativeError(gradGrid, numericalGradient(points, loss))).toBeLessThan(tolerance);
      // Without the images' gradient another, faster path may compute the grid's.
      const gradGridAlone = gridSampleBackward(images, grid, gradOutput, shapes, spec);
      expect(relativeError(gradGridAlone, gradGrid)).toBeLessThan(tolerance);
    },
  );

  it('along the axis are 0 exactly on the border, where padding bends', () => {
    for (const padding of ['border', 'reflection'] as const) {
      const shapes = {
        count: 1,
        input: { height: 3, width: 3, channels: 1 },
        output: { height: 1, width: 2 },
      };
      const spec = { mode: 'bilinear', padding, alignCorners: true } as const;
      const images = noise(9, 1);
      const gradGrid = gridSampleBackward(
        images,
        Float32Array.of(-1, 0.3, 1, 0.3),
        noise(2, 1),
        shapes,
        spec,
      );
      expect([gradGrid[0], gradGrid[2]].map(Math.abs)).toEqual([0, 0]);
    }
  });

  it.each([
    ['zeros', 0],
    ['background', -0.5],
  ] as const)(
    'are 0 where %s meet points that are not finite, or far away; samples %d',
    (padding, outside) => {
      for (const mode of ['bilinear', 'nearest', 'bicubic'] as const) {
        const shapes = {
          count: 1,
          input: { height: 3, width: 3, channels: 1 },
          output: { height: 1, width: 4 },
        };
        const grid = Float32Array.of(NaN, 0, Infinity, 0, 0, -Infinity, 1e30, -1e30);
        const spec = { mode, padding, alignCorners: false, background: -0.5 };
        expect([...gridSample(noise(9, 1), grid, shapes, spec)]).toEqual([
          outside,
          outside,
          outside,
          outside,
        ]);
        expect([...gridSampleBackward(noise(9, 1), grid, noise(4, 1), shapes, spec)]).toEqual(
          Array.from(grid, () => 0),
        );
      }
    },
  );

  it('are refused for arrays shorter than their shapes', () => {
    const shapes = {
      count: 1,
      input: { height: 2, width: 2, channels: 1 },
      output: { height: 1, width: 1 },
    };
    const spec = { mode: 'bilinear', padding: 'zeros', alignCorners: false } as const;
    expect(() => gridSample(noise(3, 1), noise(2, 1), shapes, spec)).toThrow('images has 3 numbers, not 4');
    expect(() => gridSample(noise(4, 1), noise(1, 1), shapes, spec)).toThrow('grid has 1 numbers, not 2');
  });
});

describe('affine_grid', () => {
  const affine = { kind: 'affine', controlPoints: 4, bounded: false } as const;
  const cases = goldenAffineGrid().map((golden) => ({
    name: `[${golden.grid.shape.join(', ')}], alignCorners ${golden.alignCorners}`,
    golden,
  }));
  it.each(cases)('$name equals PyTorch’s', ({ golden }) => {
    const [count, height, width] = golden.grid.shape;
    const generator = gridGenerator(affine, { height, width }, golden.alignCorners);
    for (let image = 0; image < count; image++) {
      const theta = golden.theta.values.subarray(6 * image, 6 * image + 6);
      const numbers = 2 * height * width;
      const expected = golden.grid.values.subarray(numbers * image, numbers * (image + 1));
      expect(relativeError(generator.grid(theta), expected)).toBeLessThan(tolerance);
    }
  });
});

/** Seeded, uniform in ±bound. */
function noise(length: number, bound: number): Float32Array {
  const random = randomStreams(length).weights;
  return Float32Array.from({ length }, () => (2 * random.unit() - 1) * bound);
}

function shapesOf({ input, grid }: GridSampleCase): SampleShapes {
  const [count, height, width, channels] = input.shape;
  return {
    count,
    input: { height, width, channels },
    output: { height: grid.shape[1], width: grid.shape[2] },
  };
}

function describeSampler({ mode, padding, alignCorners }: SamplerSpec): string {
  return `${mode}, ${padding}, alignCorners ${alignCorners}`;
}

function describeCase(golden: GridSampleCase): string {
  const { input, grid } = golden;
  return `${describeSampler(golden)}, [${input.shape.join(', ')}] -> [${grid.shape.join(', ')}]`;
}
