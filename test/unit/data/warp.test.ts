import { describe, expect, it } from 'vitest';
import { defaultConfig, type Config } from '../../../src/shared/config';
import { distortionRanges } from '../../../src/shared/distortion';
import { splineBasis } from '../../../src/shared/transformers/thinPlateSpline';
import { controlEdge } from '../../../src/trainer/data/distortion/bending';
import { canvasFor, digitMiddle, margin, one } from '../../../src/trainer/data/distortion/brushMemory';
import { storeDigits } from '../../../src/trainer/data/distortion/digitStore';
import { storeRoom } from '../../../src/trainer/data/distortion/exampleArtist';
import { ExampleRandom } from '../../../src/trainer/data/distortion/exampleRandom';
import { invert, leastCorner, squareToCorners } from '../../../src/trainer/data/distortion/homography';
import { Painter } from '../../../src/trainer/data/distortion/painter';
import { Warp } from '../../../src/trainer/data/distortion/warp';

const draws = 10_000;

function drawMany<T>(distortion: Partial<Config['distortion']>, look: (warp: Warp) => T): T[] {
  const warp = new Warp(distortionRanges({ ...defaultConfig().distortion, ...distortion }));
  const random = new ExampleRandom();
  return Array.from({ length: draws }, (_, index) => {
    random.begin(1, 1, index);
    warp.draw(random);
    return look(warp);
  });
}

function expectUniform(values: number[], low: number, high: number): void {
  const range = high - low;
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
  expect(Math.max(...values)).toBeLessThanOrEqual(high);
  expect(Math.min(...values)).toBeLessThan(low + 0.002 * range);
  expect(Math.max(...values)).toBeGreaterThan(high - 0.002 * range);
  // Four standard errors of a uniform mean.
  expect(Math.abs(mean - (low + high) / 2)).toBeLessThan((4 * range) / Math.sqrt(12 * draws));
}

