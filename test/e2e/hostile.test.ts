/** A workspace whose settings are an attack, and an editor that is killed: nothing of theirs runs. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyDigits } from '../integration/tinyDigits';
import { openWorkbench, type Workbench } from '../vscode/browser';
import { startServer, type Server } from '../vscode/server';
import { letWriteDown, runCommand, webviewFrame } from '../vscode/workbench';

const data = tinyDigits();
const place = mkdtempSync(join(tmpdir(), 'stn-hostile-'));
const [workspace, outside, library] = ['workspace', 'outside', 'library'].map((name) => join(place, name));
/** Made by whatever of the workspace runs. */
const trace = join(place, 'attacked');
let server: Server;
let workbench: Workbench;

beforeAll(async () => {
  for (const folder of [join(workspace, '.vscode'), outside]) mkdirSync(folder, { recursive: true });
  const program = join(workspace, 'node');
  writeFileSync(program, `#!/bin/sh\ntouch ${trace}\n`);
  chmodSync(program, 0o755);
  writeLibrary();
  const settings = {
    ...{ 'stn.nodePath': program, 'stn.tensorflowDirectory': library, 'stn.runsDirectory': outside },
    'stn.dataDirectory': outside,
  };
  writeFileSync(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
  server = await startServer({
    vsix: resolve('stn-lab.vsix'),
    workspaceTrust: true,
    settings: {
      ...{ 'stn.dataset': 'idx', 'stn.dataDirectory': data, 'stn.epochs': 2 },
      'security.workspace.trust.startupPrompt': 'never',
    },
  });
  workbench = await openWorkbench({ server, folder: workspace });
});

afterAll(async () => {
  await workbench.dispose();
  await server.dispose();
  for (const folder of [data, place]) rmSync(folder, { recursive: true, force: true });
});

/** What looks like tfjs-node with its native parts. */
function writeLibrary(): void {
  const folder = join(library, 'node_modules', '@tensorflow', 'tfjs-node');
  for (const [directory, file] of [
    ['lib/napi-v8', 'tfjs_binding.node'],
    ['deps/lib', 'libtensorflow.so'],
  ]) {
    mkdirSync(join(folder, directory), { recursive: true });
    writeFileSync(join(folder, directory, file), '');
  }
  writeFileSync(join(folder, 'package.json'), '{"name":"@tensorflow/tfjs-node","main":"index.js"}');
  writeFileSync(join(folder, 'index.js'), `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '')`);
}

async function epochsCharted(): Promise<number> {
  const dashboard = await webviewFrame(workbench.page, 'STN Dashboard', 60_000);
  return await dashboard.locator('[data-testid="epoch-table"] tbody tr').count();
}

const running = (part: string) => server.processes().filter(({ command }) => command.includes(part));

it('trains in a workspace that is not trusted, with nothing that the workspace chose', async () => {
  await runCommand(workbench.page, 'STN: Train');
  await expect.poll(epochsCharted, { timeout: 60_000 }).toBe(2);
  expect(existsSync(trace)).toBe(false);
  expect(readdirSync(outside)).toEqual([]);
  const restricted = workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
  expect(await restricted.count()).toBe(1);
});

it('leaves no trainer five seconds after the extension host was killed', async () => {
  server.set({ 'stn.epochs': 10_000 });
  // Its file is looked at now and then.
  await sleep(3_000);
  await runCommand(workbench.page, 'STN: Train');
  await expect.poll(epochsCharted, { timeout: 60_000 }).toBeGreaterThan(2);
  const trainers = running('trainer.js').map(({ pid }) => pid);
  expect(trainers).toHaveLength(1);
  await letWriteDown(workbench.page);
  const [host] = running('--type=extensionHost');
  process.kill(host.pid, 'SIGKILL');
  const left = (): number[] =>
    running('trainer.js')
      .map(({ pid }) => pid)
      .filter((pid) => trainers.includes(pid));
  await expect.poll(left, { timeout: 5_000 }).toEqual([]);
});

it('offers to go on with what that host was training, in the window that is loaded anew', async () => {
  await workbench.page.reload();
  await workbench.page
    .locator('.notification-list-item', {
      hasText: /The training was cut off .* Its last checkpoint is safe/,
    })
    .getByRole('button', { name: 'Resume', exact: true })
    .click({ timeout: 60_000 });
  await expect.poll(() => running('trainer.js').length, { timeout: 30_000 }).toBe(1);
  await expect.poll(epochsCharted, { timeout: 60_000 }).toBeGreaterThan(3);
});
