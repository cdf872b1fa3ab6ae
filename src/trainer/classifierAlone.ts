/**
 * A network's sampler and classifier with any sampling grid in place of theta's. The sampler runs here, image by image;
 * the classifier in an engine of its own, so that a training's engine is left as it is.
 */
import { gridGenerator } from '../shared/transformers/gridGenerator';
import { normalizationTable } from './data/normalization';
import { numbersOf } from './engines/images';
import type { Engine } from './engines/engine';
import { wasmEngine } from './engines/wasm/engine';
import type { Loaded } from './loaded';
import { weightShapes, type NetworkSpec } from '../shared/network/network';
import { gridSample } from './sampler/gridSample';
import { UserError } from './userError';

const batchSize = 32;
const byMatrix = { kind: 'affine', controlPoints: 0, bounded: false } as const;

export class ClassifierAlone {
  private constructor(
    readonly loaded: Loaded,
    private readonly engine: Engine,
    private readonly network: NetworkSpec,
  ) {}

  /** @throws UserError where transformers side by side leave it open whose grid is meant */
  static async of(loaded: Loaded): Promise<ClassifierAlone> {
    const { transformers, transformed, classes, sampler, averagePool, classifier } = loaded.network;
    if (transformers.length > 1) {
      throw new UserError(
        `A grid of one’s own is for a network with one transformer; this one has ${transformers.length}.`,
      );
    }
    const network = {
      ...{ input: transformed, transformed, transformers: [], classes, sampler, classifier },
      ...(averagePool ? { averagePool } : {}),
    };
    return new ClassifierAlone(loaded, await wasmEngine(network, { batchSize, threads: 1 }), network);
  }

  /**
   * With the weights as they are now.
   * @param image raw pixels of the network's input
   * @param matrices 2×3 each, row by row, from output to input coordinates
   * @returns of each matrix the sampler's output, [count, height, width, channels] and normalised, and
   * [count, classes] log probabilities
   */
  classify(image: Uint8Array, matrices: readonly (readonly number[])[]) {
    const { input, transformed, sampler } = this.loaded.network;
    const pixels = numbersOf({
      pixels: image,
      table: normalizationTable(this.loaded.examples.normalization),
    });
    const generator = gridGenerator(byMatrix, transformed, sampler.alignCorners);
    const length = transformed.height * transformed.width * transformed.channels;
    const outputs = new Float32Array(matrices.length * length);
    const shapes = { count: 1, input, output: transformed };
    matrices.forEach((matrix, at) => {
      outputs.set(gridSample(pixels, generator.grid(matrix), shapes, sampler), at * length);
    });
    this.takeWeights();
    const { logProbabilities } = this.engine.infer(outputs, matrices.length);
    return { outputs, logProbabilities };
  }

  dispose(): void {
    this.engine.dispose();
  }

  private takeWeights(): void {
    const wanted = new Set(weightShapes(this.network).map(({ name }) => name));
    const weights = this.loaded.engine.readWeights();
    this.engine.writeWeights(new Map([...weights].filter(([name]) => wanted.has(name))));
  }
}
