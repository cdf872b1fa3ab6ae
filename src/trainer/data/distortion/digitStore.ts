/**
 * Digits to draw, in a memory that generated code reads. Threads share it; each draws at a desk of its own in there, which
 * saves copying digits from one memory to another.
 */
import { digitEdge } from '../../../shared/distortion';
import { webAssembly, type WasmMemory } from '../../engines/wasm/webAssembly';
import type { ImageSet } from '../types';
import { inkBoxes } from './ink';

/** Plain data, to be handed to threads. */
export interface DigitStore {
  readonly memory: WasmMemory;
  /** Of 28×28, at the memory's beginning. */
  readonly set: ImageSet;
  /** Where their ink is, see inkBoxes. */
  readonly boxes: Uint8Array;
  /** Address of the first desk; each of the others begins `deskBytes` behind the one before. */
  readonly desks: number;
  readonly deskBytes: number;
  /** Address of the room for what is drawn. */
  readonly paper: number;
}

interface StoreRoom {
  readonly desks: number;
  readonly deskBytes: number;
  readonly paperBytes: number;
}

const pageBytes = 65536;

/**
 * @throws Error where images are not of 28×28
 * @throws RangeError where there is not so much memory
 */
export function storeDigits(set: ImageSet, room: StoreRoom): DigitStore {
  const { images, labels, count } = set;
  if (images.length !== count * digitEdge ** 2) {
    throw new Error(`Only digits of ${digitEdge}×${digitEdge} pixels can be distorted.`);
  }
  const deskBytes = wholeLines(room.deskBytes);
  const desks = wholeLines(images.length + 5 * count);
  const paper = desks + room.desks * deskBytes;
  const pages = Math.ceil((paper + room.paperBytes) / pageBytes);
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const stored = {
    images: new Uint8Array(memory.buffer, 0, images.length),
    labels: new Uint8Array(memory.buffer, images.length, count),
    count,
  };
  stored.images.set(images);
  stored.labels.set(labels);
  const boxes = new Uint8Array(memory.buffer, images.length + count, 4 * count);
  inkBoxes(images, boxes);
  return { memory, set: stored, boxes, desks, deskBytes, paper };
}

/** Of a cache: two threads do not write to the same. */
function wholeLines(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}
