import { describe, expect, it } from 'vitest';
import { unwarped, warpImage } from '../../../webview/inspector/input/imageWarp';
import { inkOfPixels, pngSize } from '../../../webview/inspector/input/png';
import { fromState, toState, type Remembered } from '../../../webview/inspector/remembered';
import { drawStroke, imageOfSheet, newSheet, sheetEdge } from '../../../webview/inspector/input/sheet';

const digitSize = { height: 28, width: 28, channels: 1 };

function centreOfMass(image: Uint8Array, width: number): [x: number, y: number] {
  let [mass, x, y] = [0, 0, 0];
  image.forEach((ink, at) => {
    mass += ink;
    x += ink * ((at % width) + 0.5);
    y += ink * (Math.floor(at / width) + 0.5);
  });
  return [x / mass, y / mass];
}

/** Columns and rows of the box around what is at least `least`. */
function inkBox(image: Uint8Array, width: number, least = 64): [columns: number, rows: number] {
  const inked = [...image.keys()].filter((at) => image[at] >= least);
  const columns = inked.map((at) => at % width);
  const rows = inked.map((at) => Math.floor(at / width));
  const extent = (of: number[]): number => Math.max(...of) - Math.min(...of) + 1;
  return [extent(columns), extent(rows)];
}

describe('a warped image', () => {
  const size = { height: 3, width: 3, channels: 1 };
  const image = Uint8Array.of(10, 20, 30, 40, 50, 60, 70, 80, 90);
  const warped = (warp: Partial<typeof unwarped>): number[] => [
    ...warpImage(image, size, { ...unwarped, ...warp }),
  ];

  it('is the same where nothing moves', () => expect(warped({})).toEqual([...image]));

  it('turns counter-clockwise', () => {
    expect(warped({ rotation: 90 })).toEqual([30, 60, 90, 20, 50, 80, 10, 40, 70]);
    expect(warped({ rotation: 180 })).toEqual([...image].reverse());
  });

  it('shifts to the right and down, also by half a pixel, and brings in no ink', () => {
    expect(warped({ x: 1 })).toEqual([0, 10, 20, 0, 40, 50, 0, 70, 80]);
    expect(warped({ y: 1 })).toEqual([0, 0, 0, 10, 20, 30, 40, 50, 60]);
    expect(warped({ x: 0.5 })).toEqual([5, 15, 25, 20, 45, 55, 35, 75, 85]);
  });

  it('scales about the middle', () => {
    expect(warped({ scale: 0.5 })).toEqual([0, 0, 0, 0, 50, 0, 0, 0, 0]);
    expect(warped({ scale: 2 })).toEqual([30, 35, 40, 45, 50, 55, 60, 65, 70]);
  });

  it('shears along x: what is below moves right', () => {
    expect(warped({ shear: 1 })).toEqual([20, 30, 0, 40, 50, 60, 0, 70, 80]);
  });

  it('moves all channels alike', () => {
    const two = Uint8Array.from(image, (_, at) => image[at]);
    const both = Uint8Array.from({ length: 18 }, (_, at) => (at % 2 === 0 ? two[at / 2] : 5));
    const turned = warpImage(both, { ...size, channels: 2 }, { ...unwarped, rotation: 180 });
    expect([...turned].filter((_, at) => at % 2 === 0)).toEqual([...image].reverse());
    expect([...turned].filter((_, at) => at % 2 === 1)).toEqual(Array(9).fill(5));
  });
});

