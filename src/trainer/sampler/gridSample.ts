/**
 * The sampler: PyTorch's `torch.nn.functional.grid_sample`, forward and backward, images with their channels last. Padding
 * with the background, which PyTorch has not, is padding with zeros of an image from which the background was taken away.
 */
import type { ImageSize } from '../../shared/trainerProtocol';
import type { SamplerSpec } from '../../shared/network/network';
import { AxisTaps } from './axisTaps';
import { sampleBilinearConstant } from './bilinearConstant';

export interface SampleShapes {
  /** Images, each with its own grid. */
  readonly count: number;
  readonly input: ImageSize;
  /** Of the grid, so of the output. */
  readonly output: { readonly height: number; readonly width: number };
}

/**
 * @param images [count, input.height, input.width, channels]
 * @param grid [count, output.height, output.width, 2], (x, y) of each point, −1 to 1 inside the image
 * @returns [count, output.height, output.width, channels]
 * @throws RangeError where an array is shorter than its shape
 */
export function gridSample(
  images: Float32Array,
  grid: Float32Array,
  shapes: SampleShapes,
  spec: SamplerSpec,
): Float32Array {
  const { channels } = shapes.input;
  const outside = valueOutside(spec);
  const output = new Float32Array(points(shapes) * channels).fill(outside);
  checkLengths(images, grid, shapes);
  if (isBilinearConstant(spec)) {
    sampleBilinearConstant(images, grid, shapes, spec.alignCorners, outside, output);
    return output;
  }
  visitTaps(grid, shapes, spec, (point, base, rows, columns) => {
    for (let i = 0; i < rows.count; i++) {
      if (rows.index[i] < 0) continue;
      for (let j = 0; j < columns.count; j++) {
        if (columns.index[j] < 0) continue;
        const weight = rows.weight[i] * columns.weight[j];
        const pixel = base + (rows.index[i] * shapes.input.width + columns.index[j]) * channels;
        for (let c = 0; c < channels; c++) {
          output[point * channels + c] += weight * (images[pixel + c] - outside);
        }
      }
    }
  });
  return output;
}

/**
 * The gradient of `gridSample` with respect to its grid and, where asked for, its images.
 * @param gradOutput [count, output.height, output.width, channels]
 * @param gradImages is added to; [count, input.height, input.width, channels]
 * @returns the grid's gradient, [count, output.height, output.width, 2]; all zeros for `nearest`
 * @throws RangeError where an array is shorter than its shape
 */
export function gridSampleBackward(
  images: Float32Array,
  grid: Float32Array,
  gradOutput: Float32Array,
  shapes: SampleShapes,
  spec: SamplerSpec,
  gradImages?: Float32Array,
): Float32Array {
  const { channels } = shapes.input;
  const outside = valueOutside(spec);
  const gradGrid = new Float32Array(2 * points(shapes));
  checkLengths(images, grid, shapes);
  checkLength('gradOutput', gradOutput, points(shapes) * channels);
  if (gradImages) checkLength('gradImages', gradImages, pixels(shapes));
  if (isBilinearConstant(spec) && !gradImages) {
    const slopes = new Float32Array(2 * points(shapes) * channels);
    sampleBilinearConstant(
      ...([images, grid, shapes, spec.alignCorners, outside] as const),
      new Float32Array(slopes.length / 2),
      slopes,
    );
    for (let at = 0; at < slopes.length / 2; at++) {
      const point = Math.floor(at / channels);
      gradGrid[2 * point] += gradOutput[at] * slopes[2 * at];
      gradGrid[2 * point + 1] += gradOutput[at] * slopes[2 * at + 1];
    }
    return gradGrid;
  }
  visitTaps(grid, shapes, spec, (point, base, rows, columns) => {
    let gradX = 0;
    let gradY = 0;
    for (let i = 0; i < rows.count; i++) {
      if (rows.index[i] < 0) continue;
      for (let j = 0; j < columns.count; j++) {
        if (columns.index[j] < 0) continue;
        const weight = rows.weight[i] * columns.weight[j];
        const pixel = base + (rows.index[i] * shapes.input.width + columns.index[j]) * channels;
        let product = 0;
        for (let c = 0; c < channels; c++) {
          const gradient = gradOutput[point * channels + c];
          product += gradient * (images[pixel + c] - outside);
          if (gradImages) gradImages[pixel + c] += weight * gradient;
        }
        gradX += rows.weight[i] * columns.slope[j] * product;
        gradY += rows.slope[i] * columns.weight[j] * product;
      }
    }
    gradGrid[2 * point] = gradX;
    gradGrid[2 * point + 1] = gradY;
  });
  return gradGrid;
}

function isBilinearConstant({ mode, padding }: SamplerSpec): boolean {
  return mode === 'bilinear' && (padding === 'zeros' || padding === 'background');
}

/** What taps that read no pixel read; border and reflection have none. */
function valueOutside({ padding, background = 0 }: SamplerSpec): number {
  return padding === 'background' ? background : 0;
}

/** Calls `visit` for each point of the grid; `base` is where the point's image begins. */
function visitTaps(
  grid: Float32Array,
  { count, input, output }: SampleShapes,
  spec: SamplerSpec,
  visit: (point: number, base: number, rows: AxisTaps, columns: AxisTaps) => void,
): void {
  const rows = new AxisTaps(input.height, spec);
  const columns = new AxisTaps(input.width, spec);
  const pointsOfImage = output.height * output.width;
  const imageLength = input.height * input.width * input.channels;
  let point = 0;
  for (let image = 0; image < count; image++) {
    for (const end = point + pointsOfImage; point < end; point++) {
      columns.place(grid[2 * point]);
      rows.place(grid[2 * point + 1]);
      visit(point, image * imageLength, rows, columns);
    }
  }
}

function points({ count, output }: SampleShapes): number {
  return count * output.height * output.width;
}

function pixels({ count, input }: SampleShapes): number {
  return count * input.height * input.width * input.channels;
}

function checkLengths(images: Float32Array, grid: Float32Array, shapes: SampleShapes): void {
  checkLength('images', images, pixels(shapes));
  checkLength('grid', grid, 2 * points(shapes));
}

function checkLength(name: string, values: Float32Array, needed: number): void {
  if (values.length < needed) throw new RangeError(`${name} has ${values.length} numbers, not ${needed}.`);
}
