import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { lab, Notifications, phase, set, train, until } from './lab';
import { tinyDigits } from './tinyDigits';

function benchmarkDocument(): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'stn-benchmark');
}

function benchmark(): Thenable<unknown> {
  return vscode.commands.executeCommand('stn.benchmark');
}

export function defineBenchmarkTests(): void {
  describe('the benchmark', () => {
    const data = tinyDigits();
    const tiny = {
      dataset: 'idx',
      dataDirectory: data,
      epochs: 10_000,
      threads: 2,
      'localization.filters': [1, 1],
      'classifier.filters': [1, 1],
    };
    let notifications: Notifications;

    beforeEach(async () => {
      notifications = new Notifications();
      await set(tiny);
    });
    afterEach(async () => {
      notifications.dispose();
      await set(Object.fromEntries(Object.keys(tiny).map((key) => [key, undefined])));
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    });
    after(() => rmSync(data, { recursive: true, force: true }));

    it('needs no run and shows its table in the Markdown preview', async () => {
      await lab();
      await benchmark();
      assert.deepEqual(notifications.shown, []);
      await until('the document is there', () => benchmarkDocument() !== undefined);
      const text = benchmarkDocument()?.getText() ?? '';
      const rows = text.split('\n').filter((line) => line.startsWith('|'));
      assert.match(rows[0], /^\| Engine +\| Details +\| Threads \| ms per step \| /);
      assert.match(
        rows[2],
        /^\| wasm +\| WebAssembly with \w+ SIMD +\| +1 \|( +[\d.,]+ \|){4} +[*\d]+%\** \|$/,
      );
      assert.match(rows[3], /^\| wasm +\| WebAssembly with \w+ SIMD +\| +2 \|/);
      assert.match(rows[4], /^\| tensorflow +\| (TensorFlow \d|not available, see below)/);
      assert.equal(rows.length, 5);
      const previews = (): vscode.Tab[] =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .filter(
            ({ input }) =>
              input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview'),
          );
      await until('the preview is open', () => previews().length === 1);
      assert.match(previews()[0].label, /Engine Benchmark/);
    });

    it('is refused during a run with one sentence', async () => {
      const api = await lab();
      await train();
      await phase(api, 'training');
      try {
        await benchmark();
        assert.match(notifications.only.message, /would disturb the training that is going on/);
        assert.equal(api.runs.status.phase, 'training');
      } finally {
        await vscode.commands.executeCommand('stn.stop');
      }
    });

    it('gives way to a run', async () => {
      const api = await lab();
      const shown = benchmarkDocument()?.getText();
      const benchmarking = benchmark();
      await train();
      await benchmarking;
      assert.equal(benchmarkDocument()?.getText(), shown);
      await phase(api, 'training');
      await vscode.commands.executeCommand('stn.stop');
      assert.deepEqual(notifications.shown, []);
    });
  });
}
