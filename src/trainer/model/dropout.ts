/** Dropout masks, drawn outside the engines so that every engine trains on the same ones. */
import type { DropoutMasks } from '../engines/engine';
import type { RandomStream } from '../random';
import { allLayers, type Layer, type NetworkSpec } from '../../shared/network/network';

/** Draws masks into the same memory batch after batch. */
export class DropoutSource {
  private readonly layers: readonly {
    readonly values: Float32Array;
    readonly units: number;
    readonly probability: number;
  }[];
  readonly masks: DropoutMasks;

  constructor(
    network: NetworkSpec,
    batchSize: number,
    private readonly random: RandomStream,
  ) {
    const dropping = allLayers(network).filter(({ dropout }) => dropout > 0);
    this.layers = dropping.map((layer) => ({
      values: new Float32Array(batchSize * units(layer)),
      units: units(layer),
      probability: layer.dropout,
    }));
    this.masks = new Map(dropping.map((layer, position) => [layer.name, this.layers[position].values]));
  }

  /** New masks for a batch of `count` images: 0 with the layer's probability p, else 1/(1 − p). */
  draw(count: number): DropoutMasks {
    for (const { values, units, probability } of this.layers) {
      const threshold = probability * 0x1_0000_0000;
      const kept = 1 / (1 - probability);
      for (let i = 0; i < count * units; i++) values[i] = this.random.word() < threshold ? 0 : kept;
    }
    return this.masks;
  }
}

/** What one mask value scales: a channel of a convolution (dropout2d), a unit of a dense layer. */
function units(layer: Layer): number {
  return layer.kind === 'convolution' ? layer.output.channels : layer.outputs;
}
