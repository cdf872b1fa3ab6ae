import { csvParseRows } from 'd3-dsv';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { exportedFileSchema, exportKinds, exportName, largestExport } from '../../../src/shared/exportedFile';
import type { HostMessage, ViewMessage } from '../../../src/shared/viewProtocol';
import { curveTable } from '../../../webview/parts/charts/curves';
import { actionsOf, type Exportable } from '../../../webview/parts/export/exportable';
import { HostDestination } from '../../../webview/parts/export/hostDestination';
import { toCsv, toJson, type NumberTable } from '../../../webview/parts/export/numberTable';
import { plainColour } from '../../../webview/parts/export/plainColour';

const value = fc.oneof(fc.double(), fc.string(), fc.constant(null));
const table: fc.Arbitrary<NumberTable> = fc
  .uniqueArray(fc.string(), { minLength: 1, maxLength: 5 })
  .chain((columns) =>
    fc
      .array(fc.array(value, { minLength: columns.length, maxLength: columns.length }))
      .map((rows) => ({ columns, rows })),
  );

describe('numbers', () => {
  it('come back from CSV as they were, whatever the texts are', () => {
    fc.assert(
      fc.property(table, ({ columns, rows }) => {
        const [names, ...read] = csvParseRows(toCsv({ columns, rows }));
        expect(names).toEqual(columns);
        expect(read).toHaveLength(rows.length);
        rows.forEach((row, at) =>
          row.forEach((expected, column) => {
            const text = read[at][column];
            // -0 is written as 0.
            if (typeof expected === 'number') expect(Number(text) + 0).toBe(expected + 0);
            else expect(text).toBe(expected ?? '');
          }),
        );
      }),
    );
  });

  it('come back from JSON as they were, but for those that it lacks', () => {
    fc.assert(
      fc.property(table, ({ columns, rows }) => {
        const read = JSON.parse(toJson({ columns, rows })) as Record<string, unknown>[];
        expect(read).toEqual(
          rows.map((row) =>
            Object.fromEntries(
              row.map((cell, at) => [
                columns[at],
                typeof cell !== 'number' ? cell : Number.isFinite(cell) ? cell + 0 : String(cell),
              ]),
            ),
          ),
        );
      }),
    );
  });

  it('of curves stand in a row for each place where any has a point', () => {
    expect(
      curveTable([
        { kind: 'train', name: 'train', points: [0.5, 1, 1.5].map((x) => ({ x, y: 10 * x })) },
        { kind: 'best', name: 'best', points: [] },
        { kind: 'test', name: 'test', points: [{ x: 1, y: NaN }] },
      ]),
    ).toEqual({
      columns: ['epoch', 'train', 'test'],
      rows: [
        [0.5, 5, null],
        [1, 10, NaN],
        [1.5, 15, null],
      ],
    });
  });
});

describe('a file', () => {
  it('has a name that the host takes, whatever it shows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...exportKinds), (title, kind) => {
        const name = exportName(title, kind);
        expect(v.is(exportedFileSchema, { name, bytes: new Uint8Array(1) })).toBe(true);
      }),
    );
    expect(exportName('Test digits after epoch 3', 'png')).toBe('test-digits-after-epoch-3.png');
    expect(exportName('', 'csv')).toBe('picture.csv');
  });

  it('is refused where its name leads elsewhere or promises another kind, and where it is too large', () => {
    const bytes = new Uint8Array(1);
    for (const name of [
      '../loss.png',
      'a/b.png',
      'a\\b.png',
      '.png',
      'loss.exe',
      'loss.png.exe',
      'CON:.png',
    ]) {
      expect(v.is(exportedFileSchema, { name, bytes })).toBe(false);
    }
    expect(v.is(exportedFileSchema, { name: 'a.png', bytes: new Uint8Array(largestExport) })).toBe(true);
    expect(v.is(exportedFileSchema, { name: 'a.png', bytes: new Uint8Array(largestExport + 1) })).toBe(false);
  });
});

describe('a view’s exports', () => {
  const exportable: Exportable = {
    ...{ label: 'Loss', testId: 'loss', title: () => 'Loss' },
    picture: () => ({ png: () => Promise.resolve(new Blob(['png'])), svg: () => '<svg/>' }),
    numbers: () => ({ columns: ['epoch'], rows: [[1]] }),
  };
  const work = { progress: () => undefined, signal: new AbortController().signal };
  const run = (id: string, what: Exportable, to: HostDestination): Promise<string> => {
    const action = actionsOf(what, () => Promise.resolve('')).find((known) => known.id === id);
    if (!action) throw new Error(`There is no "${id}".`);
    return action.run(to, work);
  };
  const answerOf = (message: ViewMessage, outcome: 'done' | 'cancelled' | 'failed', sentence: string) =>
    ({
      ...{ type: 'exported', outcome, message: sentence },
      question: message.type === 'save' || message.type === 'copy' ? message.question : -1,
    }) satisfies HostMessage;

  it('are told how theirs went, each by its number, in any order', async () => {
    const posted: ViewMessage[] = [];
    const to = new HostDestination({ post: (message) => posted.push(message) });
    const running = [
      run('csv', exportable, to),
      run('copy-numbers', exportable, to),
      run('svg', exportable, to),
    ];
    await vi.waitFor(() => expect(posted).toHaveLength(3));
    expect(posted[0]).toMatchObject({ type: 'save', file: { name: 'loss.csv' } });
    expect(posted[1]).toMatchObject({ type: 'copy', text: 'epoch\n1\n' });
    to.receive(answerOf(posted[2], 'failed', 'The disk is full.'));
    to.receive(answerOf(posted[1], 'done', 'Copied.'));
    to.receive(answerOf(posted[0], 'cancelled', ''));
    await expect(running[0]).resolves.toBe('');
    await expect(running[1]).resolves.toBe('Copied.');
    await expect(running[2]).rejects.toThrow('The disk is full.');
  });

  it('are refused before they are sent where they are too large', async () => {
    const posted: ViewMessage[] = [];
    const to = new HostDestination({ post: (message) => posted.push(message) });
    const huge = { ...exportable, numbers: () => ({ columns: ['x'.repeat(largestExport + 1)], rows: [] }) };
    for (const id of ['csv', 'copy-numbers']) {
      await expect(run(id, huge, to)).rejects.toThrow('16 MiB, more than the 15 MiB that can be exported');
    }
    expect(posted).toEqual([]);
  });
});

describe('colours', () => {
  it('become those that every viewer of SVG knows', () => {
    expect(plainColour('rgb(1, 2, 3)')).toEqual({ colour: 'rgb(1, 2, 3)', alpha: 1 });
    expect(plainColour('rgba(1, 2, 3, 0.25)')).toEqual({ colour: 'rgb(1, 2, 3)', alpha: 0.25 });
    expect(plainColour('color(srgb 0.8 0 1 / 0.14)')).toEqual({ colour: 'rgb(204, 0, 255)', alpha: 0.14 });
    for (const other of ['', 'none', 'red', '#ff0000', 'color(display-p3 1 0 0)']) {
      expect(plainColour(other)).toBeUndefined();
    }
  });
});
