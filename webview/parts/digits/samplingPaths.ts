/** Sampling grids of sampled digits as SVG path data, small enough for a picture of a thumb's size. */
import type { ImageSize, TrainerEventOf } from '../../../src/shared/trainerProtocol';
import { splitTheta } from '../../../src/shared/transformers/spec';
import { gridPlotter, toPointList } from './gridLines';
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
 * @returns from theta to a path for each transformer, in the input's pixels, repeated over each of its channels that lie
 *   side by side; empty where theta is not finite
 */
export function samplingPaths(
  { config, network }: TrainerEventOf<'started'>,
  { inputSize, outputSize }: Sizes,
): (theta: readonly number[]) => string[] {
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
      return starts
        .flatMap((start) =>
          lines.map((line) => `M${toPointList(line.map(({ x, y }) => ({ x: x + start, y })))}`),
        )
        .join('');
    });
  };
}
