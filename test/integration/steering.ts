import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { StnLabApi } from '../../src/extension';

import { lab, Notifications, phase, set, train, until } from './lab';
import { tinyDigits } from './tinyDigits';

export function defineSteeringTests(): void {
  describe('a run that is steered', () => {
    let api: StnLabApi;
    let notifications: Notifications;
    const data = tinyDigits();
    const scratch = mkdtempSync(join(tmpdir(), 'stn-integration-'));
    const tiny = {
      dataset: 'idx',
      dataDirectory: data,
      runsDirectory: join(scratch, 'runs'),
      // More than anybody waits for.
      epochs: 10_000,
      sampledDigits: 5,
      seed: 7,
    };
    const command = (name: string): Thenable<unknown> => vscode.commands.executeCommand(`stn.${name}`);
    const batches = (): number => api.runs.history?.batches.length ?? 0;

    before(async () => {
      api = await lab();
    });
    beforeEach(async () => {
      notifications = new Notifications();
      await set(tiny);
      await train();
      await until('a batch', () => batches() > 0);
    });
    afterEach(async () => {
      notifications.dispose();
      await command('stop');
    });
    after(async () => {
      await set(Object.fromEntries(Object.keys(tiny).map((key) => [key, undefined])));
      rmSync(data, { recursive: true, force: true });
      rmSync(scratch, { recursive: true, force: true });
    });

    /** The newest run's icon in the side bar. */
    async function icon(): Promise<string | undefined> {
      const { iconPath } = (await api.listRuns())[0];
      return iconPath instanceof vscode.ThemeIcon ? iconPath.id : undefined;
    }

    it('pauses, says so everywhere, answers the inspector, trains one batch and goes on', async () => {
      await command('pause');
      await phase(api, 'paused');
      assert.match(api.statusBarText, /^\$\(debug-pause\) STN: paused at \d+ %$/);
      assert.equal(await icon(), 'debug-pause');
      const paused = batches();
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(batches(), paused);
      assert.equal((await api.inspect(3)).index, 3);
      await command('trainBatch');
      await until('one more batch', () => batches() > paused);
      assert.equal(api.runs.status.phase, 'paused');
      assert.equal(batches(), paused + 1);
      await command('continue');
      await phase(api, 'training');
      await until('more batches', () => batches() > paused + 2);
    });

    it('ends with the epoch at work', async () => {
      await command('stopAfterEpoch');
      await phase(api, 'stopped');
      const { history } = api.runs;
      assert.ok(history?.end?.type === 'finished');
      assert.equal(history.end.epochs, history.epochs.at(-1)?.epoch);
      assert.ok(history.end.epochs > 0);
    });

    it('begins anew with its own settings, or with those there are now', async () => {
      const first = api.runs.history?.started;
      await set({ seed: 8 });
      notifications.answer('Stop It and Start Anew');
      await command('restart');
      await phase(api, 'training');
      const second = api.runs.history?.started;
      assert.notEqual(second?.directory, first?.directory);
      assert.deepEqual(second?.config, first?.config);
      notifications.answer('Stop It and Start Anew');
      await command('restartWithSettings');
      await phase(api, 'training');
      assert.equal(api.runs.history?.started.config.seed, 8);
    });

    it('learns at another rate from the next batch on, and keeps a note of it', async () => {
      const asking = command('changeLearningRate');
      await new Promise((resolve) => setTimeout(resolve, 500));
      // What it offers is the rate as it is.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await asking;
      assert.deepEqual(api.runs.history?.changes, []);
      const answer = vscode.window.showInputBox;
      Object.assign(vscode.window, { showInputBox: () => Promise.resolve('0.02') });
      try {
        await command('changeLearningRate');
      } finally {
        Object.assign(vscode.window, { showInputBox: answer });
      }
      await until('the change', () => api.runs.history?.changes.length === 1);
      const { directory } = api.runs.history.started;
      assert.match(readFileSync(join(directory, 'events.jsonl'), 'utf8'), /"changed".*"learningRate":0\.02/);
    });
  });
}
