import { describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../../src/shared/config';
import { digitEdge, distortionRanges } from '../../../src/shared/distortion';
import { canvasFor } from '../../../src/trainer/data/distortion/brushMemory';
import { storeDigits } from '../../../src/trainer/data/distortion/digitStore';
import { storeRoom } from '../../../src/trainer/data/distortion/exampleArtist';
import { ExampleRandom } from '../../../src/trainer/data/distortion/exampleRandom';
import { Painter } from '../../../src/trainer/data/distortion/painter';
import { Warp } from '../../../src/trainer/data/distortion/warp';
import { smoothDigits } from './support/smoothDigits';

const digits = smoothDigits(30);
const middle = (digitEdge - 1) / 2;

/** A digit's ink between its pixels; none around it. */
function inkAt(index: number, x: number, y: number): number {
  const pixel = (column: number, row: number): number =>
    Math.min(column, row) < 0 || Math.max(column, row) >= digitEdge
      ? 0
      : digits.images[index * digitEdge ** 2 + row * digitEdge + column];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, below] = [x - left, y - top];
  const across = (row: number): number => (1 - right) * pixel(left, row) + right * pixel(left + 1, row);
  return (1 - below) * across(top) + below * across(top + 1);
}

describe('a painted digit', () => {
  it.each<[string, Partial<Config['distortion']>]>([
    ['R', { kind: 'R' }],
    ['RTS', { kind: 'RTS' }],
    ['P', { kind: 'P' }],
    ['E', { kind: 'E' }],
    ['cut off by the canvas', { kind: 'custom', size: 20, rotation: 180, shear: 0.2, corners: 0 }],
    ['cut off at every edge', { kind: 'custom', size: 20, largestScale: 3, rotation: 180, corners: 0 }],
    [
      'larger than a row usually shows',
      { kind: 'custom', size: 84, largestScale: 3, rotation: 180, corners: 0 },
    ],
    ['on a tiny canvas', { kind: 'custom', size: 5, smallestScale: 0.2, largestScale: 0.2 }],
    ['with corners far away', { kind: 'custom', size: 40, corners: 6, rotation: 180 }],
    [
      'bent, in more columns than there are in a word',
      { kind: 'custom', size: 44, controlPoints: 1.5, corners: 0, rotation: 0 },
    ],
    ['bent and with corners far away', { kind: 'custom', size: 40, controlPoints: 1, corners: 4 }],
    [
      'bent, with places far away',
      { kind: 'custom', size: 60, smallestScale: 0.3, controlPoints: 2, rotation: 90 },
    ],
  ])('mixes at each pixel of the canvas what is around its place: %s', (_, distortion) => {
    const ranges = distortionRanges({ ...defaultConfig().distortion, ...distortion });
    const { size } = ranges;
    const spec = canvasFor(ranges, 1);
    const room = {
      ...storeRoom({ ranges, task: 'classification', seed: 1 }),
      desks: 1,
      paperBytes: size ** 2,
    };
    const store = storeDigits(digits, room);
    const painter = new Painter(spec, store, 0);
    const warp = new Warp(ranges);
    const random = new ExampleRandom();
    const image = new Uint8Array(store.memory.buffer, store.paper, size ** 2);
    let furthest = 0;
    for (let draw = 0; draw < 200; draw++) {
      const index = draw % digits.count;
      random.begin(1, 1, draw);
      warp.draw(random);
      painter.paint(index, warp, 0);
      painter.handOver(store.paper);
      const found = painter.places(warp);
      const matrix = warp.toDigit;
      image.forEach((ink, pixel) => {
        const [x, y] = [pixel % size, Math.floor(pixel / size)].map((at) => at - (size - 1) / 2);
        const [placeX, placeY] = found?.[pixel] ?? [
          matrix[0] * x + matrix[1] * y + matrix[2],
          matrix[3] * x + matrix[4] * y + matrix[5],
        ];
        const expected = inkAt(index, placeX + middle, placeY + middle);
        furthest = Math.max(furthest, Math.abs(ink - expected));
      });
    }
    // Places have 256 steps a pixel, and ink changes by less than 80 from one pixel to the next.
    expect(furthest).toBeLessThan(1.5);
  });
});
