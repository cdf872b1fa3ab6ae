import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { StnLabApi } from '../../src/extension';
import { lockName } from '../../src/files/folderLock';
import { lab, Notifications, phase, set, train, until } from './lab';
import { tinyDigits } from './tinyDigits';

export function defineRunsTests(): void {
  describe('the runs view', () => {
    let api: StnLabApi;
    let notifications: Notifications;
    const data = tinyDigits();
    const scratch = mkdtempSync(join(tmpdir(), 'stn-integration-'));
    const runs = join(scratch, 'runs');
    const settings = {
      dataset: 'idx',
      dataDirectory: data,
      runsDirectory: runs,
      epochs: 2,
      sampledDigits: 5,
    };

    before(async () => {
      api = await lab();
      await set(settings);
    });
    beforeEach(() => {
      notifications = new Notifications();
    });
    afterEach(() => notifications.dispose());
    after(async () => {
      await set(Object.fromEntries(Object.keys(settings).map((key) => [key, undefined])));
      rmSync(data, { recursive: true, force: true });
      rmSync(scratch, { recursive: true, force: true });
    });

    async function items(): Promise<Map<string, vscode.TreeItem>> {
      return new Map((await api.listRuns()).map((item) => [item.id ?? '', item]));
    }

    async function item(name: string): Promise<vscode.TreeItem> {
      const found = (await items()).get(name);
      assert.ok(found, `There is no run ${name}.`);
      return found;
    }

    const tooltipOf = ({ tooltip }: vscode.TreeItem): string => (tooltip as vscode.MarkdownString).value;
    const directory = (): string => api.runs.history?.started.directory ?? '';
    /** Older than any trainer that may be at work on it. */
    function copyOf(source: string, name: string): string {
      const copy = join(runs, name);
      // The trainer that has just finished may be about to remove its lock.
      cpSync(source, copy, { recursive: true, filter: (file) => basename(file) !== lockName });
      return copy;
    }

    it('lists a run while it trains, and refuses to delete it', async () => {
      await set({ epochs: 10_000 });
      await train();
      await until('an epoch', () => (api.runs.history?.epochs.length ?? 0) > 0);
      const name = basename(directory());
      const atWork = await item(name);
      assert.match(String(atWork.description), /^training · \d+ of 10000 epochs · .*% · .* · affine$/);
      assert.match(atWork.contextValue ?? '', /\batWork\b/);
      await vscode.commands.executeCommand('stn.deleteRun', name);
      assert.match(notifications.only.message, /being trained: stop it/);
      await vscode.commands.executeCommand('stn.stop');
      assert.match(String((await item(name)).description), /^stopped · /);
      assert.ok(existsSync(directory()));
      await set({ epochs: 2 });
    });

    it('tells figures and changed settings of a run that is done', async () => {
      await train();
      await phase(api, 'finished');
      const done = await item(basename(directory()));
      assert.match(String(done.description), /^completed · 2 epochs · /);
      assert.match(done.contextValue ?? '', /\breport\b/);
      assert.match(tooltipOf(done), /stn\.sampledDigits *\| *5/);
      await vscode.commands.executeCommand('stn.copyRunSettings', basename(directory()));
      const copied = JSON.parse(await vscode.env.clipboard.readText()) as Record<string, unknown>;
      assert.equal(copied['stn.epochs'], 2);
      assert.equal('stn.batchSize' in copied, false);
    });

    it('renames a run, as text and not as Markdown', async () => {
      const name = basename(directory());
      const original = vscode.window.showInputBox;
      const answer = (label: string): void =>
        void Object.defineProperty(vscode.window, 'showInputBox', {
          value: (options: vscode.InputBoxOptions) =>
            Promise.resolve(options.validateInput?.(label) ? undefined : label),
          configurable: true,
          writable: true,
        });
      try {
        answer('My <b>run</b> [x](command:stn.stop)');
        await vscode.commands.executeCommand('stn.renameRun', name);
        const renamed = await item(name);
        assert.equal(renamed.label, 'My <b>run</b> [x](command:stn.stop)');
        assert.doesNotMatch(tooltipOf(renamed), /<b>|\[x\]\(/);
        answer('two\nlines');
        await vscode.commands.executeCommand('stn.renameRun', name);
        assert.equal((await item(name)).label, renamed.label);
        answer('');
        await vscode.commands.executeCommand('stn.renameRun', name);
        assert.equal((await item(name)).label, name);
      } finally {
        Object.defineProperty(vscode.window, 'showInputBox', {
          value: original,
          configurable: true,
          writable: true,
        });
      }
    });

    it('shows an earlier run again, whose digits can be inspected; Train starts a new one', async () => {
      const source = directory();
      const copy = copyOf(source, 'earlier');
      await vscode.commands.executeCommand('stn.openRun', 'earlier');
      assert.equal(directory(), copy);
      assert.equal(api.runs.history?.epochs.length, 2);
      assert.match(api.runs.status.message, /earlier run, earlier; Train starts a new one/);
      assert.equal((await api.inspect(3)).index, 3);
      await train();
      await phase(api, 'finished');
      assert.notEqual(directory(), copy);
      assert.equal(api.runs.status.message, '');
      assert.deepEqual(notifications.shown, []);
    });

    it('compares runs that are named, and says how many it can compare', async () => {
      const names = ['earlier', basename(directory())];
      await vscode.commands.executeCommand('stn.compareRuns', names);
      await until('the comparison is ready', () => api.comparison.isReady);
      assert.deepEqual(api.comparison.names, names);
      assert.deepEqual(notifications.shown, []);
      const many = Array.from({ length: 9 }, (_, at) => `run ${at}`);
      await vscode.commands.executeCommand('stn.compareRuns', many);
      assert.equal(
        notifications.only.message,
        'At most 8 runs can be compared at once, but 9 are chosen: choose fewer.',
      );
      assert.deepEqual(api.comparison.names, names);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await until('the comparison is closed', () => !api.comparison.isOpen);
    });

    it('deletes a run when the user says so, and shows it no longer', async () => {
      const copy = copyOf(directory(), 'to-delete');
      await vscode.commands.executeCommand('stn.openRun', 'to-delete');
      await vscode.commands.executeCommand('stn.deleteRun', 'to-delete');
      assert.ok(existsSync(copy), 'Nobody has said so.');
      notifications.answer('Delete');
      // Where there is no trash.
      notifications.answer('Delete for Good');
      await vscode.commands.executeCommand('stn.deleteRun', 'to-delete');
      assert.equal(existsSync(copy), false);
      assert.equal((await items()).has('to-delete'), false);
      assert.equal(api.runs.history, undefined);
    });

    it('lists what can’t be read with a sentence, and what is no run not at all', async () => {
      mkdirSync(join(runs, 'notes'));
      const newer = copyOf(join(runs, 'earlier'), 'newer');
      const events = join(newer, 'events.jsonl');
      writeFileSync(
        events,
        readFileSync(events, 'utf8').replace('"batchesPerEpoch"', '"dreams":1,"batchesPerEpoch"'),
      );
      assert.equal((await items()).has('notes'), false);
      assert.match(String((await item('newer')).description), /^can’t be read: another version .*\(dreams\)/);
      await vscode.commands.executeCommand('stn.openRun', 'newer');
      assert.match(notifications.only.message, /can’t be shown/);
    });

    it('does nothing for a name that leads out of the runs directory', async () => {
      const outside = join(scratch, 'outside');
      cpSync(join(runs, 'earlier'), outside, { recursive: true });
      for (const name of ['../outside', outside, '..', '', 7, { run: { name: '../outside' } }]) {
        notifications.answer('Delete');
        await vscode.commands.executeCommand('stn.deleteRun', name);
      }
      assert.ok(existsSync(outside));
      assert.ok(notifications.shown.every(({ message }) => message.startsWith('There is no such run')));
    });
  });
}
