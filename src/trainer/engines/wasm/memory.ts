/** Hands out the engine's memory: what exists once, and each thread's scratch memory. */
import type { ImageSize } from '../../../shared/trainerProtocol';
import { roundUp, type ImageBuffer, type PlanarImage } from './layout';
import { BLOCK_IMAGES } from './tasks';

/** Bytes that a vector load may read past a buffer's end; they stay 0. */
export const SLACK = 16;

/** A running total that hands out aligned regions. */
class Allocator {
  private top = 0;

  get size(): number {
    return this.top;
  }

  take(bytes: number): number {
    const offset = this.top;
    this.top = roundUp(offset + bytes, 64);
    return offset;
  }
}

export interface Memory {
  /** Bytes that exist once. */
  take(bytes: number): number;
  /** @param pitch bytes of an image */
  imageBuffer(space: 'batch' | 'block', pitch: number): ImageBuffer;
}

export class EngineMemory implements Memory {
  /** Addresses. */
  readonly whole = new Allocator();
  /** Offsets in every thread's scratch memory. */
  readonly scratch = new Allocator();

  constructor(private readonly batchSize: number) {}

  take(bytes: number): number {
    return this.whole.take(bytes);
  }

  imageBuffer(space: 'batch' | 'block', pitch: number): ImageBuffer {
    const offset =
      space === 'batch'
        ? this.whole.take(pitch * this.batchSize + SLACK)
        : this.scratch.take(pitch * BLOCK_IMAGES + SLACK);
    return { space, offset, pitch };
  }

  /**
   * @param compact whether rows lie without padding
   * @param given where the image may lie already, channels last
   */
  planarImage(size: ImageSize, compact: boolean, given?: ImageBuffer): PlanarImage {
    const rowPitch = (compact ? size.width : roundUp(size.width, 4)) * 4;
    const planePitch = size.height * rowPitch;
    const pitch = roundUp(planePitch * size.channels, 16);
    const same = size.channels === 1 && given?.pitch === pitch;
    return { size, rowPitch, planePitch, buffer: same ? given : this.imageBuffer('block', pitch) };
  }
}
