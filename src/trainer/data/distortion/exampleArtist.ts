/** Draws examples as the task and the distortion want them: each depends on the seed, the epoch and its index alone. */
import type { Config } from '../../../shared/config';
import { digitEdge, inkEdge, type DistortionRanges } from '../../../shared/distortion';
import type { ImageSet } from '../types';
import { ExampleRandom } from './exampleRandom';
import { Painter, type Pixels } from './painter';
import { placesOf, type Places } from './places';
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
  private readonly places: Places | undefined;
  private readonly painter: Painter;
  private readonly channels: number;
  /** Numbers an image. */
  readonly length: number;

  /** @param table what each of the 256 pixel values becomes, in rising order */
  constructor(
    private readonly examples: ExamplesToDraw,
    private readonly table: Pixels,
  ) {
    const { ranges, task } = examples;
    this.channels = task === 'addition' ? 2 : 1;
    this.length = ranges.size ** 2 * this.channels;
    this.warp = new Warp(ranges);
    this.places = placesOf(ranges);
    this.painter = new Painter(ranges.size, this.channels, table, this.places);
  }

  /**
   * @param epoch from 1; 0 for the test set
   * @param index of the digit; of the first of two in addition
   * @param into gets `length` numbers from `start` on, channels last
   * @returns the example's label
   */
  draw(epoch: number, index: number, into: Pixels, start: number): number {
    const { random, channels } = this;
    const { set, seed } = this.examples;
    into.fill(this.table[0], start, start + this.length);
    random.begin(seed, epoch, index);
    let label = 0;
    for (let channel = 0; channel < channels; channel++) {
      const digit = channel === 0 ? index : random.below(set.count);
      label += set.labels[digit];
      this.drawDigit(digit, into, start + channel);
    }
    return label;
  }

  /** How the one digit of an example of a classification is distorted: see `pose` in trainerProtocol.ts. */
  pose(epoch: number, index: number, alignCorners: boolean): number[] {
    this.random.begin(this.examples.seed, epoch, index);
    this.warp.draw(this.random);
    return poseOf(this.warp, this.places, this.examples.ranges.size, alignCorners);
  }

  private drawDigit(digit: number, into: Pixels, start: number): void {
    const { set, boxes, ranges } = this.examples;
    this.warp.draw(this.random);
    this.painter.paint(set.images, boxes, digit, this.warp, into, start);
    for (let piece = 0; piece < ranges.clutter; piece++) this.drawPiece(digit, into, start);
  }

  /** Copies a piece of another digit to a random place; where there is ink already, the stronger shows. */
  private drawPiece(digit: number, into: Pixels, start: number): void {
    const { random, table, channels } = this;
    const { set, ranges } = this.examples;
    const other = random.below(set.count - 1);
    const source = (other < digit ? other : other + 1) * digitEdge ** 2;
    const [fromX, fromY] = [inkStart + random.below(inkRoom), inkStart + random.below(inkRoom)];
    const room = ranges.size - pieceEdge + 1;
    const [toX, toY] = [random.below(room), random.below(room)];
    for (let row = 0; row < pieceEdge; row++) {
      const from = source + (fromY + row) * digitEdge + fromX;
      const to = start + ((toY + row) * ranges.size + toX) * channels;
      for (let column = 0; column < pieceEdge; column++) {
        const value = table[set.images[from + column]];
        const at = to + column * channels;
        if (value > into[at]) into[at] = value;
      }
    }
  }
}
