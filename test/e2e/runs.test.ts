/** The list of runs in the side bar: empty, with a run, and an earlier run in the dashboard. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyDigits } from '../integration/tinyDigits';
import { openWorkbench, type Workbench } from '../vscode/browser';
import { startServer, type Server } from '../vscode/server';
import { inputBox, runCommand, screenshot, setTheme, webviewFrame, type Theme } from '../vscode/workbench';

const data = tinyDigits();
const workspace = mkdtempSync(join(tmpdir(), 'stn-workspace-'));
const themes: readonly Theme[] = [
  'Light Modern',
  'Dark Modern',
  'Default High Contrast',
  'Default High Contrast Light',
];
let server: Server;
let workbench: Workbench;

beforeAll(async () => {
  server = await startServer({
    vsix: resolve('stn-lab.vsix'),
    settings: { 'stn.dataset': 'idx', 'stn.dataDirectory': data, 'stn.epochs': 2 },
  });
  workbench = await openWorkbench({ server, folder: workspace, theme: 'Dark Modern' });
});

afterAll(async () => {
  await workbench.dispose();
  await server.dispose();
  rmSync(data, { recursive: true, force: true });
  rmSync(workspace, { recursive: true, force: true });
});

it('offers to train where there is no run yet', async () => {
  const { page } = workbench;
  await page.getByRole('tab', { name: 'STN Lab' }).click();
  const welcome = page.locator('.sidebar .welcome-view');
  await expect.poll(() => welcome.innerText(), { timeout: 30_000 }).toMatch(/Nothing has been trained yet/);
  await screenshot(page, resolve('test-results', 'runs-empty.png'));
  await welcome.getByRole('button', { name: 'Train' }).click();
});

it('lists the run with its figures, in every theme', async () => {
  const { page } = workbench;
  const row = page.locator('.sidebar .monaco-list-row');
  await expect
    .poll(() => row.allInnerTexts(), { timeout: 60_000 })
    .toEqual([expect.stringMatching(/completed · 2 epochs · [\d.]+%/)]);
  for (const theme of themes) {
    await setTheme(workbench, theme);
    await row.first().hover();
    await screenshot(page, resolve('test-results', `runs-${theme.toLowerCase().replaceAll(' ', '-')}.png`));
  }
  await setTheme(workbench, 'Dark Modern');
});

it('renames it by the keyboard, and shows the name as it was typed', async () => {
  const { page } = workbench;
  const row = page.locator('.sidebar .monaco-list-row');
  await row.first().click();
  // The click has opened the dashboard, which has the focus now.
  await webviewFrame(page, 'STN Dashboard', 60_000);
  await page.locator('.sidebar .monaco-list').focus();
  await page.keyboard.press('F2');
  await inputBox(page, '<b>Two</b> epochs');
  await expect.poll(() => row.allInnerTexts()).toEqual([expect.stringContaining('<b>Two</b> epochs')]);
});

it('shows it again in a window that has trained another since', async () => {
  const { page } = workbench;
  await runCommand(page, 'STN: Train');
  const row = page.locator('.sidebar .monaco-list-row');
  await expect
    .poll(() => row.allInnerTexts(), { timeout: 60_000 })
    .toEqual([expect.stringMatching(/completed/), expect.stringContaining('<b>Two</b> epochs')]);
  await row.nth(1).click();
  const dashboard = await webviewFrame(page, 'STN Dashboard', 60_000);
  await expect
    .poll(() => dashboard.locator('[data-testid="status"]').textContent(), { timeout: 30_000 })
    .toContain('This is an earlier run, <b>Two</b> epochs; Train starts a new one.');
  await screenshot(page, resolve('test-results', 'runs-earlier.png'));
});
