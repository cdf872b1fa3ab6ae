/** On Windows, a file that somebody reads can't be replaced for a moment: the rename fails, here by injection. */
import { mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { replaceFile, replaceFolder } from '../../../src/files/replaceFile';
import { defaultConfig } from '../../../src/shared/config';
import { RunFolder } from '../../../src/trainer/run/runFolder';
import { UserError } from '../../../src/trainer/userError';

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs')>();
  return { ...original, renameSync: vi.fn(original.renameSync) };
});

const platform = Object.getOwnPropertyDescriptor(process, 'platform');
const rename = vi.mocked(renameSync);
const works = rename.getMockImplementation();
let folder: string;

function runOn(value: NodeJS.Platform): void {
  Object.defineProperty(process, 'platform', { ...platform, value });
}

/** Lets renames fail so many times. */
function hold(code: string, times: number): void {
  rename.mockClear();
  for (let time = 0; time < times; time++) {
    rename.mockImplementationOnce(() => {
      throw Object.assign(new Error(`${code}: injected, rename`), { code });
    });
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stn-held-'));
  replaceFile(join(folder, 'a.json'), 'old');
  runOn('win32');
});
afterEach(() => {
  if (platform) Object.defineProperty(process, 'platform', platform);
  rename.mockReset();
  if (works) rename.mockImplementation(works);
});

const text = (): string => readFileSync(join(folder, 'a.json'), 'utf8');

describe.each(['EPERM', 'EACCES', 'EBUSY'])('a file that is held (%s)', (code) => {
  it('is replaced once it is let go of', () => {
    hold(code, 4);
    replaceFile(join(folder, 'a.json'), 'new');
    expect(rename).toHaveBeenCalledTimes(5);
    expect(text()).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('stays as it was where that does not happen, and nothing half-written stays beside it', () => {
    hold(code, 1000);
    expect(() => replaceFile(join(folder, 'a.json'), 'new')).toThrow(code);
    expect(rename).toHaveBeenCalledTimes(10);
    expect(text()).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('is not waited for where such an error lasts', () => {
    runOn('linux');
    hold(code, 1);
    expect(() => replaceFile(join(folder, 'a.json'), 'new')).toThrow(code);
    expect(rename).toHaveBeenCalledTimes(1);
  });
});

it('what fails otherwise is not tried again', () => {
  hold('ENOSPC', 1);
  expect(() => replaceFile(join(folder, 'a.json'), 'new')).toThrow('ENOSPC');
  expect(rename).toHaveBeenCalledTimes(1);
});

it('a folder is waited for alike', () => {
  hold('EBUSY', 3);
  replaceFolder(join(folder, 'weights'), { 'weights.bin': 'x' });
  expect(readdirSync(folder).sort()).toEqual(['a.json', 'weights']);
});

it.each([
  ['EPERM', 'permission denied'],
  ['EBUSY', 'another program holds it'],
])('a run whose file is held for good (%s) says so in a sentence', (code, reason) => {
  const run = RunFolder.create(join(folder, 'run'));
  run.writeConfig(defaultConfig());
  hold(code, 1000);
  const size = { height: 1, width: 1, channels: 1 };
  const write = (): void =>
    run.writeEpochFile({
      ...{ type: 'gallery', epoch: 1, digits: [], inputSize: size, outputSize: size },
      ...{ inputs: Uint8Array.of(), outputs: Uint8Array.of() },
    });
  expect(write).toThrow(UserError);
  hold(code, 1000);
  expect(write).toThrow(
    `${join(folder, 'run', 'gallery/epoch-0001.json')} can't be written (${reason}): nothing was trained yet; put that right, then train it again.`,
  );
  expect(readdirSync(join(folder, 'run', 'gallery'))).toEqual([]);
  run.close();
});
