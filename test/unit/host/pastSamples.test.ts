import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSamples } from '../../../src/host/pastSamples';
import { encodeLine } from '../../../src/shared/messages';
import { epoch, samples } from './events';
import { faultOf } from './forkFake';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stn-past-samples-'));
  mkdirSync(join(folder, 'samples'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(number: number, text: string): void {
  writeFileSync(join(folder, 'samples', `epoch-${String(number).padStart(4, '0')}.json`), text);
}

describe('the samples of an epoch gone by', () => {
  it('are read from the run folder, with all their bytes', async () => {
    write(7, encodeLine(samples(7)) + '\n');
    expect(await readSamples(folder, 7)).toEqual(samples(7));
  });

  it('are missing where the run has none, and the fault names the file', async () => {
    expect(await faultOf(readSamples(folder, 12345))).toEqual({
      kind: 'noSamples',
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
  ])('are refused where the file is %s', async (_, text) => {
    write(1, text);
    expect(await faultOf(readSamples(folder, 1))).toMatchObject({ kind: 'noSamples', reason: 'malformed' });
  });
});