describe('a sheet', () => {
  it('takes lines with round ends and soft edges', () => {
    const sheet = newSheet();
    drawStroke(sheet, { x: 20.5, y: 30.5 }, { x: 40.5, y: 30.5 }, 4);
    const at = (x: number, y: number): number => sheet[y * sheetEdge + x];
    expect([at(30, 30), at(30, 31), at(30, 32), at(30, 33)]).toEqual([255, 255, 128, 0]);
    expect([at(19, 30), at(18, 30), at(17, 30)]).toEqual([255, 128, 0]);
  });

  it('can be drawn on beyond its edge', () => {
    const sheet = newSheet();
    drawStroke(sheet, { x: -50, y: 5 }, { x: 500, y: 5 }, 6);
    expect(sheet[5 * sheetEdge]).toBe(255);
    expect(sheet[5 * sheetEdge + sheetEdge - 1]).toBe(255);
  });

  it('has no image while it is blank', () => {
    expect(imageOfSheet(newSheet(), digitSize, true)).toBeUndefined();
    expect(imageOfSheet(newSheet(), digitSize, false)).toBeUndefined();
  });

  it('is averaged four pixels by four, in the middle of a larger image', () => {
    const sheet = newSheet();
    for (const at of [0, 1, sheetEdge]) sheet[at] = 240;
    const image = imageOfSheet(sheet, digitSize, false);
    expect(image?.[0]).toBe(45);
    const large = imageOfSheet(sheet, { height: 60, width: 60, channels: 1 }, false);
    expect(large?.[16 * 60 + 16]).toBe(45);
    expect(large?.filter((ink) => ink > 0)).toHaveLength(1);
  });

  it.each([
    ['a tall stroke off the middle', { x: 80, y: 40 }, { x: 84, y: 100 }],
    ['a wide one in a corner', { x: 6, y: 6 }, { x: 50, y: 20 }],
    ['a dab', { x: 100, y: 10 }, { x: 101, y: 10 }],
  ])('centres %s as MNIST does: 20 pixels of ink, its mass in the middle', (_, from, to) => {
    const sheet = newSheet();
    drawStroke(sheet, from, to, 10);
    for (const edge of [28, 42]) {
      const image = imageOfSheet(sheet, { height: edge, width: edge, channels: 1 }, true);
      if (!image) throw new Error('There is no image.');
      const [x, y] = centreOfMass(image, edge);
      expect(Math.abs(x - edge / 2)).toBeLessThan(0.15);
      expect(Math.abs(y - edge / 2)).toBeLessThan(0.15);
      const longer = Math.max(...inkBox(image, edge));
      expect(longer).toBeGreaterThanOrEqual(19);
      expect(longer).toBeLessThanOrEqual(21);
    }
  });
});

describe('a PNG', () => {
  const header = Uint8Array.of(
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
    ...[0, 0, 0x10, 0x01, 0, 0, 0, 7],
  );

  it('tells its size before it is decoded', () => {
    expect(pngSize(header)).toEqual({ width: 4097, height: 7 });
    expect(pngSize(header.subarray(0, 20))).toBeUndefined();
    expect(pngSize(new TextEncoder().encode('GIF89a, and what else a picture has'))).toBeUndefined();
  });

  /** 3×3: the edge in one colour, the middle in another. */
  const ink = (edge: readonly number[], middle: readonly number[]): number[] => {
    const pixels = Array.from({ length: 9 }, (_, at) => (at === 4 ? middle : edge)).flat();
    return [...inkOfPixels(Uint8ClampedArray.from(pixels), 3, 3)];
  };
  const only = (value: number, rest = 0): number[] => [rest, rest, rest, rest, value, rest, rest, rest, rest];

  it.each([
    ['black on white', [255, 255, 255, 255], [0, 0, 0, 255], only(255)],
    ['white on black', [0, 0, 0, 255], [255, 255, 255, 255], only(255)],
    ['green on white, by how dark it seems', [255, 255, 255, 255], [0, 255, 0, 255], only(105)],
    ['black on nothing', [0, 0, 0, 0], [0, 0, 0, 255], only(255)],
    ['white on nothing, half', [255, 255, 255, 0], [255, 255, 255, 128], only(128)],
    ['a hole in white', [255, 255, 255, 255], [0, 0, 0, 0], only(0)],
  ])('has the ink of %s', (_, edge, middle, expected) => expect(ink(edge, middle)).toEqual(expected));
});

describe('what the inspector remembers', () => {
  it('comes back as it was', () => {
    const drawing = newSheet();
    drawStroke(drawing, { x: 10, y: 10 }, { x: 90, y: 60 }, 8);
    const remembered: Remembered = {
      source: 'drawing',
      ...{ index: 42, penWidth: 8, isCentred: false, drawing, png: newSheet() },
      warp: { rotation: -30, scale: 1.2, shear: 0.5, x: 3, y: -0.5 },
      further: ['hand'],
      time: { isLooping: true, speed: 2, isFollowing: false },
    };
    const state: unknown = JSON.parse(JSON.stringify(toState(remembered)));
    expect(fromState(state)).toEqual(remembered);
  });

  it.each([undefined, null, 'x', { index: 3 }, { inspector: '{' }, { inspector: '[1]' }])(
    'is the beginning for %j',
    (state) => {
      expect(fromState(state)).toMatchObject({ index: 0, source: 'digit', warp: unwarped, isCentred: true });
    },
  );

  it('leaves out only what is wrong', () => {
    const state = { inspector: JSON.stringify({ index: 7, source: 'film', drawing: { base64: 'AAAA' } }) };
    expect(fromState(state)).toMatchObject({ index: 7, source: 'digit', drawing: newSheet() });
  });
});
