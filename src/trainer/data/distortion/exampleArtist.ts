/** Draws examples as the task and the distortion want them: each depends on the seed, the epoch and its index alone. */
import type { Config } from '../../../shared/config';
import { digitEdge, inkEdge, pieceEdge, type DistortionRanges } from '../../../shared/distortion';
import { fetchedAhead } from '../batches';
import { canvasFor, planBrush } from './brushMemory';
import type { DigitStore, StoreRoom } from './digitStore';
import { ExampleRandom } from './exampleRandom';
import { Painter } from './painter';
import { poseOf } from './pose';
import { Warp } from './warp';

/** What is drawn: plain data, the same on every thread. */
export interface ExamplesToDraw {
  readonly ranges: DistortionRanges;
  readonly task: Config['task'];
  readonly seed: number;
}

/** Pieces of clutter are cut from a digit's middle: elsewhere there is no ink. */
const inkStart = (digitEdge - inkEdge) / 2;
const inkRoom = inkEdge - pieceEdge + 1;

export class ExampleArtist {
  private readonly random = new ExampleRandom();
  private readonly warp: Warp;
  private readonly painter: Painter;
  private readonly channels: number;

  /** @param desk number of the one where nobody else draws */
  constructor(
    private readonly examples: ExamplesToDraw,
    private readonly digits: DigitStore,
    desk: number,
  ) {
    const { ranges, task } = examples;
    this.channels = channelsOf(task);
    this.painter = new Painter(canvasFor(ranges, this.channels), digits, desk);
    this.warp = new Warp(ranges, this.painter.movesPlace);
  }

  /**
   * Draws one example behind the other.
   * @param epoch from 1; 0 for the test set
   * @param order indices as of `draw`
   * @param labels gets theirs
   */
  drawBatch(epoch: number, order: ArrayLike<number>, target: number, labels: Uint8Array): void {
    const length = pixelsOf(this.examples);
    for (let from = 0; from < order.length; from += fetchedAhead) {
      const end = Math.min(from + fetchedAhead, order.length);
      for (let at = from; at < end; at++) this.painter.fetch(order[at]);
      for (let at = from; at < end; at++) labels[at] = this.draw(epoch, order[at], target + at * length);
    }
  }

  /**
   * @param epoch from 1; 0 for the test set
   * @param index of the digit; of the first of two in addition
   * @param target address that gets the pixels, channels last
   * @returns the example's label
   */
  draw(epoch: number, index: number, target: number): number {
    const { random, channels, painter } = this;
    const { seed } = this.examples;
    const { count, labels } = this.digits;
    random.begin(seed, epoch, index);
    let label = 0;
    for (let channel = 0; channel < channels; channel++) {
      const digit = channel === 0 ? index : random.below(count);
      label += labels[digit];
      this.drawDigit(digit, channel);
    }
    painter.handOver(target);
    return label;
  }

  /** How the one digit of an example of a classification is distorted: see `pose` in trainerProtocol.ts. */
  pose(epoch: number, index: number, alignCorners: boolean): number[] {
    this.random.begin(this.examples.seed, epoch, index);
    this.warp.draw(this.random);
    return poseOf(this.warp, this.painter.places(this.warp), this.examples.ranges.size, alignCorners);
  }

  private drawDigit(digit: number, channel: number): void {
    this.warp.draw(this.random);
    this.painter.paint(digit, this.warp, channel);
    this.drawClutter(digit, channel);
  }

  /** Pieces of other digits at random places. */
  private drawClutter(digit: number, channel: number): void {
    const { random, painter } = this;
    const { size, clutter } = this.examples.ranges;
    if (clutter === 0) return;
    const room = size - pieceEdge + 1;
    for (let piece = 0; piece < clutter; piece++) {
      const other = random.below(this.digits.count - 1);
      const source = (other < digit ? other : other + 1) * digitEdge ** 2;
      const fromX = inkStart + random.below(inkRoom);
      const fromY = inkStart + random.below(inkRoom);
      const toX = random.below(room);
      const toY = random.below(room);
      painter.cutPiece(piece, source + fromY * digitEdge + fromX, toX, toY);
    }
    painter.paintClutter(channel);
  }
}

/** Of an image, those of all channels. */
export function pixelsOf({ ranges, task }: ExamplesToDraw): number {
  return ranges.size ** 2 * channelsOf(task);
}

/** What drawing them takes of a store of digits. */
export function storeRoom({ ranges, task }: ExamplesToDraw): Pick<StoreRoom, 'isWhole' | 'deskBytes'> {
  return {
    // Clutter is cut from anywhere near a digit's middle.
    isWhole: ranges.clutter > 0,
    deskBytes: planBrush(canvasFor(ranges, channelsOf(task)), digitEdge, 0).bytes,
  };
}

function channelsOf(task: Config['task']): number {
  return task === 'addition' ? 2 : 1;
}
