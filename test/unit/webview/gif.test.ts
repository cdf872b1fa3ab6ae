import fc from 'fast-check';
import { decode, decodeFrames } from 'modern-gif';
import { describe, expect, it } from 'vitest';
import { encodeGif, filmedEpochs } from '../../../webview/parts/export/gif';
import { columnsFor } from '../../../webview/parts/digits/sheetColumns';

const size = { width: 24, height: 16 };

/** One grey after the other, the whole frame. */
function frame(grey: number, delay: number) {
  const data = new Uint8ClampedArray(4 * size.width * size.height).fill(grey);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { data, delay };
}

describe('an animated GIF', () => {
  it('has every frame for as long as wanted, and begins anew', async () => {
    const delays = [500, 250, 123, 2000];
    const bytes = await encodeGif(
      delays.map((delay, at) => frame(80 * at, delay)),
      size,
    );
    const gif = decode(bytes);
    expect(gif).toMatchObject({ ...size, version: '89a', looped: true, loopCount: 0 });
    expect(gif.frames.map(({ delay }) => delay)).toEqual([500, 250, 120, 2000]);
    const greys = decodeFrames(bytes).map(({ data }) => data[4 * 100]);
    greys.forEach((grey, at) => expect(Math.abs(grey - 80 * at)).toBeLessThanOrEqual(8));
  });
});

describe('the epochs of a film', () => {
  it('are all where they have room, else evenly spaced with the first and the last', () => {
    expect(filmedEpochs([0], 1000)).toEqual([0]);
    expect(filmedEpochs([0, 7, 9], 1e6)).toEqual([0, 7, 9]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 1e8 }), (newest, pixels) => {
        const all = Array.from({ length: newest + 1 }, (_, at) => at);
        const epochs = filmedEpochs(all, pixels);
        expect(epochs[0]).toBe(0);
        expect(epochs.at(-1)).toBe(newest);
        const steps = epochs.slice(1).map((epoch, at) => epoch - epochs[at]);
        expect(Math.min(...steps)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
        expect(epochs.length).toBeLessThanOrEqual(60);
        expect(epochs.length === 2 || epochs.length * pixels <= 24e6).toBe(true);
      }),
    );
  });
});

describe('the pictures of a drawing', () => {
  it('stand in rows that are rather full, on a sheet rather wide', () => {
    expect(columnsFor(1, 200, 100)).toBe(1);
    expect(columnsFor(8, 248, 152)).toBe(4);
    expect(columnsFor(20, 248, 152)).toBe(5);
    expect(columnsFor(100, 248, 152)).toBe(10);
    expect(columnsFor(20, 130, 152)).toBe(7);
  });
});
