import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../../src/shared/config';
import { digitEdge, distortionRanges } from '../../../src/shared/distortion';
import { affineTerms } from '../../../src/shared/theta';
import { gridGenerator } from '../../../src/shared/transformers/gridGenerator';
import type { ImageSet } from '../../../src/trainer/data/types';
import { gridSample } from '../../../src/trainer/sampler/gridSample';
import { artistFor, smoothDigits } from './support/smoothDigits';

type Distortion = Partial<Config['distortion']>;

const digits = smoothDigits(30);

function artistOf(distortion: Distortion, { set = digits, seed = 1 } = {}) {
  const ranges = distortionRanges({ ...defaultConfig().distortion, ...distortion });
  const { artist, draw } = artistFor({ ranges, task: 'classification', seed }, set);
  return { artist, draw: (index: number, epoch = 0) => draw(epoch, index).image, size: ranges.size };
}

const sumOf = (image: Uint8Array): number => image.reduce((sum, value) => sum + value, 0);
const digitOf = (set: ImageSet, index: number): Uint8Array =>
  set.images.subarray(index * digitEdge ** 2, (index + 1) * digitEdge ** 2);

/** The theta that shows the digit upright, in the middle, filling the output: the pose's inverse. */
function perfectTheta([a, b, x, c, d, y]: number[]): number[] {
  const determinant = a * d - b * c;
  const [e, f, g, h] = [d, -b, -c, a].map((value) => value / determinant);
  return [e, f, -(e * x + f * y), g, h, -(g * x + h * y)];
}

function look(image: Uint8Array, size: number, theta: number[], alignCorners: boolean): Float32Array {
  const output = { height: digitEdge, width: digitEdge };
  return gridSample(
    Float32Array.from(image),
    gridGenerator({ kind: 'affine', controlPoints: 2, bounded: false }, output, alignCorners).grid(theta),
    { count: 1, input: { height: size, width: size, channels: 1 }, output },
    { mode: 'bilinear', padding: 'zeros', alignCorners },
  );
}

const custom: Distortion = {
  ...{ kind: 'custom', size: 40, rotation: 20, smallestScale: 0.8, largestScale: 1.1, shear: 0.2 },
  ...{ place: 'random', corners: 2, controlPoints: 1, clutter: 2 },
};

