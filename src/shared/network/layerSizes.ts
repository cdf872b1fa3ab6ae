/** The sizes of a network's layers: as the settings say, else as the kind of network has them. */
import type { Config } from '../config';

/** Of a localization network or a classifier. */
export interface PartSizes {
  readonly filters: readonly number[];
  /** As many as filters. */
  readonly kernels: readonly number[];
  readonly hidden: readonly number[];
}

export interface LayerSizes {
  readonly localization: PartSizes;
  readonly localizationPool: 1 | 2;
  readonly classifier: PartSizes;
}

/** The tutorial's; and Jaderberg et al. 2015, section 5.1 and appendix A.4. */
const ownSizes: Record<Config['network']['kind'], LayerSizes> = {
  tutorial: {
    localization: { filters: [8, 10], kernels: [7, 5], hidden: [32] },
    localizationPool: 1,
    classifier: { filters: [10, 20], kernels: [5, 5], hidden: [50] },
  },
  fcn: {
    localization: { filters: [], kernels: [], hidden: [32, 32, 32] },
    localizationPool: 1,
    classifier: { filters: [], kernels: [], hidden: [256, 256] },
  },
  cnn: {
    localization: { filters: [20, 20], kernels: [5, 5], hidden: [20] },
    localizationPool: 2,
    classifier: { filters: [32, 32], kernels: [9, 7], hidden: [] },
  },
};

/** Most filters and hidden units that engines are made for. */
const mostFilters = 64;
const mostUnits = 1024;

/** @param factor of the widths of the classifier's layers */
export function layerSizes({ network, localization, classifier }: Config, factor: number): LayerSizes {
  const own = ownSizes[network.kind];
  const pools = { network: own.localizationPool, no: 1, yes: 2 } as const;
  const chosen = chooseSizes(classifier, own.classifier);
  const scaled = (widths: readonly number[], most: number) =>
    widths.map((width) => Math.min(most, Math.max(1, Math.round(width * factor))));
  return {
    localization: chooseSizes(localization, own.localization),
    localizationPool: pools[localization.averagePool],
    classifier: {
      filters: scaled(chosen.filters, mostFilters),
      kernels: chosen.kernels,
      hidden: scaled(chosen.hidden, mostUnits),
    },
  };
}

/** A sentence for each pair of settings of layers that can't go together. */
export function layerProblems(config: Config): string[] {
  const { network, classifier } = config;
  if (network.kind === 'fcn' && classifier.filters.length + classifier.kernels.length > 0) {
    return [
      'stn.network.kind "fcn" has no convolutions in its classifier, but stn.classifier.filters or stn.classifier.kernels names some; empty them, or choose "cnn".',
    ];
  }
  const sizes = layerSizes(config, 1);
  return (['localization', 'classifier'] as const)
    .filter((part) => sizes[part].filters.length !== sizes[part].kernels.length)
    .map((part) => {
      const [filters, kernels] = [sizes[part].filters.length, sizes[part].kernels.length];
      return `stn.${part}.filters names ${filters} convolution${filters === 1 ? '' : 's'} and stn.${part}.kernels ${kernels}; give both the same length.`;
    });
}

function chooseSizes(configured: PartSizes, own: PartSizes): PartSizes {
  const choose = (key: keyof PartSizes) => (configured[key].length > 0 ? configured[key] : own[key]);
  return { filters: choose('filters'), kernels: choose('kernels'), hidden: choose('hidden') };
}