function deviationOf(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Where a point of the digit stands on the canvas. */
function moved(matrix: ArrayLike<number>, x: number, y: number): [number, number] {
  const [a, b, c, d, e, f, g, h, i] = Array.from(matrix);
  const depth = g * x + h * y + i;
  return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
}

describe('10,000 draws', () => {
  it('of R turn by up to 90° either way, in place', () => {
    const angles = drawMany({ kind: 'R' }, ({ toCanvas }) => {
      const [x, y] = moved(toCanvas, 1, 0);
      expect(Math.hypot(x, y)).toBeCloseTo(1, 10);
      return (Math.atan2(-y, x) * 180) / Math.PI;
    });
    expectUniform(angles, -90, 90);
  });

  it('of RTS turn by up to 45°, scale by 0.7 to 1.2, and stand wherever the square fits', () => {
    const drawn = drawMany({ kind: 'RTS' }, (warp) => {
      const [x, y] = moved(warp.toCanvas, 0, 0);
      const [right, down] = moved(warp.toCanvas, 1, 0);
      return {
        angle: (Math.atan2(y - down, right - x) * 180) / Math.PI,
        scale: Math.hypot(right - x, down - y),
        // As shares of the room there is.
        places: [x, y].map((place) => place / ((42 - 28 * warp.scale) / 2)),
      };
    });
    expectUniform(
      drawn.map(({ angle }) => angle),
      -45,
      45,
    );
    expectUniform(
      drawn.map(({ scale }) => scale),
      0.7,
      1.2,
    );
    expectUniform(
      drawn.map(({ places }) => places[0]),
      -1,
      1,
    );
    expectUniform(
      drawn.map(({ places }) => places[1]),
      -1,
      1,
    );
  });

  it('of translated and TC stand at each whole pixel of 60×60 where the square fits', () => {
    for (const kind of ['translated', 'TC'] as const) {
      const places = drawMany({ kind }, ({ toCanvas }) => moved(toCanvas, 0, 0));
      for (const axis of [0, 1]) {
        const along = places.map((place) => place[axis]);
        expect(new Set(along)).toEqual(new Set(Array.from({ length: 33 }, (_, at) => at - 16)));
        expect(Math.abs(along.reduce((sum, place) => sum + place) / draws)).toBeLessThan(0.4);
      }
    }
  });

  it('of P scale by 0.75 to 1 and move each corner by 5 pixels', () => {
    const drawn = drawMany({ kind: 'P' }, (warp) => {
      const corners = [-14, -14, 14, -14, 14, 14, -14, 14];
      const places = [0, 2, 4, 6].flatMap((at) => moved(warp.toCanvas, corners[at], corners[at + 1]));
      expect(leastCorner(Float64Array.from(places))).toBeGreaterThan(0);
      return { scale: warp.scale, moves: places.map((place, at) => place - warp.scale * corners[at]) };
    });
    expectUniform(
      drawn.map(({ scale }) => scale),
      0.75,
      1,
    );
    for (let at = 0; at < 8; at++) {
      // A little less than 5: quadrilaterals that fold or are nearly flat are drawn anew.
      const deviation = deviationOf(drawn.map(({ moves }) => moves[at]));
      expect(deviation).toBeGreaterThan(4.7);
      expect(deviation).toBeLessThan(5);
    }
  });

  it('of E scale by 0.75 to 1 and move each control point by 1.5 pixels', () => {
    const drawn = drawMany({ kind: 'E' }, ({ scale, moves }) => ({ scale, moves: [...moves] }));
    expectUniform(
      drawn.map(({ scale }) => scale),
      0.75,
      1,
    );
    for (let at = 0; at < 32; at++) {
      const along = drawn.map(({ moves }) => moves[at]);
      expect(deviationOf(along)).toBeCloseTo(1.5, 1);
      expect(Math.abs(along.reduce((sum, move) => sum + move) / draws)).toBeLessThan(0.07);
    }
  });

  it('of a custom shear tilt by up to its tangent', () => {
    const shears = drawMany(
      { kind: 'custom', shear: 0.3, rotation: 0 },
      ({ toCanvas }) => moved(toCanvas, 0, 1)[0],
    );
    expectUniform(shears, -0.3, 0.3);
  });

  it('have an inverse', () => {
    const custom = {
      kind: 'custom',
      rotation: 90,
      corners: 5,
      shear: 0.5,
      size: 60,
      place: 'random',
    } as const;
    drawMany(custom, ({ toCanvas, toDigit }) => {
      const [x, y] = moved(toDigit, ...moved(toCanvas, 5, -3));
      expect(Math.hypot(x - 5, y + 3)).toBeLessThan(1e-9);
    });
  });
});

describe('a homography', () => {
  it('takes the square’s corners to the points, and back', () => {
    const corners = [-10, -12, 13, -9, 11, 14, -15, 8];
    const homography = new Float64Array(9);
    squareToCorners(14, Float64Array.from(corners), homography);
    const back = new Float64Array(9);
    invert(homography, back);
    expect(
      [moved(homography, -14, -14), moved(homography, 14, 14)].flat().map((value) => +value.toFixed(9)),
    ).toEqual([-10, -12, 11, 14]);
    expect(moved(back, ...moved(homography, 3, -7)).map((value) => +value.toFixed(9))).toEqual([3, -7]);
  });
});

describe('places in the digit', () => {
  const size = 30;
  const centre = (size - 1) / 2;
  const pixels = Array.from({ length: size ** 2 }, (_, pixel) => ({
    x: (pixel % size) - centre,
    y: Math.floor(pixel / size) - centre,
  }));

  /** A painter that finds the places of so many warps. */
  function eachWarp(
    distortion: Partial<Config['distortion']>,
    look: (warp: Warp, places: readonly (readonly [number, number])[]) => void,
  ): void {
    const ranges = distortionRanges({ ...defaultConfig().distortion, kind: 'custom', size, ...distortion });
    const room = storeRoom({ ranges, task: 'classification', seed: 1 });
    const none = { images: new Uint8Array(0), labels: new Uint8Array(0), count: 0 };
    const store = storeDigits(none, { ...room, desks: 1, paperBytes: 0 });
    const painter = new Painter(canvasFor(ranges, 1), store, 0);
    const warp = new Warp(ranges);
    const random = new ExampleRandom();
    for (let index = 0; index < 50; index++) {
      random.begin(1, 1, index);
      warp.draw(random);
      look(warp, painter.places(warp) ?? []);
    }
  }

  /** Places are rounded. */
  const rounding = 0.6 / one;

  /** Places on the sheet are numbers of 16 bits: beyond those, they stay at the last. */
  function withinPlaces(place: number): number {
    const middle = margin + digitMiddle;
    return Math.min(0x7fff / one, Math.max(-0x8000 / one, place + middle)) - middle;
  }

  /** The digit's place of a point of the canvas before it is bent. */
  function expectPlace(
    warp: Warp,
    x: number,
    y: number,
    [placeX, placeY]: readonly [number, number],
    closeness = rounding,
  ): void {
    const [expectedX, expectedY] = moved(warp.toDigit, x, y);
    // What is far outside may lie anywhere outside.
    if (Math.max(Math.abs(expectedX), Math.abs(expectedY)) > 100) return;
    expect(Math.abs(placeX - withinPlaces(expectedX))).toBeLessThan(closeness);
    expect(Math.abs(placeY - withinPlaces(expectedY))).toBeLessThan(closeness);
  }

  it('are the homography’s', () => {
    eachWarp({ corners: 3, rotation: 30 }, (warp, places) => {
      pixels.forEach(({ x, y }, pixel) => expectPlace(warp, x, y, places[pixel]));
    });
  });

  it.each([
    ['near', { controlPoints: 1.5 }],
    // Some digits are so small that places beyond them are many digits away.
    ['far', { controlPoints: 1.5, smallestScale: 0.2 }],
  ])('are bent as the thin-plate spline is, but for what lies between its nodes: %s', (_, distortion) => {
    const along = (offset: number) => (2 * offset) / size;
    const basis = splineBasis(
      controlEdge,
      pixels.map(({ x }) => along(x)),
      pixels.map(({ y }) => along(y)),
    );
    let [error, way] = [0, 0];
    eachWarp(distortion, ({ moves, scale }, places) => {
      pixels.forEach(({ x, y }, pixel) => {
        const [placeX, placeY] = places[pixel].map((place) => place * scale);
        // Beyond the sheet there is nothing to see.
        if (Math.max(Math.abs(placeX), Math.abs(placeY)) > 14 * scale) return;
        const moveX = basis.reduce((sum, shares, control) => sum + shares[pixel] * moves[2 * control], 0);
        const moveY = basis.reduce((sum, shares, control) => sum + shares[pixel] * moves[2 * control + 1], 0);
        error += Math.hypot(x + moveX - placeX, y + moveY - placeY);
        way += Math.hypot(moveX, moveY);
      });
    });
    expect(error / way).toBeLessThan(0.045);
  });

  it('are the homography’s of what is bent, where both are wanted', () => {
    const bent: (readonly (readonly [number, number])[])[] = [];
    // The same random numbers, but for the corners' moves, are drawn for both.
    eachWarp({ controlPoints: 1, corners: 1e-9 }, (_, places) => bent.push(places));
    eachWarp({ controlPoints: 1, corners: 2 }, (warp, places) => {
      const before = bent.shift() ?? [];
      pixels.forEach((_, pixel) => expectPlace(warp, ...before[pixel], places[pixel], 4 * rounding));
    });
  });
});