describe('a distorted image', () => {
  // Whoever changes these changes every run with distortions.
  it.each<[string, Distortion, string]>([
    ['none, larger', { kind: 'none', size: 34 }, 'f08e514d1d29'],
    ['R', { kind: 'R' }, 'bfb871d3a561'],
    ['RTS', { kind: 'RTS' }, '9d8f38ab32d9'],
    ['P', { kind: 'P' }, 'af4e2ea8df49'],
    ['E', { kind: 'E' }, '68d255707616'],
    ['translated', { kind: 'translated' }, '58bcdfa8496e'],
    ['TC', { kind: 'TC' }, 'a7867a4225f5'],
    ['custom', custom, 'db89093ce1ed'],
  ])('is the same pixel by pixel for its seed, epoch and index: %s', (_, distortion, expected) => {
    const { draw } = artistOf(distortion);
    const hash = createHash('sha256');
    for (const epoch of [0, 3]) for (let index = 0; index < 10; index++) hash.update(draw(index, epoch));
    expect(hash.digest('hex').slice(0, 12)).toBe(expected);
  });

  describe.each(['R', 'P', 'E'] as const)('of %s', (kind) => {
    /** Ink of one value in a square of a digit. */
    const square = (left: number, top: number, edge: number): number[] =>
      Array.from({ length: digitEdge ** 2 }, (_, at) => {
        const [x, y] = [(at % digitEdge) - left, Math.floor(at / digitEdge) - top];
        return Math.min(x, y) >= 0 && Math.max(x, y) < edge ? 100 + x + 3 * y : 0;
      });
    const small = [
      square(0, 0, 14),
      square(14, 14, 14),
      square(3, 12, 1),
      square(12, 0, 16),
      square(0, 0, 0),
    ];
    const drawn = (images: number[][]) => {
      const set = {
        images: Uint8Array.from(images.flat()),
        labels: new Uint8Array(images.length),
        count: images.length,
      };
      const { draw } = artistOf({ kind }, { set });
      return small.map((_, index) => draw(index));
    };

    it.each([17, 20, 24, 25, 28])('is the same beside one whose ink is %i pixels large', (edge) => {
      expect(drawn([...small, square(0, 0, edge)])).toEqual(drawn(small));
    });
  });

  it('is another for another seed, epoch or index, whatever was drawn before', () => {
    const { draw } = artistOf({ kind: 'R' });
    const first = draw(7, 2);
    draw(8, 2);
    expect(draw(7, 2)).toEqual(first);
    expect(draw(7, 3)).not.toEqual(first);
    expect(artistOf({ kind: 'R' }, { seed: 2 }).draw(7, 2)).not.toEqual(first);
  });

  it.each<[string, Distortion]>([
    ['none', { kind: 'none', size: 42 }],
    ['translated', { kind: 'translated' }],
    ['translated on an odd canvas', { kind: 'translated', size: 41 }],
  ])('is the digit itself where nothing but its place changes: %s', (name, distortion) => {
    const { draw } = artistOf(distortion);
    for (let index = 0; index < 10; index++) {
      const inked = (image: Uint8Array) => [...image].filter((value) => value > 0);
      if (name === 'none' || distortion.size === undefined) {
        expect(inked(draw(index))).toEqual(inked(digitOf(digits, index)));
      } else {
        expect(sumOf(draw(index))).toBe(sumOf(digitOf(digits, index)));
      }
    }
  });

  it('shows ink up to the digit’s edges', () => {
    const images = Uint8Array.from({ length: 2 * digitEdge ** 2 }, (_, at) => 1 + (at % 251));
    const { draw, size } = artistOf(
      { kind: 'none', size: 35 },
      { set: { images, labels: new Uint8Array(2), count: 2 } },
    );
    const image = draw(0);
    // Half a pixel off the middle: each pixel is the mean of four, those around the digit empty.
    const at = (x: number, y: number) =>
      x < 0 || y < 0 || x >= digitEdge || y >= digitEdge ? 0 : images[y * digitEdge + x];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const [left, top] = [x - 4, y - 4];
        const mean = (at(left, top) + at(left + 1, top) + at(left, top + 1) + at(left + 1, top + 1)) / 4;
        expect(image[y * size + x]).toBe(Math.floor(mean + 0.5));
      }
    }
  });

  it.each<[string, Distortion]>([
    ['all of it', { ...custom, size: 84, smallestScale: 0.2, largestScale: 3, shear: 2, rotation: 180 }],
    ['corners', { kind: 'custom', corners: 20 }],
    ['corners and control points', { kind: 'custom', corners: 20, controlPoints: 10, size: 84 }],
    ['a tiny canvas', { kind: 'custom', smallestScale: 0.2, largestScale: 0.2, size: 4, corners: 4 }],
  ])('is drawn as far as settings allow: %s', (_, distortion) => {
    const { draw } = artistOf(distortion);
    const ink = Array.from({ length: 500 }, (_, epoch) => sumOf(draw(epoch % digits.count, epoch)));
    expect(ink.filter((sum) => sum > 0).length).toBeGreaterThan(250);
  });

  it('is never cut off at a random place', () => {
    const { artist, draw } = artistOf({ kind: 'RTS' });
    for (let index = 0; index < digits.count; index++) {
      for (let epoch = 1; epoch <= 20; epoch++) {
        const { scaleX } = affineTerms(perfectTheta(artist.pose(epoch, index, false)));
        // In canvas pixels: both edges are scaled by their own number of pixels.
        const scale = (scaleX * 42) / digitEdge;
        const ink = sumOf(draw(index, epoch)) / sumOf(digitOf(digits, index));
        expect(ink / scale ** 2).toBeCloseTo(1, 1);
      }
    }
  });
});

