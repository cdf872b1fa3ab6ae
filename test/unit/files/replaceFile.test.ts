import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { isUnfinished, replaceFile, replaceFolder } from '../../../src/files/replaceFile';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stn-replace-'));
});

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('a file', () => {
  it('is written, and written over, and leaves nothing else', () => {
    replaceFile(join(folder, 'a.json'), 'first');
    replaceFile(join(folder, 'a.json'), Buffer.from('second'));
    expect(text('a.json')).toBe('second');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('that can’t take its place leaves what was there, and nothing half-written', () => {
    mkdirSync(join(folder, 'taken', 'deep'), { recursive: true });
    expect(() => replaceFile(join(folder, 'taken'), 'x')).toThrow(/EISDIR|EPERM|ENOTEMPTY/);
    expect(() => replaceFile(join(folder, 'none', 'a'), 'x')).toThrow(/ENOENT/);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['taken', join('taken', 'deep')]);
  });

  it('takes the place of a link, and is not written through it', () => {
    writeFileSync(join(folder, 'elsewhere'), 'untouched');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'a'));
    replaceFile(join(folder, 'a'), 'new');
    expect([text('a'), text('elsewhere')]).toEqual(['new', 'untouched']);
  });
});

describe('a folder', () => {
  it('is written over as a whole', () => {
    const place = join(folder, 'weights');
    replaceFolder(place, { 'model.json': '{}', 'old.bin': 'x' });
    replaceFolder(place, { 'model.json': '{"new":1}', 'weights.bin': Uint8Array.of(1, 2) });
    expect(readdirSync(place).sort()).toEqual(['model.json', 'weights.bin']);
    expect(readdirSync(folder)).toEqual(['weights']);
  });

  it('of which one file can’t be written stays as it was', () => {
    const place = join(folder, 'weights');
    replaceFolder(place, { 'model.json': 'old' });
    expect(() => replaceFolder(place, { 'model.json': 'new', 'no/such': 'x' })).toThrow(/ENOENT/);
    expect(text('weights/model.json')).toBe('old');
    expect(readdirSync(folder)).toEqual(['weights']);
  });
});

it('what was left unfinished is told from what anybody else names a file', () => {
  expect(isUnfinished('.epoch-0002.0123456789ab.unfinished')).toBe(true);
  for (const name of ['epoch-0002', '.unfinished', '.notes.unfinished', 'a.0123456789ab.unfinished']) {
    expect(isUnfinished(name)).toBe(false);
  }
});
