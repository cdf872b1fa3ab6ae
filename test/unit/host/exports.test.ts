import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { copyText, saveExport } from '../../../src/host/views/exports';

/** What the user does, and what VS Code was asked. */
const user = { path: undefined as string | undefined, presses: undefined as string | undefined };
const asked: { defaultUri: { fsPath: string } }[] = [];
const executed: unknown[][] = [];
const clipboard: string[] = [];

vi.mock('vscode', () => {
  const uriOf = (fsPath: string) => ({ scheme: 'file', fsPath });
  return {
    Uri: {
      file: uriOf,
      joinPath: ({ fsPath }: { fsPath: string }, name: string) => uriOf(path.join(fsPath, name)),
    },
    UIKind: { Desktop: 1 },
    l10n: {
      t: (text: string, ...values: string[]) => text.replace(/\{(\d)\}/g, (_, at: number) => values[at]),
    },
    env: {
      uiKind: 1,
      clipboard: {
        writeText: (text: string) =>
          text === 'refused'
            ? Promise.reject(new Error('no clipboard'))
            : Promise.resolve(clipboard.push(text)),
      },
    },
    workspace: { workspaceFolders: undefined, asRelativePath: ({ fsPath }: { fsPath: string }) => fsPath },
    window: {
      showSaveDialog: (options: { defaultUri: { fsPath: string } }) => {
        asked.push(options);
        return Promise.resolve(user.path === undefined ? undefined : uriOf(user.path));
      },
      showInformationMessage: () => Promise.resolve(user.presses),
    },
    commands: { executeCommand: (...all: unknown[]) => Promise.resolve(executed.push(all)) },
  };
});

const bytes = Uint8Array.of(1, 2, 3);
const file = { name: 'loss.png', bytes };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stn-exports-'));
  Object.assign(user, { path: undefined, presses: undefined });
  for (const list of [asked, executed, clipboard]) list.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a picture to be saved', () => {
  it('is written where the user says, then offered to open or show, and the next goes there too', async () => {
    mkdirSync(path.join(folder, 'run'));
    mkdirSync(path.join(folder, 'pictures'));
    user.path = path.join(folder, 'pictures', 'first.png');
    user.presses = 'Reveal';
    expect(await saveExport(file, path.join(folder, 'run'))).toEqual({ outcome: 'done', message: 'Saved.' });
    expect(asked[0].defaultUri.fsPath).toBe(path.join(folder, 'run', 'loss.png'));
    expect(new Uint8Array(readFileSync(user.path))).toEqual(bytes);
    await vi.waitFor(() => expect(executed[0]?.[0]).toBe('revealFileInOS'));
    user.presses = 'Open';
    await saveExport(file, path.join(folder, 'run'));
    expect(asked[1].defaultUri.fsPath).toBe(path.join(folder, 'pictures', 'loss.png'));
    await vi.waitFor(() => expect(executed[1]?.[0]).toBe('vscode.open'));
  });

  it('is forgotten where the user changes their mind', async () => {
    expect(await saveExport(file, undefined)).toEqual({ outcome: 'cancelled', message: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves what was there where it can’t be written, and says why', async () => {
    writeFileSync(path.join(folder, 'plain'), 'kept');
    user.path = path.join(folder, 'plain', 'loss.png');
    expect(await saveExport(file, folder)).toEqual({
      outcome: 'failed',
      message:
        'loss.png can’t be saved (it is a file, not a folder); put that right, or choose another folder.',
    });
    user.path = path.join(folder, 'gone', 'loss.png');
    expect((await saveExport(file, folder)).message).toContain('(it does not exist)');
    // A folder of that name.
    mkdirSync(path.join(folder, 'taken.png'));
    user.path = path.join(folder, 'taken.png');
    expect((await saveExport(file, folder)).outcome).toBe('failed');
    expect(readdirSync(folder).sort()).toEqual(['plain', 'taken.png']);
    expect(readFileSync(path.join(folder, 'plain'), 'utf8')).toBe('kept');
  });
});

describe('numbers to be copied', () => {
  it('go to the clipboard, or it is said why not', async () => {
    expect(await copyText('epoch\n1\n')).toEqual({ outcome: 'done', message: 'Copied.' });
    expect(clipboard).toEqual(['epoch\n1\n']);
    expect(await copyText('refused')).toEqual({
      outcome: 'failed',
      message: 'The clipboard can’t be written (no clipboard); save a file instead.',
    });
  });
});