describe('the pose', () => {
  it.each([false, true])(
    'gives the digit back exactly where it was only shifted (alignCorners %s)',
    (corners) => {
      const { artist, draw, size } = artistOf({ kind: 'translated' });
      for (let index = 0; index < 10; index++) {
        const theta = perfectTheta(artist.pose(0, index, corners));
        const seen = look(draw(index), size, theta, corners);
        expect([...seen].map(Math.round)).toEqual([...digitOf(digits, index)]);
      }
    },
  );

  /** Mean over digits and their inked pixels, when one looks at the distorted images with these thetas. */
  function meanError(kind: Config['distortion']['kind'], thetaFor: (pose: number[]) => number[]): number {
    const { artist, draw, size } = artistOf({ kind });
    const errors = Array.from({ length: digits.count }, (_, index) => {
      const seen = look(draw(index), size, thetaFor(artist.pose(0, index, false)), false);
      const digit = digitOf(digits, index);
      const inked = [...digit.keys()].filter((pixel) => digit[pixel] > 20);
      return inked.reduce((sum, pixel) => sum + Math.abs(seen[pixel] - digit[pixel]), 0) / inked.length;
    });
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  }

  it.each(['R', 'RTS'] as const)('gives the digit back but for twice interpolating: %s', (kind) => {
    expect(meanError(kind, perfectTheta)).toBeLessThan(6);
  });

  it.each(['P', 'E'] as const)('gives the digit back as far as a matrix can: %s', (kind) => {
    const left = meanError(kind, () => [1, 0, 0, 0, 1, 0]);
    const undone = meanError(kind, perfectTheta);
    expect(undone).toBeLessThan(0.5 * left);
  });
});

describe('clutter', () => {
  /** Each image has one value all over the middle 20×20, but the first has none. */
  const flat = (count: number): ImageSet => ({
    images: Uint8Array.from({ length: count * digitEdge ** 2 }, (_, at) => {
      const [x, y] = [at % digitEdge, Math.floor(at / digitEdge) % digitEdge];
      const inside = Math.min(x, y) >= 4 && Math.max(x, y) <= 23;
      return inside ? Math.min(255, 20 * Math.floor(at / digitEdge ** 2)) : 0;
    }),
    labels: new Uint8Array(count),
    count,
  });

  it('is six pieces of 6×6 pixels of other digits', () => {
    const { draw } = artistOf({ kind: 'TC' }, { set: flat(12) });
    const areas = Array.from(
      { length: 200 },
      (_, epoch) => draw(0, epoch).filter((value) => value > 0).length,
    );
    // Pieces may lie over each other.
    expect(Math.max(...areas)).toBe(6 * 36);
    expect(areas.reduce((sum, area) => sum + area) / areas.length).toBeGreaterThan(5 * 36);
    const sources = new Set(Array.from({ length: 50 }, (_, epoch) => [...draw(0, epoch)]).flat());
    expect([...sources].sort((a, b) => a - b)).toEqual([
      0,
      ...Array.from({ length: 11 }, (_, at) => 20 * (at + 1)),
    ]);
  });

  it('is never of the digit itself, and never hides it', () => {
    const { draw } = artistOf({ kind: 'TC' }, { set: flat(2) });
    for (let epoch = 0; epoch < 100; epoch++) {
      // Digit 0 is empty: its pieces would not show; digit 1 is whole and alone.
      expect(draw(1, epoch).filter((value) => value === 20)).toHaveLength(400);
      expect(draw(0, epoch).some((value) => value > 0)).toBe(true);
    }
  });
});

describe('an addition', () => {
  it('shows the digit and another, each distorted by itself, and is labelled with their sum', () => {
    const ranges = distortionRanges({ ...defaultConfig().distortion, kind: 'translated' });
    const set = {
      ...digits,
      images: digits.images.map((value, at) => (value > 0 ? 1 + Math.floor(at / digitEdge ** 2) : 0)),
    };
    const { draw } = artistFor({ ranges, task: 'addition', seed: 1 }, set);
    const seconds = new Set<number>();
    let apart = 0;
    for (let index = 0; index < set.count; index++) {
      const { image, label } = draw(1, index);
      const [first, second] = [0, 1].map((channel) => image.filter((_, at) => at % 2 === channel));
      expect(Math.max(...first)).toBe(index + 1);
      const other = Math.max(...second) - 1;
      seconds.add(other);
      expect(label).toBe(set.labels[index] + set.labels[other]);
      if (first.findIndex((value) => value > 0) !== second.findIndex((value) => value > 0)) apart++;
    }
    expect(seconds.size).toBeGreaterThan(10);
    expect(apart).toBeGreaterThan(25);
  });
});
