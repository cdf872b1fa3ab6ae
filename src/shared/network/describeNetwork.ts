/** From a configuration to its network. */
import type { Config } from '../config';
import type { ImageSize } from '../trainerProtocol';
import { thetaLength, type TransformerSpec } from '../transformers/spec';
import { layerSizes, type PartSizes } from './layerSizes';
import { budgetOutOfReach, nothingLeftOfOutput, tooSmallInput, type NetworkPart } from './misfit';
import { averagePooled, parameterCount, type Layer, type NetworkSpec, type Transformer } from './network';

/**
 * @param background the number of an empty pixel after normalisation
 * @throws MisfitError where an image is too small for its kernels, pooling leaves nothing, or no width has the number of
 * weights that is asked for: `parseConfig` has refused such a configuration
 */
export function describeNetwork(
  config: Config,
  input: ImageSize,
  classes: number,
  background = 0,
): NetworkSpec {
  const describe = (factor: number) => networkOfWidth(config, input, classes, background, factor);
  const budget = config.network.parameters;
  return budget === 0 ? describe(1) : closestToBudget(describe, config);
}

/** @param factor of the widths of the classifier's layers */
function networkOfWidth(
  config: Config,
  input: ImageSize,
  classes: number,
  background: number,
  factor: number,
): NetworkSpec {
  const sizes = layerSizes(config, factor);
  const { localizationPool } = sizes;
  const { transformer } = config;
  const transformers = transformerSpecs(transformer).map((spec, number): Transformer => {
    return {
      ...spec,
      localization: layersOf(config, sizes.localization, {
        part: 'localization',
        name: number === 0 ? 'localization' : `localization${number + 1}`,
        image: averagePooled(input, localizationPool),
        lastName: 'theta',
        outputs: thetaLength(spec),
        dropout: 0,
      }),
    };
  });
  const edge = transformers.length > 0 ? transformer.outputSize : 0;
  const transformed = {
    height: edge || input.height,
    width: edge || input.width,
    channels: input.channels * Math.max(1, transformers.length),
  };
  const averagePool = transformers.length > 0 && transformer.averagePool ? 2 : 1;
  const image = averagePooled(transformed, averagePool);
  if (image.height < 1 || image.width < 1) throw nothingLeftOfOutput(transformed);
  const { identityPenalty, outsidePenalty } = transformer;
  const penalized = transformers.length > 0 && identityPenalty + outsidePenalty > 0;
  return {
    input,
    transformed,
    classes,
    localizationPool,
    transformers,
    sampler: { ...config.sampler, background },
    ...(penalized ? { penalty: { identity: identityPenalty, outside: outsidePenalty } } : {}),
    averagePool,
    classifier: layersOf(config, sizes.classifier, {
      part: 'classifier',
      name: 'classifier',
      image,
      lastName: 'logits',
      outputs: classes,
      dropout: config.classifier.dropout,
    }),
  };
}

/** Of each of the parallel transformers; none where the classifier stands alone. */
function transformerSpecs({ kind, controlPoints, bounded, count }: Config['transformer']): TransformerSpec[] {
  if (kind === 'none') return [];
  return Array.from({ length: count }, () => ({ kind, controlPoints, bounded }));
}

/** The widths' factor whose network has the number of weights closest to the budget. It grows with the factor. */
function closestToBudget(describe: (factor: number) => NetworkSpec, config: Config): NetworkSpec {
  const budget = config.network.parameters;
  let [low, high] = [1 / 512, 64];
  for (let halving = 0; halving < 40; halving++) {
    const middle = Math.sqrt(low * high);
    if (parameterCount(describe(middle)) < budget) low = middle;
    else high = middle;
  }
  const candidates = [describe(low), describe(high)];
  const distance = (network: NetworkSpec) => Math.abs(parameterCount(network) - budget);
  const best = distance(candidates[0]) < distance(candidates[1]) ? candidates[0] : candidates[1];
  if (distance(best) > 0.25 * budget) throw budgetOutOfReach(config, parameterCount(best));
  return best;
}

interface PartSurroundings {
  readonly part: NetworkPart;
  /** What its layers' names begin with. */
  readonly name: string;
  /** What the part reads. */
  readonly image: ImageSize;
  /** Of the last layer. */
  readonly lastName: string;
  readonly outputs: number;
  readonly dropout: number;
}

/** Convolutions with pooling, then dense layers; the last one has `outputs` numbers and neither ReLU nor dropout. */
function layersOf(
  config: Config,
  { filters, kernels, hidden }: PartSizes,
  { part, name: partName, image, lastName, outputs, dropout }: PartSurroundings,
): Layer[] {
  const layers: Layer[] = [];
  let input = image;
  filters.forEach((channels, position) => {
    const kernel = kernels[position];
    const name = `${partName}.convolution${position + 1}`;
    const valid = { height: input.height - kernel + 1, width: input.width - kernel + 1, channels };
    const output = averagePooled(valid, 2);
    if (output.height < 1 || output.width < 1) {
      throw tooSmallInput(config, { name, part, kernel, input, left: valid });
    }
    const last = position === filters.length - 1;
    layers.push({
      ...({ kind: 'convolution', name, input, kernel, pool: 2, relu: true } as const),
      dropout: last ? dropout : 0,
      output,
    });
    input = output;
  });
  let inputs = input.height * input.width * input.channels;
  hidden.forEach((units, position) => {
    // One alone is `hidden`, as runs have always named it.
    const name = `${partName}.hidden${hidden.length > 1 ? position + 1 : ''}`;
    layers.push({ kind: 'dense', name, inputs, outputs: units, relu: true, dropout });
    inputs = units;
  });
  layers.push({ kind: 'dense', name: `${partName}.${lastName}`, inputs, outputs, relu: false, dropout: 0 });
  return layers;
}
