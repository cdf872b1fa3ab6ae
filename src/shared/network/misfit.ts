/** Why a configuration describes no network: a sentence that begins with the settings that don't go together. */
import type { Config } from '../config';
import { distortionRanges } from '../distortion';
import type { ImageSize } from '../trainerProtocol';
import { layerSizes } from './layerSizes';

/** Its message is a sentence for the user. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError';
}

export type NetworkPart = 'localization' | 'classifier';

/** A convolution that has fewer pixels to read than it needs. */
export interface SmallInput {
  /** Of the layer. */
  readonly name: string;
  readonly part: NetworkPart;
  readonly kernel: number;
  readonly input: ImageSize;
  /** What the kernel leaves, before pooling. */
  readonly left: ImageSize;
}

export function tooSmallInput(config: Config, { name, part, kernel, input, left }: SmallInput): MisfitError {
  const kernels = config[part].kernels;
  const wants =
    kernels.length > 0
      ? `stn.${part}.kernels ${JSON.stringify(kernels)}`
      : `stn.network.kind "${config.network.kind}"`;
  const { sees, remedies } = part === 'localization' ? localizationInput(config) : classifierInput(config);
  const choices = [`use fewer or smaller kernels in stn.${part}.kernels`, ...remedies];
  return new MisfitError(
    `${wants} does not fit ${sees}: ${name} gets ${pixels(input)} pixels, of which a ${kernel}×${kernel} kernel leaves ${pixels(left)}, and the 2×2 max-pool needs at least 2×2; ${new Intl.ListFormat('en', { type: 'disjunction' }).format(choices)}.`,
  );
}

export function nothingLeftOfOutput(transformed: ImageSize): MisfitError {
  return new MisfitError(
    `stn.transformer.averagePool true does not fit stn.transformer.outputSize ${transformed.height}: nothing is left of ${pixels(transformed)} pixels that are halved; raise the size or turn the pool off.`,
  );
}

/** @param closest the number of weights closest to the budget that there can be */
export function budgetOutOfReach({ network }: Config, closest: number): MisfitError {
  return new MisfitError(
    `stn.network.parameters ${network.parameters} does not fit stn.network.kind "${network.kind}": the closest that its classifier’s widths allow is ${closest}; choose a budget near that, or 0.`,
  );
}

/** What made a part's input as small as it is, and what else than its kernels makes it fit. */
interface PartInput {
  readonly sees: string;
  readonly remedies: readonly string[];
}

function localizationInput(config: Config): PartInput {
  const isChosen = config.localization.averagePool === 'yes';
  const isHalved = layerSizes(config, 1).localizationPool === 2;
  return {
    sees: isChosen ? `stn.localization.averagePool "yes", which halves ${images(config)}` : images(config),
    remedies: isHalved ? ['set stn.localization.averagePool to "no"'] : [],
  };
}

function classifierInput(config: Config): PartInput {
  const { kind, outputSize, averagePool } = config.transformer;
  if (kind === 'none') return { sees: images(config), remedies: [] };
  const ownSize = outputSize > 0 ? `stn.transformer.outputSize ${outputSize}` : images(config);
  return {
    sees: averagePool ? `stn.transformer.averagePool true, which halves ${ownSize}` : ownSize,
    remedies: [
      'raise stn.transformer.outputSize',
      ...(averagePool ? ['turn stn.transformer.averagePool off'] : []),
    ],
  };
}

function images({ distortion }: Config): string {
  const { size } = distortionRanges(distortion);
  const by =
    distortion.size > 0
      ? `stn.distortion.size ${distortion.size}`
      : `stn.distortion.kind "${distortion.kind}"`;
  return `images of ${size}×${size} (${by})`;
}

function pixels({ height, width }: ImageSize): string {
  return `${Math.max(0, height)}×${Math.max(0, width)}`;
}
