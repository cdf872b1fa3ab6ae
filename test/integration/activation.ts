import assert from 'node:assert/strict';
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

    it('activates within its budget of 50 ms', async () => {
      const start = performance.now();
      const { activationTime } = await lab();
      const all = performance.now() - start;
      console.log(
        `activate() took ${activationTime.toFixed(1)} ms; loading and activating ${all.toFixed(1)} ms`,
      );
      assert.ok(activationTime < 50, `activate() took ${activationTime.toFixed(1)} ms.`);
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
