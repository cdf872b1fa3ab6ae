/** Where one thread's time goes in an epoch of the tutorial's network, against the most that the machine can do. */
import { allLayers, type Layer, type NetworkSpec } from '../../src/shared/network/network';
import type { FunctionTime } from './contenders/profile';
import type { Answer } from './job';
import { billionsPerEpoch, layerMultiplyAdds } from './multiplyAdds';
import { EPOCH_IMAGES } from './networks';
import { table } from './table';

export interface Peak {
  readonly node: string;
  readonly relaxedSimd: boolean;
  /** Multiply-adds of one thread. */
  readonly perSecond: number;
}

const shown = 18;

/** @param answer with a profile */
export function timeSpentTable(network: NetworkSpec, batchSize: number, answer: Answer, peak: Peak): string {
  const { profile = [], train } = answer;
  const epochs = (train.batches * batchSize) / EPOCH_IMAGES;
  const whole = sum(profile);
  const rows = profile.slice(0, shown).map(({ name, seconds }) => {
    const epochSeconds = seconds / epochs;
    const work = billionsPerEpoch(kernelMultiplyAdds(network, name));
    const rate = (work * 1e9) / epochSeconds;
    return [
      name || '(unknown)',
      epochSeconds.toFixed(3),
      percent(seconds / whole),
      work > 0 ? work.toFixed(1) : '',
      work > 0 ? percent(rate / peak.perSecond) : '',
    ];
  });
  const rest = sum(profile.slice(shown));
  rows.push(['all others', (rest / epochs).toFixed(3), percent(rest / whole), '', '']);
  return table(['', 's an epoch', 'share', '10⁹ dense multiply-adds', 'of the peak'], rows);
}

/** Those of a dense computation, also where ours leaves out what pooling, ReLU and dropout made zero. */
function kernelMultiplyAdds(network: NetworkSpec, kernel: string): number {
  const layers = allLayers(network);
  const layer: Layer | undefined = layers.find(({ name }) => kernel.startsWith(`${name} `));
  if (!layer) return 0;
  const forward = layerMultiplyAdds(layer);
  // A convolution's backward is gradients of the weights, and of the inputs where they are asked for.
  const both = kernel.endsWith(' backward') && layer.kind === 'convolution';
  const readsImage = layer === layers[0];
  return both && !readsImage ? 2 * forward : forward;
}

function sum(times: readonly FunctionTime[]): number {
  return times.reduce((total, { seconds }) => total + seconds, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
