/**
 * What the two gradients of a dense layer share. Both list the outputs' gradients that are not 0; each adds its multiple
 * of a row, of weights (for the inputs' gradient) or of inputs (for the weights'). The lists are streamed past a tile of
 * the rows at a time, whose sums stay in registers.
 */
import { i32, type FunctionBuilder, type I32, type Local } from '../assembler';
import type { DensePlan } from '../layout';
import { BLOCK_IMAGES, PANEL_OUTPUTS } from '../tasks';
import { GRADIENT_ENTRY, type GradientList } from './gradientEntries';

/** Images that the weights' gradient goes over at a time, so that a tile of their inputs fits in the nearest cache. */
export const LISTED_IMAGES = 128;

/** Bytes of scratch memory for the lists of a layer with so many outputs. */
export function denseListBytes(outputs: number, batchSize: number): number {
  return Math.max(imageLists(outputs).bytes, outputLists(batchSize).bytes);
}

/** For each image of a block, the gradients of its outputs. */
export function imageLists(outputs: number): ListSet {
  return new ListSet(BLOCK_IMAGES, outputs);
}

/** For each output of a task, its gradients in several images. */
export function outputLists(batchSize: number): ListSet {
  return new ListSet(PANEL_OUTPUTS, Math.min(batchSize, LISTED_IMAGES));
}

/** For each image of a block, its inputs that are not background: at most every vector of a row. */
export function inkLists({ paddedInputs }: Pick<DensePlan, 'paddedInputs'>): ListSet {
  return new ListSet(BLOCK_IMAGES, paddedInputs / 4);
}

/** Lists in scratch memory, numbered: first where each ends, then the lists. */
export class ListSet {
  private readonly pitch: number;

  constructor(
    private readonly count: number,
    /** That a list may have. */
    entries: number,
  ) {
    this.pitch = entries * GRADIENT_ENTRY;
  }

  get bytes(): number {
    return this.count * (4 + this.pitch);
  }

  start(f: FunctionBuilder, lists: Local<'i32'>, number: I32): Local<'i32'> {
    return f.local('i32', i32.plus(i32.add(lists, i32.times(number, this.pitch)), this.count * 4));
  }

  keepEnd(f: FunctionBuilder, lists: Local<'i32'>, number: I32, end: I32): void {
    f.storeI32(i32.add(lists, i32.shl(number, i32.const(2))), end);
  }

  /** A list whose end was kept. */
  list(f: FunctionBuilder, lists: Local<'i32'>, number: I32): GradientList {
    const end = f.local('i32', i32.load(i32.add(lists, i32.shl(number, i32.const(2)))));
    return { start: this.start(f, lists, number), end };
  }
}

/** The body for each tile of a row, with its number; the last may have fewer vectors. */
export function forTiles(
  f: FunctionBuilder,
  { paddedInputs, tileVectors }: DensePlan,
  body: (tile: Local<'i32'>, vectors: number) => void,
): void {
  const tile = f.local('i32');
  const full = Math.floor(paddedInputs / 4 / tileVectors);
  if (full > 0) f.times(tile, full, 1, () => body(tile, tileVectors));
  const rest = (paddedInputs / 4) % tileVectors;
  if (rest > 0) {
    f.set(tile, i32.const(full));
    body(tile, rest);
  }
}

/** Byte offsets of neighbouring vectors. */
export function vectorOffsets(vectors: number): number[] {
  return Array.from({ length: vectors }, (_, vector) => vector * 16);
}
