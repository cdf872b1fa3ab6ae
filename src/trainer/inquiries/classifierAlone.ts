/**
 * A network's sampler and classifier with any sampling grid in place of theta's. The sampler runs here, image by image;
 * the classifier in an engine of its own.
 */
import { gridGenerator } from '../../shared/transformers/gridGenerator';
import { normalizationTable } from '../data/normalization';
import type { Normalization } from '../data/types';
import { numbersOf } from '../engines/images';
import type { NamedTensors } from '../engines/engine';
import type { NetworkSpec } from '../../shared/network/network';
import { gridSample } from '../sampler/gridSample';
import { UserError } from '../userError';
import { InquiryEngine } from './inquiryEngine';

const byMatrix = { kind: 'affine', controlPoints: 0, bounded: false } as const;

export class ClassifierAlone {
  private constructor(
    private readonly network: NetworkSpec,
    private readonly engine: InquiryEngine,
  ) {}

  /** @throws UserError where transformers side by side leave it open whose grid is meant */
  static async of(network: NetworkSpec): Promise<ClassifierAlone> {
    const { transformers, transformed, classes, sampler, averagePool, classifier } = network;
    if (transformers.length > 1) {
      throw new UserError(
        `A grid of one’s own is for a network with one transformer; this one has ${transformers.length}.`,
      );
    }
    const alone = {
      ...{ input: transformed, transformed, transformers: [], classes, sampler, classifier },
      ...(averagePool ? { averagePool } : {}),
    };
    return new ClassifierAlone(network, await InquiryEngine.of(alone));
  }

  /**
   * @param image raw pixels of the network's input
   * @param matrices 2×3 each, row by row, from output to input coordinates
   * @returns of each matrix the sampler's output, [count, height, width, channels] and normalised, and
   * [count, classes] log probabilities
   */
  classify(
    weights: NamedTensors,
    image: Uint8Array,
    matrices: readonly (readonly number[])[],
    normalization: Normalization,
  ) {
    const { input, transformed, sampler } = this.network;
    const pixels = numbersOf({ pixels: image, table: normalizationTable(normalization) });
    const generator = gridGenerator(byMatrix, transformed, sampler.alignCorners);
    const length = transformed.height * transformed.width * transformed.channels;
    const outputs = new Float32Array(matrices.length * length);
    const shapes = { count: 1, input, output: transformed };
    matrices.forEach((matrix, at) => {
      outputs.set(gridSample(pixels, generator.grid(matrix), shapes, sampler), at * length);
    });
    const { logProbabilities } = this.engine.with(weights).infer(outputs, matrices.length);
    return { outputs, logProbabilities };
  }

  dispose(): void {
    this.engine.dispose();
  }
}
