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
  readonly count: number;
  readonly labels: Uint8Array;
  /**
   * Edge of the square that is kept of each digit, one behind the other from the memory's beginning: whoever draws waits
   * for what is read. See `squareStart`.
   */
  readonly edge: number;
  /** Where digits' ink is, see inkBoxes. */
  readonly boxes: Uint8Array;
  /** Address of the first desk; each of the others begins `deskBytes` behind the one before. */
  readonly desks: number;
  readonly deskBytes: number;
  /** Address of the room for what is drawn. */
  readonly paper: number;
}

export interface StoreRoom {
  /** Whether digits are kept whole: else, what is around their ink. */
  readonly isWhole: boolean;
  readonly desks: number;
  readonly deskBytes: number;
  readonly paperBytes: number;
}

const pageBytes = 65536;

/** A vector: rows are read in whole ones. */
const smallestEdge = 16;

/**
 * @throws Error where images are not of 28×28
 * @throws RangeError where there is not so much memory
 */
export function storeDigits({ images, labels, count }: ImageSet, room: StoreRoom): DigitStore {
  if (images.length !== count * digitEdge ** 2) {
    throw new Error(`Only digits of ${digitEdge}×${digitEdge} pixels can be distorted.`);
  }
  const found = new Uint8Array(4 * count);
  inkBoxes(images, found);
  const edge = room.isWhole ? digitEdge : Math.max(smallestEdge, largestExtent(found));
  const squareBytes = count * edge ** 2;
  const deskBytes = wholeLines(room.deskBytes);
  const desks = wholeLines(squareBytes + 5 * count);
  const paper = desks + room.desks * deskBytes;
  const pages = Math.ceil((paper + room.paperBytes) / pageBytes);
  const memory = new webAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const boxes = new Uint8Array(memory.buffer, squareBytes, 4 * count);
  boxes.set(found);
  const kept = new Uint8Array(memory.buffer, squareBytes + 4 * count, count);
  kept.set(labels);
  copySquares(images, boxes, edge, new Uint8Array(memory.buffer, 0, squareBytes));
  return { memory, count, labels: kept, edge, boxes, desks, deskBytes, paper };
}

/**
 * Where the square that is kept of a digit begins along an axis, in pixels of the digit.
 * @param inkStart where its ink begins
 */
export function squareStart(inkStart: number, edge: number): number {
  return Math.min(inkStart, digitEdge - edge);
}

/** Of all boxes along both axes, in pixels. */
function largestExtent(boxes: Uint8Array): number {
  let largest = 0;
  for (let at = 0; at < boxes.length; at += 4) {
    largest = Math.max(largest, boxes[at + 2] - boxes[at] + 1, boxes[at + 3] - boxes[at + 1] + 1);
  }
  return largest;
}

function copySquares(images: Uint8Array, boxes: Uint8Array, edge: number, target: Uint8Array): void {
  let to = 0;
  for (let digit = 0; digit < boxes.length / 4; digit++) {
    const left = squareStart(boxes[4 * digit], edge);
    const top = squareStart(boxes[4 * digit + 1], edge);
    const first = digit * digitEdge ** 2 + top * digitEdge + left;
    for (let row = 0; row < edge; row++, to += edge) {
      const from = first + row * digitEdge;
      target.set(images.subarray(from, from + edge), to);
    }
  }
}

/** Of a cache: two threads do not write to the same. */
function wholeLines(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}
