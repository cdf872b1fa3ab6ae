/** Sampling grids of sampled digits as lines and as SVG path data, small enough for a picture of a thumb's size. */
import type { ImageSize, TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { splitTheta } from '../../../src/shared/transformers/spec';
import { gridPlotter, toPointList, type Line } from './gridLines';
import { extent } from './pictureSize';

interface Sizes {
  readonly inputSize: ImageSize;
  readonly outputSize: ImageSize;
}

/** Between lines; two grids' lines hide the digit sooner. */
const spacesOfOne = 6;
const spacesOfTwo = 4;

/**
 * What the grids of one run have in common is computed once.
 * @returns from theta to the lines of each transformer's grid, in the input's pixels, repeated over each of its channels
 *   that lie side by side; none where theta is not finite
 */
export function samplingLines(
  { config, network }: TrainerEventOf<'started'>,
  { inputSize, outputSize }: Sizes,
): (theta: readonly number[]) => Line[][] {
  const specs = network.transformers;
  const plotters = specs.map((spec) =>
    gridPlotter({
      spec,
      input: inputSize,
      output: outputSize,
      alignCorners: config.sampler.alignCorners,
      spaces: specs.length > 1 ? spacesOfTwo : spacesOfOne,
    }),
  );
  const starts = Array.from({ length: inputSize.channels }, (_, at) =>
    at === 0 ? 0 : extent(inputSize.width, at + 1) - inputSize.width,
  );
  return (theta) => {
    const thetas = splitTheta(specs, theta);
    return plotters.map((plot, at) => {
      const lines = plot(thetas[at])?.lines ?? [];
      return starts.flatMap((start) => lines.map((line) => line.map(({ x, y }) => ({ x: x + start, y }))));
    });
  };
}

/** The same as path data. */
export function samplingPaths(
  started: TrainerEventOf<'started'>,
  sizes: Sizes,
): (theta: readonly number[]) => string[] {
  const linesOf = samplingLines(started, sizes);
  return (theta) => linesOf(theta).map((lines) => lines.map((line) => `M${toPointList(line)}`).join(''));
}
