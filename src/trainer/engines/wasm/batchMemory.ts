/** A batch in the engine's memory: its images, labels and dropout masks. */
import { elements, type NetworkSpec } from '../../../shared/network/network';
import type { DropoutMasks } from '../engine';
import type { Images } from '../images';
import type { MaskPlan, MemoryPlan } from './layout';
import { CONTROL } from './tasks';

export class BatchMemory {
  /** Of an image, its numbers. */
  readonly imageLength: number;
  private readonly floats: Float32Array;
  private readonly bytes: Uint8Array;
  private readonly words: Int32Array;
  /** Masks that hold ones throughout, as they do where nothing is dropped. */
  private readonly plainMasks = new Set<MaskPlan>();

  constructor(
    buffer: ArrayBuffer | SharedArrayBuffer,
    private readonly network: NetworkSpec,
    private readonly plan: MemoryPlan,
  ) {
    this.floats = new Float32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer);
    this.imageLength = elements(Object.values(network.input));
  }

  /** @throws Error where a label is none of the network's classes */
  writeLabels(labels: ArrayLike<number>, count: number): void {
    const { classes } = this.network;
    for (let image = 0; image < count; image++) {
      if (labels[image] >= classes) {
        throw new Error(`Label ${labels[image]} of image ${image}, but there are ${classes} classes`);
      }
      this.bytes[this.plan.labels + image] = labels[image];
    }
  }

  /** @throws Error where there are fewer than so many */
  writeImages(images: Images, count: number): void {
    const { plan } = this;
    const asPixels = !(images instanceof Float32Array);
    const values = asPixels ? images.pixels : images;
    const length = count * this.imageLength;
    if (values.length < length) {
      throw new Error(`${values.length} numbers are too few for ${count} images`);
    }
    const read = values.length === length ? values : values.subarray(0, length);
    this.words[CONTROL.pixelsGiven / 4] = asPixels ? 1 : 0;
    if (asPixels) {
      this.bytes.set(read, plan.pixels);
      this.floats.set(images.table, plan.pixelTable / 4);
    } else {
      this.floats.set(read, plan.numbers.offset / 4);
    }
  }

  /** @param masks of the layers that drop something; the others keep all */
  setMasks(masks: DropoutMasks, count: number): void {
    for (const mask of this.plan.masks) {
      const values = masks.get(mask.layer);
      if (values) {
        this.writeMask(mask, values, count);
        this.plainMasks.delete(mask);
      } else if (!this.plainMasks.has(mask)) {
        const length = (mask.pitch / 4) * this.plan.batchSize;
        this.floats.fill(1, mask.address / 4, mask.address / 4 + length);
        this.plainMasks.add(mask);
      }
    }
  }

  private writeMask({ layer, width, address, pitch }: MaskPlan, values: Float32Array, count: number): void {
    if (values.length < count * width) {
      throw new Error(
        `The mask of ${layer} has ${values.length} numbers, but ${count} × ${width} are needed`,
      );
    }
    let from = 0;
    for (let image = 0; image < count; image++) {
      const to = (address + image * pitch) / 4;
      for (let position = 0; position < width; position++) this.floats[to + position] = values[from++];
    }
  }
}
