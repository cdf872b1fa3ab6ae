/** Draws examples as the task and the distortion want them: each depends on the seed, the epoch and its index alone. */
import type { Config } from '../../../shared/config';
import { digitEdge, inkEdge, type DistortionRanges } from '../../../shared/distortion';
import type { ImageSet } from '../types';
import { canvasFor } from './brushMemory';
import { ExampleRandom } from './exampleRandom';
import { Painter } from './painter';
import { poseOf } from './pose';
import { Warp } from './warp';

/** What is drawn, of which digits: plain data, the same on every thread. */
export interface ExamplesToDraw {
  readonly ranges: DistortionRanges;
  readonly task: Config['task'];
  readonly seed: number;
  /** Digits of 28×28. */
  readonly set: ImageSet;
  /** Where their ink is, see inkBoxes. */
  readonly boxes: Uint8Array;
}

/** Edge of a piece of clutter. It is cut from the digit's middle: elsewhere there is no ink. */
const pieceEdge = 6;
const inkStart = (digitEdge - inkEdge) / 2;
const inkRoom = inkEdge - pieceEdge + 1;

export class ExampleArtist {
  private readonly random = new ExampleRandom();
  private readonly warp: Warp;
  private readonly painter: Painter;
  private readonly channels: number;
  /** Pixels of an image, those of all channels. */
  readonly length: number;

  constructor(private readonly examples: ExamplesToDraw) {
    const { ranges, task, set, boxes } = examples;
    this.channels = task === 'addition' ? 2 : 1;
    this.length = ranges.size ** 2 * this.channels;
    this.warp = new Warp(ranges);
    this.painter = new Painter(canvasFor(ranges, this.channels), set.images, boxes);
  }

  /**
   * @param epoch from 1; 0 for the test set
   * @param index of the digit; of the first of two in addition
   * @param into gets `length` pixels from `start` on, channels last
   * @returns the example's label
   */
  draw(epoch: number, index: number, into: Uint8Array, start: number): number {
    const { random, channels } = this;
    const { set, seed } = this.examples;
    const { canvas } = this.painter;
    canvas.fill(0);
    random.begin(seed, epoch, index);
    let label = 0;
    for (let channel = 0; channel < channels; channel++) {
      const digit = channel === 0 ? index : random.below(set.count);
      label += set.labels[digit];
      this.drawDigit(digit, channel);
    }
    into.set(canvas, start);
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
    for (let piece = 0; piece < this.examples.ranges.clutter; piece++) this.drawPiece(digit, channel);
  }

  /** Copies a piece of another digit to a random place; where there is ink already, the stronger shows. */
  private drawPiece(digit: number, channel: number): void {
    const { random, channels } = this;
    const { canvas } = this.painter;
    const { set, ranges } = this.examples;
    const other = random.below(set.count - 1);
    const source = (other < digit ? other : other + 1) * digitEdge ** 2;
    const [fromX, fromY] = [inkStart + random.below(inkRoom), inkStart + random.below(inkRoom)];
    const room = ranges.size - pieceEdge + 1;
    const [toX, toY] = [random.below(room), random.below(room)];
    for (let row = 0; row < pieceEdge; row++) {
      const from = source + (fromY + row) * digitEdge + fromX;
      const to = ((toY + row) * ranges.size + toX) * channels + channel;
      for (let column = 0; column < pieceEdge; column++) {
        const value = set.images[from + column];
        const at = to + column * channels;
        if (value > canvas[at]) canvas[at] = value;
      }
    }
  }
}
