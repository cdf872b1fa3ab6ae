import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzipIdx, isGzip } from '../../../src/trainer/data/gunzip';
import { UserError } from '../../../src/trainer/userError';
import { header, imageFile, labelFile } from '../../support/idxFiles';

describe('gzipped IDX', () => {
  it('is known by its first bytes', () => {
    expect(isGzip(gzipSync(labelFile(1)))).toBe(true);
    expect(isGzip(labelFile(1))).toBe(false);
    expect(isGzip(new Uint8Array(1))).toBe(false);
  });

  it('is unpacked, also across many pieces', async () => {
    const bytes = imageFile(4000);
    const unpacked = await gunzipIdx(gzipSync(bytes), 'images', 'x');
    expect(Buffer.compare(unpacked, bytes)).toBe(0);
  });

  it('is unpacked from several members, as gzip joins them', async () => {
    const bytes = labelFile(30);
    const joined = Buffer.concat([gzipSync(bytes.subarray(0, 5)), gzipSync(bytes.subarray(5))]);
    expect([...(await gunzipIdx(joined, 'labels', 'x'))]).toEqual([...bytes]);
  });

  it('that is cut off is refused', async () => {
    const cut = gzipSync(imageFile(50)).subarray(0, -20);
    await expect(gunzipIdx(cut, 'images', 'x')).rejects.toThrow(
      new UserError('x is truncated: its gzip data ends early; get the file again.'),
    );
  });

  it('that is damaged is refused', async () => {
    const damaged = gzipSync(imageFile(50));
    damaged[damaged.length - 6] ^= 1;
    await expect(gunzipIdx(damaged, 'images', 'x')).rejects.toThrow(
      'x is damaged: its gzip data can’t be unpacked (incorrect data check)',
    );
  });

  it('with bytes after its end is refused', async () => {
    const longer = Buffer.concat([gzipSync(labelFile(5)), Buffer.from('trailing bytes')]);
    await expect(gunzipIdx(longer, 'labels', 'x')).rejects.toThrow(
      'x is damaged: its gzip data can’t be unpacked (incorrect header check)',
    );
  });

  it('that unpacks to gigabytes is given up as soon as it passes what its header announces', async () => {
    const bomb = gzipBomb(Buffer.concat([header(0x803, 1, 28, 28)]), 200);
    const before = process.memoryUsage().rss;
    await expect(gunzipIdx(bomb, 'images', 'x')).rejects.toThrow('x goes on after the 800 bytes');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });

  it('that announces gigabytes is given up at its header', async () => {
    const bomb = gzipBomb(header(0x803, 60000, 2800, 28), 200);
    await expect(gunzipIdx(bomb, 'images', 'x')).rejects.toThrow('more than the 512 MiB');
  });

  it('is unpacked rightly or refused with a UserError, whatever bytes change', async () => {
    const valid = gzipSync(imageFile(3, 6, 6));
    const change = fc.tuple(fc.nat(valid.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.nat(valid.length),
        async (changes, length) => {
          const bytes = Buffer.from(valid.subarray(0, length));
          for (const [at, value] of changes) if (at < length) bytes[at] = value;
          const unpacked = await gunzipIdx(bytes, 'images', 'x').catch((error: unknown) => error);
          if (!(unpacked instanceof UserError)) expect(unpacked).toEqual(Buffer.from(imageFile(3, 6, 6)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** So many times 32 MiB of zeros after `head`, in a few hundred kilobytes. */
function gzipBomb(head: Uint8Array, members: number): Uint8Array {
  const zeros = gzipSync(new Uint8Array(32 * 2 ** 20));
  return Buffer.concat([gzipSync(head), ...Array.from({ length: members }, () => zeros)]);
}
