import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { extension, lab } from './lab';

interface Manifest {
  contributes: { commands: { command: string; title: string }[] };
}

export function defineActivationTests(): void {
  describe('the extension', () => {
    it('is not active before it is needed', () => {
      assert.equal(extension().isActive, false);
    });

    it('loads and activates before anybody notices', async () => {
      const bundle = join(extension().extensionPath, 'dist', 'extension.js');
      const stopwatch = startStopwatch();
      // What VS Code does first; it then finds the module loaded. Its own work around activation is not ours to count.
      createRequire(bundle)(bundle);
      const loading = stopwatch();
      const { activationTime } = await lab();
      console.log(
        `loading ${loading.wall.toFixed(1)} ms, ${loading.busy.toFixed(1)} of them at work; activate() ${activationTime.toFixed(1)} ms`,
      );
      // Meant to be below 50, which a busy machine misses by chance: only what is slow many times over fails.
      assert.ok(loading.busy + activationTime < 250);
    });

    it('registers exactly the commands it declares', async () => {
      const { contributes } = extension().packageJSON as Manifest;
      const declared = contributes.commands.map(({ command }) => command);
      const registered = (await vscode.commands.getCommands(true)).filter((id) => /^stn\.\w+$/.test(id));
      assert.deepEqual(registered.sort(), declared.sort());
    });

    it('has its texts resolved', () => {
      const { contributes } = extension().packageJSON as Manifest;
      const train = contributes.commands.find(({ command }) => command === 'stn.train');
      assert.equal(train?.title, 'Train');
    });
  });
}

/** Milliseconds passed, and of those the ones at work: on a busy machine a process mostly waits for its turn. */
function startStopwatch(): () => { wall: number; busy: number } {
  const start = performance.now();
  // Since Node.js 23.9, which not every editor has.
  const used = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage?.bind(process);
  const usedBefore = used?.();
  return () => {
    const wall = performance.now() - start;
    if (!used || !usedBefore) return { wall, busy: wall };
    const { user, system } = used();
    return { wall, busy: (user + system - usedBefore.user - usedBefore.system) / 1000 };
  };
}
