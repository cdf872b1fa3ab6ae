import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labelProblem, readLabel, writeLabel } from '../../../../src/host/runsView/runLabel';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stn-label-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a run’s label', () => {
  it('is kept in a file of its own, trimmed, and taken away by an empty one', async () => {
    expect(await readLabel(folder)).toBeUndefined();
    await writeLabel(folder, ' Border <b>padding</b> ');
    expect(readdirSync(folder)).toEqual(['label.json']);
    expect(await readLabel(folder)).toBe('Border <b>padding</b>');
    await writeLabel(folder, '  ');
    expect(readdirSync(folder)).toEqual([]);
    await writeLabel(folder, '');
  });

  it('has bounds', async () => {
    expect(labelProblem('x'.repeat(80))).toBeUndefined();
    expect(labelProblem('x'.repeat(81))).toBe('tooLong');
    for (const label of ['a\nb', 'a\u0000', 'a\u202eb', 'a\u2028b']) {
      expect(labelProblem(label)).toBe('controlCharacters');
      await expect(writeLabel(folder, label)).rejects.toThrow(RangeError);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is none where the file holds none', async () => {
    const long = 'x'.repeat(200);
    const contents = ['', '{', '[]', '{"label":"a"}', '{"version":2,"label":"a"}', '{"version":1,"label":7}'];
    const labels = ['', ' ', 'a\nb', long].map((label) => JSON.stringify({ version: 1, label }));
    const huge = JSON.stringify({ version: 1, label: 'a', more: 'x'.repeat(10_000) });
    for (const content of [...contents, ...labels, huge]) {
      writeFileSync(join(folder, 'label.json'), content);
      expect(await readLabel(folder)).toBeUndefined();
    }
  });
});
