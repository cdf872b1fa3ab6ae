/**
 * Where everything lies in the engine's one memory, decided before a single instruction is written, so that addresses
 * are constants of the code and nothing is allocated while training.
 */
import { meanCounts, plainSgd, type OptimizerSpec } from '../../model/optimizer';
import { elements, type NetworkSpec } from '../../../shared/network/network';
import { UserError } from '../../userError';
import { ownChannels, planGrid, planSampler } from './gridPlan';
import { halfInputs, type HalfInput } from './halfInputs';
import { LayerPlanner } from './layerPlanner';
import {
  lastDense,
  roundUp,
  type ImageBuffer,
  type LayerPlan,
  type MemoryPlan,
  type PlanarImage,
  type PoolPlan,
  type SamplerPlan,
  type TransformerPlan,
} from './layout';
import { EngineMemory, SLACK } from './memory';
import { CONTROL, PARTS, weightTasks } from './tasks';

/** WebAssembly's 32-bit addresses end here. */
export const MEMORY_LIMIT = 65535 * 65536;

const PIXEL_VALUES = 256;

/**
 * @param vectorsAtOnce see `Features`
 * @throws UserError where WebAssembly's memory does not suffice
 */
export function planMemory(
  network: NetworkSpec,
  batchSize: number,
  threads: number,
  vectorsAtOnce: number,
  optimizer: OptimizerSpec = plainSgd,
): MemoryPlan {
  const memory = new EngineMemory(batchSize);
  const layers = new LayerPlanner(memory, network, batchSize, vectorsAtOnce);
  memory.take(CONTROL.bytes);
  const weights = planWeights(memory, layers, network, optimizer);
  const gradientEnd = memory.whole.size;
  const images = planImages(memory, network, batchSize);
  const through = planThrough(memory, layers, network, images.images);
  const batch = {
    labels: memory.take(batchSize),
    squares: memory.take(weightTasks([...through.localization, ...through.classifier]) * 4),
    losses: memory.take(batchSize * 4),
    correct: memory.take(batchSize * 4),
    logProbabilities: memory.imageBuffer('batch', roundUp(network.classes, 4) * 4),
    gradientLists: memory.scratch.take(layers.listBytes + SLACK),
    channelList: memory.scratch.take((layers.largestChannels + 1) * 4),
  };
  const batchEnd = memory.whole.size;
  const scratch = memory.take(memory.scratch.size * threads);
  const total = memory.whole.size + SLACK;
  if (total > MEMORY_LIMIT) {
    const { parameters, parameterBytes } = weights;
    throw tooLarge({
      ...{ total, batchSize, threads, weights: parameters + parameterBytes },
      gradients: gradientEnd - parameters - parameterBytes,
      batches: batchEnd - gradientEnd,
      workSpace: total - batchEnd,
    });
  }
  return {
    ...{ batchSize, ...weights, ...images, ...through, ...batch },
    masks: layers.masks,
    scratch,
    scratchBytes: memory.scratch.size,
    pages: Math.ceil(total / 65536),
  };
}

/** The parameters, and what is laid out as they are. */
function planWeights(
  memory: EngineMemory,
  layers: LayerPlanner,
  network: NetworkSpec,
  { kind }: OptimizerSpec,
) {
  const localizations = network.transformers.map(({ localization }) => localization);
  const parameters = memory.whole.size;
  layers.takeParameters('convolution', localizations);
  const localizationConvolutionBytes = memory.whole.size - parameters;
  layers.takeParameters('convolution', [network.classifier]);
  const convolutionBytes = memory.whole.size - parameters;
  layers.takeParameters('dense', [...localizations, network.classifier]);
  const parameterBytes = memory.whole.size - parameters;
  return {
    parameters,
    convolutionBytes,
    localizationConvolutionBytes,
    parameterBytes,
    gradients: memory.take(parameterBytes),
    means: Array.from({ length: meanCounts[kind] }, () => memory.take(parameterBytes)),
    partGradients: memory.take(convolutionBytes * PARTS),
  };
}

/** The batch's images in all their forms. */
function planImages(memory: EngineMemory, network: NetworkSpec, batchSize: number) {
  const inputs = elements(Object.values(network.input));
  const pixels = memory.take(inputs * batchSize + SLACK);
  const pixelTable = memory.take(PIXEL_VALUES * 4);
  const numbers = memory.imageBuffer('batch', inputs * 4);
  const compact = halfInputs(network).every((half) => half.compact || half.pool === 2 || half.sampled);
  return { pixels, pixelTable, numbers, images: memory.planarImage(network.input, compact, numbers) };
}

/** What an image passes through. */
function planThrough(memory: EngineMemory, layers: LayerPlanner, network: NetworkSpec, images: PlanarImage) {
  const [toLocalize, toClassify] = halfInputs(network);
  const localizationInput = pooled(memory, toLocalize, images, undefined);
  const localizations = network.transformers.map(({ localization }) =>
    layers.layers(localization, localizationInput.image, localizationInput.gradient),
  );
  const sampler =
    localizations.length > 0
      ? planSampler(memory, network, images, memory.planarImage(network.transformed, false))
      : undefined;
  const classifierInput = pooled(memory, toClassify, sampler?.output ?? images, sampler?.outputGradient);
  return {
    localization: localizations.flat(),
    transformers: sampler ? planTransformers(memory, network, localizations, sampler) : [],
    classifier: layers.layers(network.classifier, classifierInput.image, classifierInput.gradient),
    ...(sampler ? { sampler } : {}),
    ...(localizationInput.pool ? { localizationPool: localizationInput.pool } : {}),
    ...(classifierInput.pool ? { classifierPool: classifierInput.pool } : {}),
  };
}

function planTransformers(
  memory: EngineMemory,
  { transformers }: NetworkSpec,
  localizations: readonly LayerPlan[][],
  sampler: SamplerPlan,
): TransformerPlan[] {
  const bases = new Map<number, number>();
  return transformers.map((spec, number) => {
    const localization = localizations[number];
    return {
      localization,
      grid: planGrid(memory, spec, lastDense(localization), sampler, bases),
      sampler: ownChannels(sampler, number),
    };
  });
}

function pooled(
  memory: EngineMemory,
  { size, pool, compact }: HalfInput,
  input: PlanarImage,
  inputGradient: ImageBuffer | undefined,
): { image: PlanarImage; gradient: ImageBuffer | undefined; pool?: PoolPlan } {
  if (pool === 1) return { image: input, gradient: inputGradient };
  const output = memory.planarImage(size, compact);
  const gradient = inputGradient && memory.imageBuffer('block', output.buffer.pitch);
  const gradients = inputGradient && gradient && { input: inputGradient, output: gradient };
  return {
    image: output,
    gradient,
    pool: { input, output, ...(gradients ? { gradients } : {}) },
  };
}

/** In bytes, but for the last two. */
interface Need {
  readonly total: number;
  readonly weights: number;
  readonly gradients: number;
  readonly batches: number;
  readonly workSpace: number;
  readonly batchSize: number;
  readonly threads: number;
}

function tooLarge({ total, weights, gradients, batches, workSpace, batchSize, threads }: Need): UserError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
  return new UserError(
    `The network needs ${megabytes(total)} of memory (weights ${megabytes(weights)}, gradients and optimizer ${megabytes(gradients)}, batches of ${batchSize} images ${megabytes(batches)}, work space of ${threads} ${threads === 1 ? 'thread' : 'threads'} ${megabytes(workSpace)}), but the wasm engine can have ${megabytes(MEMORY_LIMIT)}; use smaller batches, fewer filters or fewer hidden units.`,
  );
}
