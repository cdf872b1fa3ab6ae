import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { otherOfPair, writePair } from '../../../src/files/pairFile';

let runs: string;
let main: string;
let twin: string;

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'stn-pair-'));
  [main, twin] = ['main', 'twin'].map((name) => join(runs, name));
  mkdirSync(main);
  mkdirSync(twin);
});
afterEach(() => rmSync(runs, { recursive: true }));

function name(directory: string, other: unknown): void {
  writeFileSync(join(directory, 'pair.json'), JSON.stringify({ version: 1, other }));
}

describe('two runs that were trained beside each other', () => {
  it('know each other, also where both were moved', () => {
    expect(otherOfPair(main)).toBeUndefined();
    writePair(main, twin);
    expect([otherOfPair(main), otherOfPair(twin)]).toEqual([twin, main]);
    const moved = `${runs}-moved`;
    renameSync(runs, moved);
    runs = moved;
    expect(otherOfPair(join(moved, 'main'))).toBe(join(moved, 'twin'));
  });

  it('are none any more where one is gone', () => {
    writePair(main, twin);
    rmSync(twin, { recursive: true });
    expect(otherOfPair(main)).toBeUndefined();
  });

  it('are none where only one names the other, or a third', () => {
    name(main, 'twin');
    expect(otherOfPair(main)).toBeUndefined();
    name(twin, 'third');
    expect(otherOfPair(main)).toBeUndefined();
  });

  it('lie beside each other, whatever a file says', () => {
    const inside = join(main, 'inside');
    mkdirSync(inside);
    name(inside, 'main');
    for (const other of ['main/inside', './inside', '..', '.', '', join(runs, 'twin'), 7, null]) {
      name(main, other);
      expect(otherOfPair(main)).toBeUndefined();
    }
    const elsewhere = mkdtempSync(join(tmpdir(), 'stn-elsewhere-'));
    name(elsewhere, 'main');
    symlinkSync(elsewhere, join(runs, 'link'));
    name(main, 'link');
    expect(otherOfPair(main)).toBeUndefined();
    rmSync(elsewhere, { recursive: true });
  });
});
