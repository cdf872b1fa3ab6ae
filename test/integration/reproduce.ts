import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { lab, Notifications, phase, set, train, until } from './lab';
import { tinyDigits } from './tinyDigits';

function reproduce(): Thenable<unknown> {
  return vscode.commands.executeCommand('stn.reproduce');
}

/** The table's body, cell by cell, as the document has it. */
function rows(): string[][] {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'stn-paper-table');
  const lines = document?.getText().split('\n') ?? [];
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

interface Item extends vscode.QuickPickItem {
  readonly label: string;
}

/** Answers the questions in the user's place with the items of these labels, and notes what was offered. */
class Answers {
  readonly offered: Item[][] = [];
  private readonly original = vscode.window.showQuickPick;

  constructor(...answers: readonly (readonly string[] | string)[]) {
    const left = [...answers];
    this.replace((items: Item[]) => {
      this.offered.push(items);
      const answer = left.shift();
      if (Array.isArray(answer)) return Promise.resolve(items.filter(({ label }) => answer.includes(label)));
      return Promise.resolve(items.find(({ label }) => label === answer));
    });
  }

  dispose(): void {
    this.replace(this.original);
  }

  private replace(value: unknown): void {
    Object.defineProperty(vscode.window, 'showQuickPick', { value, configurable: true, writable: true });
  }
}

export function defineReproductionTests(): void {
  describe('the paper’s table', () => {
    const data = tinyDigits(256, 50);
    const runsDirectory = mkdtempSync(join(tmpdir(), 'stn-table-'));
    const directory = join(runsDirectory, 'paper-short');
    const settings = { dataset: 'idx', dataDirectory: data, runsDirectory, engine: 'wasm', sampledDigits: 5 };
    let notifications: Notifications;
    let answers: Answers | undefined;

    beforeEach(async () => {
      notifications = new Notifications();
      await set(settings);
    });
    afterEach(async () => {
      await vscode.commands.executeCommand('stn.stop');
      notifications.dispose();
      answers?.dispose();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });
    after(async () => {
      await set(Object.fromEntries(Object.keys(settings).map((key) => [key, undefined])));
      rmSync(data, { recursive: true, force: true });
      rmSync(runsDirectory, { recursive: true, force: true });
    });

    it('trains nothing where no distortion is chosen', async () => {
      const api = await lab();
      const before = api.runs.status;
      answers = new Answers([]);
      await reproduce();
      assert.equal(api.runs.status, before);
      const [distortions] = answers.offered;
      assert.deepEqual(
        distortions.map(({ label, picked }) => [label, picked]),
        [
          ['R', true],
          ['RTS', true],
          ['P', false],
          ['E', false],
          ['TC', false],
          ['addition', false],
        ],
      );
      assert.match(distortions[0].description ?? '', /^8 runs, about [\d:]+$/);
    });

    it('is refused during a run with one sentence', async () => {
      const api = await lab();
      await set({ epochs: 10_000 });
      await train();
      await phase(api, 'training');
      try {
        await reproduce();
        assert.match(notifications.only.message, /takes many runs, and one is going on/);
        assert.equal(api.runs.status.phase, 'training');
      } finally {
        await set({ epochs: undefined });
      }
    });

    it('is trained run by run, shown as it fills, kept when it is stopped, and filled on', async () => {
      const api = await lab();
      answers = new Answers(['R'], '1');
      const filling = reproduce();
      await until('the first run', () => rows()[0]?.[1] === 'FCN (in training)');
      await until('the second run', () => rows()[1]?.[1] === 'CNN (in training)');
      assert.match(rows()[0][4], /^\d+\.\d\d$/);
      const place = join(directory, 'r-cnn/seed-1');
      await until('its first batch', () => api.runs.history?.started.directory === place);
      const previews = vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(({ label }) => label.includes('The Paper’s Table'));
      assert.equal(previews.length, 1);
      await vscode.commands.executeCommand('stn.stop');
      await filling;
      await until('no run is in training', () => rows()[1][1] === 'CNN');
      assert.match(readFileSync(join(directory, 'table.md'), 'utf8'), /7 runs are still to be done/);
      assert.ok(existsSync(join(directory, 'r-fcn/seed-1/report.html')));

      answers.dispose();
      answers = new Answers(['R'], '1');
      const goingOn = reproduce();
      await until('the second run, again', () => rows()[1]?.[1] === 'CNN (in training)');
      assert.match(answers.offered[0][0].description ?? '', /^7 runs, about /);
      await until('the third run', () => rows()[2]?.[1] === 'ST-FCN affine (in training)');
      await vscode.commands.executeCommand('stn.stop');
      await goingOn;
      assert.match(rows()[1][4], /^\d+\.\d\d$/);
      assert.equal(api.runs.status.phase, 'stopped');
      assert.deepEqual(notifications.shown, []);
    });
  });
}
