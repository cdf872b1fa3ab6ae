/** How our time grows with what the settings can change; everything else is the tutorial's. */
import { defaultConfig, type Config } from '../../src/shared/config';
import { layerSizes } from '../../src/shared/network/layerSizes';
import { describeNetwork } from '../../src/shared/network/describeNetwork';
import type { Contender } from './contenders';
import { figuresOf } from './figures';
import type { Answer } from './job';
import { billionsPerEpoch, trainMultiplyAdds } from './multiplyAdds';
import { EPOCH_IMAGES, type BenchNetwork } from './networks';
import { spread } from './statistics';
import { table, withRange } from './table';

export interface Variant {
  readonly key: string;
  readonly title: string;
  readonly network: BenchNetwork;
  readonly threads: number;
}

interface Change {
  readonly title: string;
  readonly batchSize?: number;
  readonly edge?: number;
  readonly channels?: number;
  /** Times the tutorial's filters. */
  readonly filters?: number;
  readonly threads?: number;
}

const changes: readonly Change[] = [
  { title: 'the tutorial’s, 2 threads' },
  { title: '1 thread', threads: 1 },
  { title: 'batch 16', batchSize: 16 },
  { title: 'batch 256', batchSize: 256 },
  { title: '42×42', edge: 42 },
  { title: '60×60', edge: 60 },
  { title: '2 image channels', channels: 2 },
  { title: '4 image channels', channels: 4 },
  { title: 'twice the filters', filters: 2 },
  { title: 'three times the filters', filters: 3 },
];

/** About as many images for each, so that each is timed about as long. */
const timedImages = 9_600;
const testImages = 2_560;

export const variants: readonly Variant[] = changes.map((change) => {
  const { title, batchSize = 64, edge = 28, channels = 1, filters = 1, threads = 2 } = change;
  const spec = describeNetwork(withFilters(filters), { height: edge, width: edge, channels }, 10);
  const network = {
    key: title,
    title,
    spec,
    batchSize,
    trainBatches: Math.ceil(timedImages / batchSize),
    testBatches: Math.ceil(testImages / batchSize),
  };
  return { key: title, title, network, threads };
});

function withFilters(times: number): Config {
  const config = defaultConfig();
  // Empty lists in the settings are the network's own.
  const sizes = layerSizes(config, 1);
  const scale = (filters: readonly number[]) => filters.map((count) => count * times);
  return {
    ...config,
    localization: { ...config.localization, filters: scale(sizes.localization.filters) },
    classifier: { ...config.classifier, filters: scale(sizes.classifier.filters) },
  };
}

export function growthTable(answers: ReadonlyMap<string, readonly Answer[]>): string {
  const rows = variants.flatMap(({ key, title, network }) => {
    const own = answers.get(key);
    if (!own) return [];
    const seconds = spread(figuresOf(own, network.batchSize).epochSeconds);
    const work = billionsPerEpoch(trainMultiplyAdds(network.spec));
    return [
      [
        title,
        withRange(seconds, 2),
        ((seconds.median / EPOCH_IMAGES) * 1e6).toFixed(1),
        work.toFixed(0),
        (work / seconds.median).toFixed(1),
      ],
    ];
  });
  return table(['', 'train epoch, s', 'µs an image', '10⁹ multiply-adds', '10⁹ a second'], rows);
}

/** @param wasm any contender with our engine: its Node is used */
export function growthContender(wasm: Contender, variant: Variant): Contender {
  return { ...wasm, key: variant.key, title: variant.title, threads: variant.threads };
}
