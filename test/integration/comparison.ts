import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { StnLabApi } from '../../src/extension';
import { isAlive, lab, Notifications, phase, set, until } from './lab';
import { tinyDigits } from './tinyDigits';

function compare(): Thenable<unknown> {
  return vscode.commands.executeCommand('stn.compare');
}

export function defineComparisonTests(): void {
  describe('the comparison with and without the transformer', () => {
    let api: StnLabApi;
    let notifications: Notifications;
    const data = tinyDigits();
    const runs = mkdtempSync(join(tmpdir(), 'stn-comparison-'));
    const tiny = {
      dataset: 'idx',
      dataDirectory: data,
      runsDirectory: runs,
      epochs: 2,
      threads: 2,
      sampledDigits: 5,
      'transformer.kind': undefined,
    };

    before(async () => {
      api = await lab();
    });
    beforeEach(async () => {
      notifications = new Notifications();
      await set(tiny);
    });
    afterEach(async () => {
      notifications.dispose();
      await vscode.commands.executeCommand('stn.stop');
    });
    after(async () => {
      await set(Object.fromEntries(Object.keys(tiny).map((key) => [key, undefined])));
      for (const folder of [data, runs]) rmSync(folder, { recursive: true, force: true });
    });

    const twinPhase = (): string | undefined => api.twin?.status.phase;

    it('trains a matched pair, each into a folder of its own, and shows both in the status bar', async () => {
      await compare();
      assert.equal(api.dashboard.isOpen, true);
      await until('a twin trains', () => twinPhase() === 'training' || twinPhase() === 'finished');
      await phase(api, 'finished');
      await until('the twin has finished', () => twinPhase() === 'finished');
      const [main, twin] = [api.runs.history, api.twin?.history];
      assert.ok(main && twin);
      assert.equal(main.epochs.length, 2);
      assert.equal(twin.epochs.length, 2);
      const sizes = [main, twin].map(({ started }) => started.network.parameters);
      assert.ok(Math.abs(sizes[0] - sizes[1]) < 0.02 * sizes[0], `Parameters: ${sizes.join(' and ')}`);
      assert.deepEqual(twin.started.network.transformers, []);
      assert.equal(twin.started.config.seed, main.started.config.seed);
      assert.deepEqual(
        twin.samples.at(-1)?.digits.map(({ index }) => index),
        main.samples.at(-1)?.digits.map(({ index }) => index),
      );
      for (const { started } of [main, twin]) {
        assert.ok(existsSync(join(started.directory, 'report.html')));
        assert.match(readFileSync(join(started.directory, 'events.jsonl'), 'utf8'), /"completed"/);
      }
      assert.notEqual(main.started.directory, twin.started.directory);
      await until('the status bar shows both', () => /STN: \d+\.\d % \/ \d+\.\d %$/.test(api.statusBarText));
      await until('the twin’s process is gone', () => api.twinPid === undefined);
      assert.ok(isAlive(api.trainerPid), 'The main run’s trainer is to stay for inspection.');
      assert.equal((await api.inspect(3)).theta.length, 6);
      assert.deepEqual(notifications.shown, []);
    });

    it('goes on with one where the other dies, and says so; a stop ends it', async () => {
      await set({ epochs: 10_000 });
      await compare();
      await until('both train', () => twinPhase() === 'training' && api.runs.status.phase === 'training');
      const { twinPid } = api;
      assert.ok(twinPid);
      process.kill(twinPid, 'SIGKILL');
      await until('the twin has failed', () => twinPhase() === 'failed');
      assert.match(
        notifications.only.message,
        /^Without the transformer: .*signal SIGKILL.* The other run goes on\.$/,
      );
      assert.deepEqual(notifications.only.buttons, ['Show Log']);
      assert.equal(api.runs.status.phase, 'training');
      await vscode.commands.executeCommand('stn.stop');
      assert.equal(api.runs.status.phase, 'stopped');
    });

    it('is stopped as a whole, and forgotten by the next run', async () => {
      await set({ epochs: 10_000 });
      await compare();
      await until('both train', () => twinPhase() === 'training' && api.runs.status.phase === 'training');
      await vscode.commands.executeCommand('stn.stop');
      assert.equal(api.runs.status.phase, 'stopped');
      assert.equal(twinPhase(), 'stopped');
      await set({ epochs: 1 });
      await vscode.commands.executeCommand('stn.train');
      await phase(api, 'finished');
      assert.equal(api.twin, undefined);
      assert.deepEqual(notifications.shown, []);
    });

    it('asks for a transformer where there is none', async () => {
      await set({ 'transformer.kind': 'none' });
      const before = api.runs.history?.started.directory;
      await compare();
      assert.deepEqual(notifications.shown, [
        {
          message:
            'stn.transformer.kind is "none", so there is nothing to compare: choose a transformer first.',
          buttons: ['Open Settings'],
        },
      ]);
      assert.equal(api.runs.history?.started.directory, before);
    });
  });
}
