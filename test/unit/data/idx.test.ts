import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcedLength, parseImages, parseLabels } from '../../../src/trainer/data/idx';
import { UserError } from '../../../src/trainer/userError';
import { header, imageFile, labelFile } from '../../support/idxFiles';

describe('IDX images', () => {
  it('are read with their size', () => {
    const { count, height, width, pixels } = parseImages(imageFile(3, 5, 4), 'x');
    expect({ count, height, width }).toEqual({ count: 3, height: 5, width: 4 });
    expect([...pixels]).toEqual([...imageFile(3, 5, 4).subarray(16)]);
  });

  it.each([
    ['an empty file', new Uint8Array(0), 'x is truncated: it has 0 bytes'],
    ['half a header', imageFile(1).subarray(0, 9), 'x is truncated: it has 9 bytes'],
    [
      'a truncated file',
      imageFile(2).subarray(0, -1),
      'x is truncated: its header announces 1584 bytes and only 1583',
    ],
    ['bytes left over', Buffer.concat([imageFile(2), Buffer.from([0])]), 'x goes on after the 1584 bytes'],
    ['labels', labelFile(100), 'x holds labels where images belong'],
    ['labels in a short file', labelFile(1), 'x holds labels where images belong'],
    ['a web page', Buffer.from('<!DOCTYPE html><html></html>'), 'it starts with 0x3c21444f'],
    ['floats', header(0xd03, 1, 28, 28), 'it starts with 0x00000d03'],
    ['no images', header(0x803, 0, 28, 28), 'x announces no images (0×28×28)'],
    ['images without pixels', header(0x803, 5, 0, 28), 'x announces no images (5×0×28)'],
    ['too many images', header(0x803, 2 ** 32 - 1, 28, 28), 'more than the 512 MiB'],
    [
      'sizes whose product overflows',
      header(0x803, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1),
      'more than the 512 MiB',
    ],
  ])('tell of %s in one sentence', (_what, bytes, sentence) => {
    expect(() => parseImages(bytes, 'x')).toThrow(UserError);
    expect(() => parseImages(bytes, 'x')).toThrow(sentence);
    expect(() => parseImages(bytes, 'x')).toThrow(/^[^.]*(?:\d\.\d[^.]*)*\.$/);
  });
});

describe('IDX labels', () => {
  it('are read', () => {
    expect([...parseLabels(labelFile(12), 'x', 10)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  });

  it('past the last class name the image', () => {
    expect(() => parseLabels(labelFile(12), 'x', 7)).toThrow(
      'x labels its image 7 as class 7, but STN Lab reads 7 classes, 0 to 6',
    );
  });

  it('are not images', () => {
    expect(() => parseLabels(imageFile(1), 'x', 10)).toThrow('x holds images where labels belong');
  });
});

describe('any bytes', () => {
  const mutated = fc
    .record({
      valid: fc.constantFrom(imageFile(2, 3, 3), labelFile(5)),
      changes: fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 6 }),
      length: fc.nat(60),
      end: fc.uint8Array({ maxLength: 4 }),
    })
    .map(({ valid, changes, length, end }) => {
      const bytes = Uint8Array.from([...valid.subarray(0, length), ...end]);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });

  it('are either read as their header says or refused with a UserError', () => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        const images = attempt(() => parseImages(bytes, 'x'));
        if (images) {
          expect(images.pixels.length).toBe(images.count * images.height * images.width);
          expect(announcedLength(bytes.subarray(0, 16), 'images', 'x')).toBe(bytes.length);
        }
        const labels = attempt(() => parseLabels(bytes, 'x', 10));
        if (labels) {
          expect(labels.length).toBe(bytes.length - 8);
          expect(Math.max(...labels)).toBeLessThan(10);
        }
        expect(images && labels).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return undefined;
  }
}
