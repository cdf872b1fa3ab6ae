import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEpochFile } from '../../../src/host/runs/epochFiles';
import { epochFileKinds } from '../../../src/shared/epochFiles';
import { encodeLine } from '../../../src/shared/messages';
import { epoch, samples, thetas } from './events';
import { faultOf } from './forkFake';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stn-epoch-files-'));
  for (const kind of epochFileKinds) mkdirSync(join(folder, kind));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(number: number, text: string, kind = 'samples'): void {
  writeFileSync(join(folder, kind, `epoch-${String(number).padStart(4, '0')}.json`), text);
}

describe('what a run folder keeps of an epoch gone by', () => {
  it('is read with all its bytes', async () => {
    write(7, encodeLine(samples(7)) + '\n');
    expect(await readEpochFile(folder, 'samples', 7)).toEqual(samples(7));
  });

  it('is missing where the run has none, and the fault names the file', async () => {
    expect(await faultOf(readEpochFile(folder, 'samples', 12345))).toEqual({
      kind: 'noEpochFile',
      epoch: 12345,
      file: join(folder, 'samples', 'epoch-12345.json'),
      reason: 'ENOENT',
    });
  });

  it.each([
    ['half-written', encodeLine(samples(1)).slice(0, 60)],
    ['another event', encodeLine(epoch(1))],
    ['another epoch', encodeLine(samples(2))],
    ['short of pixels', encodeLine({ ...samples(1), outputs: Uint8Array.of(1, 2, 3) })],
    ['empty', ''],
  ])('is refused where the file is %s', async (_, text) => {
    write(1, text);
    expect(await faultOf(readEpochFile(folder, 'samples', 1))).toMatchObject({
      kind: 'noEpochFile',
      reason: 'malformed',
    });
  });

  it('is of the kind that is asked for, and whole', async () => {
    const gallery = { ...samples(4), type: 'gallery' as const };
    write(4, encodeLine(gallery), 'gallery');
    expect(await readEpochFile(folder, 'gallery', 4)).toEqual(gallery);
    write(4, encodeLine(gallery), 'samples');
    expect(await faultOf(readEpochFile(folder, 'samples', 4))).toMatchObject({ reason: 'malformed' });
    write(5, encodeLine(thetas(5)), 'thetas');
    expect(await readEpochFile(folder, 'thetas', 5)).toEqual(thetas(5));
    write(5, encodeLine({ ...thetas(5), predicted: [] }), 'thetas');
    expect(await faultOf(readEpochFile(folder, 'thetas', 5))).toMatchObject({ reason: 'malformed' });
    const size = { height: 2, width: 2, channels: 1 };
    const alignment = {
      ...{ type: 'alignment' as const, epoch: 6, digits: 2, inputSize: size, outputSize: size },
      ...{ meansBefore: new Uint8Array(8), deviationsBefore: new Uint8Array(8) },
      ...{ meansAfter: new Uint8Array(8), deviationsAfter: new Uint8Array(8) },
    };
    write(6, encodeLine(alignment), 'alignment');
    expect(await readEpochFile(folder, 'alignment', 6)).toEqual(alignment);
    write(6, encodeLine({ ...alignment, meansAfter: new Uint8Array(7) }), 'alignment');
    expect(await faultOf(readEpochFile(folder, 'alignment', 6))).toMatchObject({ reason: 'malformed' });
  });
});
