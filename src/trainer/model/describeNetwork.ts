/** From a configuration to its network. */
import type { Config } from '../../shared/config';
import type { ImageSize } from '../../shared/trainerProtocol';
import { thetaLength, type TransformerSpec } from '../../shared/transformers/spec';
import { UserError } from '../userError';
import { layerSizes, type PartSizes } from '../../shared/layerSizes';
import { averagePooled, parameterCount, type Layer, type NetworkSpec, type Transformer } from './network';

/**
 * @param background the number of an empty pixel after normalisation
 * @throws UserError where an image is too small for its kernels or pooling leaves nothing; names the layer and shapes
 */
export function describeNetwork(
  config: Config,
  input: ImageSize,
  classes: number,
  background = 0,
): NetworkSpec {
  const describe = (factor: number) => networkOfWidth(config, input, classes, background, factor);
  const budget = config.network.parameters;
  return budget === 0 ? describe(1) : closestToBudget(describe, budget);
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
    const part = number === 0 ? 'localization' : `localization${number + 1}`;
    return {
      ...spec,
      localization: layersOf(part, 'theta', sizes.localization, {
        image: averagePooled(input, localizationPool),
        outputs: thetaLength(spec),
        dropout: 0,
        remedies: localizationPool === 2 ? ['set stn.localization.averagePool to "no"'] : [],
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
  if (image.height < 1 || image.width < 1) {
    throw new UserError(
      `The transformer’s output of ${transformed.height}×${transformed.width} leaves nothing when it is halved: raise stn.transformer.outputSize or turn stn.transformer.averagePool off.`,
    );
  }
  const remedies = [
    ...(transformers.length > 0 ? ['raise stn.transformer.outputSize'] : []),
    ...(averagePool === 2 ? ['turn stn.transformer.averagePool off'] : []),
  ];
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
    classifier: layersOf('classifier', 'logits', sizes.classifier, {
      image,
      outputs: classes,
      dropout: config.classifier.dropout,
      remedies,
    }),
  };
}

/** Of each of the parallel transformers; none where the classifier stands alone. */
function transformerSpecs({ kind, controlPoints, bounded, count }: Config['transformer']): TransformerSpec[] {
  if (kind === 'none') return [];
  return Array.from({ length: count }, () => ({ kind, controlPoints, bounded }));
}

/** The widths' factor whose network has the number of weights closest to the budget. It grows with the factor. */
function closestToBudget(describe: (factor: number) => NetworkSpec, budget: number): NetworkSpec {
  let [low, high] = [1 / 512, 64];
  for (let halving = 0; halving < 40; halving++) {
    const middle = Math.sqrt(low * high);
    if (parameterCount(describe(middle)) < budget) low = middle;
    else high = middle;
  }
  const candidates = [describe(low), describe(high)];
  const distance = (network: NetworkSpec) => Math.abs(parameterCount(network) - budget);
  const best = distance(candidates[0]) < distance(candidates[1]) ? candidates[0] : candidates[1];
  if (distance(best) > 0.25 * budget) {
    throw new UserError(
      `The network can't have about ${budget} parameters (stn.network.parameters): the closest its classifier's widths allow is ${parameterCount(best)}; choose a budget near that, or 0.`,
    );
  }
  return best;
}

interface PartSurroundings {
  /** What the part reads. */
  readonly image: ImageSize;
  readonly outputs: number;
  readonly dropout: number;
  /** What else than fewer or smaller kernels makes them fit. */
  readonly remedies: readonly string[];
}

/** Convolutions with pooling, then dense layers; the last one has `outputs` numbers and neither ReLU nor dropout. */
function layersOf(
  part: string,
  lastName: string,
  { filters, kernels, hidden }: PartSizes,
  { image, outputs, dropout, remedies }: PartSurroundings,
): Layer[] {
  const layers: Layer[] = [];
  let input = image;
  filters.forEach((channels, position) => {
    const kernel = kernels[position];
    const name = `${part}.convolution${position + 1}`;
    const valid = { height: input.height - kernel + 1, width: input.width - kernel + 1, channels };
    const output = averagePooled(valid, 2);
    if (output.height < 1 || output.width < 1) {
      // Parallel localization networks are alike: the first is the one that is refused.
      const choices = [`use fewer or smaller kernels in stn.${part}.kernels`, ...remedies];
      throw new UserError(
        `${name} has nothing left to compute: its input is ${input.height}×${input.width}, a ${kernel}×${kernel} kernel leaves ${Math.max(0, valid.height)}×${Math.max(0, valid.width)} and the 2×2 max-pool needs at least 2×2; ${new Intl.ListFormat('en', { type: 'disjunction' }).format(choices)}.`,
      );
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
    const name = `${part}.hidden${hidden.length > 1 ? position + 1 : ''}`;
    layers.push({ kind: 'dense', name, inputs, outputs: units, relu: true, dropout });
    inputs = units;
  });
  layers.push({ kind: 'dense', name: `${part}.${lastName}`, inputs, outputs, relu: false, dropout: 0 });
  return layers;
}
