import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { StnLabApi } from '../../src/extension';

import { isAlive, lab, Notifications, phase, set, train, until } from './lab';
import { tinyDigits } from './tinyDigits';

/** More epochs than anybody waits for. */
const endless = 10_000;

export function defineTrainingTests(): void {
  describe('training', () => {
    let api: StnLabApi;
    let notifications: Notifications;
    const data = tinyDigits();
    const scratch = mkdtempSync(join(tmpdir(), 'stn-integration-'));
    const tiny = {
      dataset: 'idx',
      dataDirectory: data,
      runsDirectory: join(scratch, 'runs'),
      epochs: 2,
      sampledDigits: 5,
      nodePath: undefined,
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
      rmSync(data, { recursive: true, force: true });
      rmSync(scratch, { recursive: true, force: true });
    });

    /** Runs a command and chooses the first of its list, which trains. */
    async function acceptFirst(command: string): Promise<void> {
      const choosing = vscode.commands.executeCommand(command);
      const accept = async (): Promise<boolean> => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return api.runs.isBusy;
      };
      // The list is there when the editor has drawn it, which nothing tells.
      const end = Date.now() + 30_000;
      while (!(await accept()) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
      await choosing;
    }

    async function untilCheckpoint(): Promise<void> {
      // The first epoch's comes before the second epoch.
      await until('two epochs', () => (api.runs.history?.epochs.length ?? 0) > 1);
    }

    /** Epochs that are charted when the run fails. */
    function chartedAtFailure(): Promise<number> {
      return new Promise((resolve) => {
        const once = api.runs.onDidChange((change) => {
          if (change.type !== 'status' || change.status.phase !== 'failed') return;
          once.dispose();
          resolve(api.runs.history?.epochs.length ?? 0);
        });
      });
    }

    it('goes through to the end, opens the dashboard and fills the run folder', async () => {
      await train();
      assert.equal(api.dashboard.isOpen, true);
      await phase(api, 'finished');
      const { history } = api.runs;
      assert.ok(history);
      assert.deepEqual(
        history.epochs.map(({ epoch }) => epoch),
        [1, 2],
      );
      assert.equal(history.samples.at(-1)?.epoch, 2);
      assert.equal(history.samples.at(-1)?.digits.length, 5);
      assert.match(api.statusBarText, /STN: \d+\.\d %/);
      const { directory } = history.started;
      assert.ok(directory.startsWith(tiny.runsDirectory));
      for (const file of ['config.json', 'events.jsonl', 'report.html', 'samples/epoch-0002.json']) {
        assert.ok(existsSync(join(directory, file)), `${file} is missing.`);
      }
      const lines = readFileSync(join(directory, 'events.jsonl'), 'utf8').trim().split('\n');
      assert.match(lines.at(-1) ?? '', /"finished"/);
      assert.ok(isAlive(api.trainerPid), 'The trainer is to stay for inspection.');
      assert.deepEqual(notifications.shown, []);
    });

    it('lets digits be inspected afterwards', async () => {
      const inspection = await api.inspect(7);
      assert.equal(inspection.index, 7);
      assert.equal(inspection.label, 7);
      assert.equal(inspection.input.length, 28 * 28);
      const sum = inspection.probabilities.reduce((total, probability) => total + probability, 0);
      assert.ok(Math.abs(sum - 1) < 1e-3);
      await assert.rejects(api.inspect(100), /noSuchDigit/);
    });

    it('opens the run folder in a new process where the trainer has died meanwhile', async () => {
      const pid = api.trainerPid;
      assert.ok(pid);
      process.kill(pid, 'SIGKILL');
      await until('the trainer is gone', () => api.trainerPid === undefined);
      assert.equal(api.runs.status.phase, 'finished');
      assert.equal((await api.inspect(3)).epoch, 2);
      assert.notEqual(api.trainerPid, pid);
    });

    it('stops after the batch', async () => {
      await set({ epochs: endless });
      await train();
      await phase(api, 'training');
      await until('a batch', () => (api.runs.history?.batches.length ?? 0) > 0);
      await vscode.commands.executeCommand('stn.stop');
      assert.equal(api.runs.status.phase, 'stopped');
      assert.deepEqual(api.runs.history?.end?.type, 'finished');
    });

    it('asks before it replaces a run that is going on', async () => {
      await set({ epochs: endless });
      await train();
      await phase(api, 'training');
      const first = api.runs.history?.started.directory;

      notifications.answer('Keep It');
      await train();
      assert.equal(api.runs.history?.started.directory, first);
      assert.equal(api.runs.status.phase, 'training');
      assert.match(notifications.only.message, /training is going on/);
      assert.deepEqual(notifications.only.buttons, ['Stop It and Start Anew', 'Keep It']);

      const pid = api.trainerPid;
      notifications.answer('Stop It and Start Anew');
      await train();
      await phase(api, 'training');
      assert.notEqual(api.runs.history?.started.directory, first);
      assert.equal(isAlive(pid), false);
      const events = readFileSync(join(first ?? '', 'events.jsonl'), 'utf8');
      assert.match(events, /"outcome":"stopped"/);
    });

    it('tells of a trainer that dies, keeps what was charted and starts again', async () => {
      await set({ epochs: endless });
      await train();
      await untilCheckpoint();
      const { trainerPid: pid, runs } = api;
      assert.ok(pid);
      let restarted = false;
      const listener = runs.onDidChange(({ type }) => (restarted ||= type === 'reset'));
      const charted = chartedAtFailure();
      notifications.answer('Start Again');
      process.kill(pid, 'SIGKILL');
      assert.ok((await charted) > 0);
      await until('a new run', () => restarted);
      listener.dispose();
      const shown = notifications.only;
      assert.match(shown.message, /ended unexpectedly \(signal SIGKILL\)/);
      // After an epoch there is a checkpoint.
      assert.match(shown.message, /up to its last checkpoint is safe: STN: Resume Run goes on from there\.$/);
      assert.deepEqual(shown.buttons, ['Resume', 'Start Again', 'Show Log']);
      await phase(api, 'training');
    });

    it('goes on with a run whose trainer died by the button of that message', async () => {
      await set({ epochs: endless });
      await train();
      await untilCheckpoint();
      const directory = api.runs.history?.started.directory;
      const failure = chartedAtFailure();
      notifications.answer('Resume');
      process.kill(Number(api.trainerPid), 'SIGKILL');
      const charted = await failure;
      await until('the run again', () => api.runs.isBusy);
      await phase(api, 'training');
      assert.equal(api.runs.history?.started.directory, directory);
      await until('another epoch', () => (api.runs.history?.epochs.length ?? 0) > charted);
    });

    it('resumes a run that was killed, in its own folder', async () => {
      await set({ epochs: endless });
      await train();
      await until('an epoch', () => (api.runs.history?.epochs.length ?? 0) > 0);
      const directory = api.runs.history?.started.directory;
      process.kill(Number(api.trainerPid), 'SIGKILL');
      await phase(api, 'failed');
      const charted = api.runs.history?.epochs.length ?? 0;
      await acceptFirst('stn.resume');
      await phase(api, 'training');
      assert.equal(api.runs.history?.started.directory, directory);
      await until('another epoch', () => (api.runs.history?.epochs.length ?? 0) > charted);
      const epochs = api.runs.history?.epochs.map(({ epoch }) => epoch) ?? [];
      assert.deepEqual(
        epochs,
        epochs.map((_, index) => index + 1),
      );
    });

    it('runs a preset over the defaults, with the user’s own data', async () => {
      await acceptFirst('stn.runPreset');
      await phase(api, 'training');
      const config = api.runs.history?.started.config;
      // The first of the list: the tutorial, which trains for longer than these tests' settings say.
      assert.equal(config?.epochs, 20);
      assert.equal(config.dataDirectory, data);
      assert.equal(config.sampledDigits, tiny.sampledDigits);
      assert.deepEqual(notifications.shown, []);
    });

    it('refuses settings with one sentence', async () => {
      await set({ epochs: 0 });
      const before = readdirSync(tiny.runsDirectory).length;
      await train();
      assert.deepEqual(notifications.shown, [
        {
          message: 'stn.epochs must be a whole number from 1 to 10000, but is 0.',
          buttons: ['Open Settings'],
        },
      ]);
      assert.equal(readdirSync(tiny.runsDirectory).length, before);
    });

    it('says in one sentence why a data directory won’t do', async () => {
      const file = join(scratch, 'data-file');
      writeFileSync(file, '');
      await set({ dataDirectory: file });
      await train();
      await until('a failure', () => api.runs.status.phase === 'failed');
      assert.ok(notifications.only.message.includes(file), notifications.only.message);
    });

    it('says in one sentence why a runs directory won’t do', async () => {
      const file = join(scratch, 'runs-file');
      writeFileSync(file, '');
      await set({ runsDirectory: file });
      await train();
      await until('a failure', () => api.runs.status.phase === 'failed');
      assert.match(notifications.only.message, /runs-file" can’t be written \(EEXIST\)/);
      assert.equal(api.trainerPid, undefined);
    });

    it('says in one sentence why a Node.js won’t do', async () => {
      await set({ nodePath: join(scratch, 'no-node') });
      await train();
      await until('a failure', () => api.runs.status.phase === 'failed');
      assert.match(notifications.only.message, /no-node" that stn\.nodePath names can’t be run \(ENOENT\)/);
    });
  });
}
